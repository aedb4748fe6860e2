/*
 * The host's process 1, until it is the host image's own. It has no right outside its namespaces any more, so whatever its root left behind in
 * the tree, a link at a mount's place say, leads nowhere that it could not go by itself.
 */
#include "outer.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PLAIN (MS_NOSUID | MS_NODEV | MS_NOEXEC)

static void mount_at(const char *kind, const char *folder, unsigned long flags, const char *options) {
	make_dir(folder, 0755);
	must(mount(kind, folder, kind, flags, options), "mount %s", folder);
}

static void bind(const char *from, const char *to) {
	must(mount(from, to, NULL, MS_BIND, NULL), "mount %s at %s", from, to);
}

/* A namespace may make no devices, so those that the container has are mounted. */
static void devices(void) {
	static const char *const all[] = {"null", "zero", "full", "random", "urandom", "tty", "net/tun", "kvm", "fuse", NULL};
	static const char *const links[][2] = {
		{"/proc/self/fd", "fd"}, {"/proc/self/fd/0", "stdin"}, {"/proc/self/fd/1", "stdout"},
		{"/proc/self/fd/2", "stderr"}, {"pts/ptmx", "ptmx"}, {"/proc/kcore", "core"},
	};
	mount_at("tmpfs", ROOT "/dev", MS_NOSUID | MS_STRICTATIME, "mode=755,size=64k");
	make_dir(ROOT "/dev/net", 0755);
	for (const char *const *each = all; *each; each++) {
		char from[64], to[64];
		snprintf(from, sizeof from, "/dev/%s", *each);
		snprintf(to, sizeof to, ROOT "/dev/%s", *each);
		if (access(from, F_OK) == -1) continue;
		int file = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
		must(file, "make %s", to);
		close(file);
		bind(from, to);
	}
	for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
		char name[64];
		snprintf(name, sizeof name, ROOT "/dev/%s", links[i][1]);
		must(symlink(links[i][0], name), "make %s", name);
	}
	mount_at("devpts", ROOT "/dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5");
	mount_at("tmpfs", ROOT "/dev/shm", PLAIN, "size=64m");
	mount_at("mqueue", ROOT "/dev/mqueue", PLAIN, "");
}

static void mounts(void) {
	must(mount("", "/", "", MS_REC | MS_PRIVATE, ""), "keep mounts to the host");
	must(mount("overlay", ROOT, "overlay", 0, "lowerdir=" LOWER ",upperdir=" UPPER "/upper,workdir=" UPPER "/work,userxattr"),
	     "mount the host's files (overlay)");
	mount_at("proc", ROOT "/proc", PLAIN, "");
	/* Every user may ping, as in the engine's containers: said in the host's own IDs. */
	must(write_file(ROOT "/proc/sys/net/ipv4/ping_group_range", "0 65535"), "let everyone ping");
	mount_at("sysfs", ROOT "/sys", PLAIN, "");
	cgroups_mount(ROOT "/sys/fs/cgroup");
	must(mount("", ROOT "/sys", "", MS_REMOUNT | MS_BIND | MS_RDONLY | PLAIN, ""), "close /sys");
	devices();
	/* Programs of the host that mount /proc and /sys (ip netns, containers) may do so only while whole ones are in sight. */
	make_dir(ROOT "/dev/.whole", 0700);
	mount_at("proc", ROOT "/dev/.whole/proc", PLAIN, "");
	mount_at("sysfs", ROOT "/dev/.whole/sys", PLAIN, "");
	mount_at("tmpfs", ROOT "/run", MS_NOSUID | MS_NODEV, "mode=755");
	if (access(ENGINE, F_OK) == 0) bind(ENGINE, ROOT STORE);
}

static void copy(int from, int to) {
	char block[65536];
	for (ssize_t length; (length = read(from, block, sizeof block)) != 0;)
		must(length == -1 || write(to, block, length) != length ? -1 : 0, "copy a file into the host");
}

/* The engine's files about names, which it may have changed since the last start. */
static const char *const named[] = {"/etc/resolv.conf", "/etc/hosts", "/etc/hostname"};
#define NAMED (sizeof named / sizeof *named)

/* What the host is made with, below a folder of the container. What the host has by that name is its own by now. */
static void copy_given(int from, char *path, size_t length) {
	char entries[8192];
	for (long size; (size = syscall(SYS_getdents64, from, entries, sizeof entries)) > 0;)
		for (char *each = entries; each < entries + size; each += ((unsigned short *)(each + 16))[0]) {
			const char *name = each + 19;
			if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
			int opened = openat(from, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
			must(opened, "open %s", name);
			size_t longer = length + snprintf(path + length, 4096 - length, "/%s", name);
			if (longer > 4000) continue;
			struct stat found;
			must(fstat(opened, &found), "look at %s", path);
			if (S_ISDIR(found.st_mode)) {
				make_dir(path, found.st_mode & 0777);
				copy_given(opened, path, longer);
			} else if (access(path, F_OK) == -1) {
				strcpy(path + longer, ".new");
				int made = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, found.st_mode & 0777);
				must(made, "make %s", path);
				copy(opened, made);
				close(made);
				char whole[4096];
				snprintf(whole, sizeof whole, "%.*s", (int)longer, path);
				must(rename(path, whole), "make %s", whole);
			}
			close(opened);
			path[length] = 0;
		}
}

void inner_environment(void) {
	must(setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1), "set PATH");
}

void inner(int go, int only_try) {
	char path[4096] = "";
	int names[NAMED];
	if (read(go, path, 1) != 1) exit(64);
	path[0] = 0;
	must(setgroups(0, NULL), "leave groups");
	must(setresgid(0, 0, 0), "become the host's root");
	must(setresuid(0, 0, 0), "become the host's root");
	must(unshare(CLONE_NEWNS | CLONE_NEWCGROUP), "make the host's namespaces of mounts and control groups");
	mounts();
	int given = open(GIVEN, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0; i < NAMED; i++) names[i] = open(named[i], O_RDONLY | O_CLOEXEC);
	must(chdir(ROOT), "enter %s", ROOT);
	must(syscall(SYS_pivot_root, ".", "."), "change the root");
	must(umount2(".", MNT_DETACH), "leave the container's files");
	must(chdir("/"), "enter /");
	for (size_t i = 0; i < NAMED; i++) {
		if (names[i] == -1) continue;
		int file = open(named[i], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
		must(file, "write %s", named[i]);
		copy(names[i], file);
		close(file);
	}
	if (given != -1) copy_given(given, path, 0);
	filter();
	if (only_try) _exit(0);
	inner_environment();
	sigset_t none;
	sigemptyset(&none);
	must(sigprocmask(SIG_SETMASK, &none, NULL), "receive signals");
	must(close_range(3, ~0u, 0), "close files");
	execv("/usr/bin/tini", (char *[]){"tini", "--", "/usr/local/bin/underlay-host", "init", NULL});
	fail("start the host's own first program");
}
