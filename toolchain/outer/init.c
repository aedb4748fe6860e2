/*
 * The container's process 1: makes the namespaces of the host, hands over what is the host's, and waits. Nobody gets in here: whoever runs a
 * command in the host runs `enter`, and nothing of the host's is read or run here but what these files say.
 */
#include "outer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Milliseconds of quiet after which what the engine plugs in is complete. */
#define QUIET 200

static uid_t parse(const char *text) {
	char *end;
	unsigned long first = strtoul(text, &end, 10);
	if (*end || first < ID_COUNT || first > 0xffffffffu - ID_COUNT) {
		errno = ERANGE;
		fail("the first ID, %s", text);
	}
	return first;
}

/*
 * A namespace may mount /proc and /sys only where a whole one is visible (mount_too_revealing in the kernel's fs/namespace.c), and sysfs only
 * as writable as that one. The engine's have masks, and its sysfs is read-only as a whole.
 */
static void show_whole(void) {
	make_dir(WHOLE, 0700);
	make_dir(WHOLE "/proc", 0755);
	make_dir(WHOLE "/sysfs", 0755);
	must(mount("proc", WHOLE "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, ""), "mount /proc");
	must(mount("sysfs", WHOLE "/sysfs", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, ""), "mount /sys");
	must(mount("", WHOLE "/sysfs", "", MS_REMOUNT | MS_NOSUID | MS_NODEV | MS_NOEXEC, ""), "make /sys writable");
}

/*
 * The host's process 1, of which these namespaces are. They belong to the host's first ID and not to the machine's root, so what the kernel
 * limits for each user (inotify, namespaces) is limited for each host.
 */
static pid_t begin(uid_t first, int go[2], int only_try) {
	must(pipe2(go, O_CLOEXEC), "make a pipe");
	must(setegid(first), "become the host's group");
	must(seteuid(first), "become the host's user");
	/* Or its /proc/PID/ns is not that user's. */
	must(prctl(PR_SET_DUMPABLE, 1), "show the process");
	pid_t pid = syscall(SYS_clone,
	                    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | SIGCHLD, 0, 0, 0, 0);
	must(pid, "make the host's namespaces");
	if (pid == 0) {
		close(go[1]);
		inner(go[0], only_try);
	}
	close(go[0]);
	return pid;
}

static int namespace_of(pid_t pid, const char *kind) {
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/ns/%s", pid, kind);
	int opened = open(path, O_RDONLY | O_CLOEXEC);
	must(opened, "open %s", path);
	return opened;
}

static void map(pid_t pid, const char *file, uid_t first) {
	char path[64], text[64];
	snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
	snprintf(text, sizeof text, "0 %u %u\n", first, ID_COUNT);
	must(write_file(path, text), "write %s", path);
}

/* The devices that the container was given beside those that are everyone's: its own nodes, with the rights that the machine's have. */
static void give_devices(uid_t owner) {
	static const char *const given[] = {"/dev/net/tun", "/dev/fuse", "/dev/kvm", NULL};
	for (const char *const *each = given; *each; each++)
		if (chown(*each, owner, owner) == -1 && errno != ENOENT && errno != ENOTDIR) fail("hand over %s", *each);
}

/* Routers have none at the place that the image has a folder at. */
static int is_volume(const char *folder) {
	struct stat own, root;
	return stat(folder, &own) == 0 && stat("/", &root) == 0 && own.st_dev != root.st_dev;
}

/* For `enter`, once all is there that it needs. */
static void note(uid_t first, pid_t pid) {
	int file = open(HOST ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	must(file, "write %s", HOST);
	must(dprintf(file, "%u %d\n", first, pid), "write %s", HOST);
	close(file);
	must(rename(HOST ".new", HOST), "write %s", HOST);
}

/* What is left to do takes two rights: to move devices, and to pass on signals. */
static void renounce(void) {
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct kept[2] = {{.permitted = 1u << CAP_NET_ADMIN | 1u << CAP_KILL}};
	kept[0].effective = kept[0].permitted;
	must(syscall(SYS_capset, &header, kept), "lay down rights");
}

/* Milliseconds, by a clock that nobody sets. */
static long now(void) {
	struct timespec time;
	must(clock_gettime(CLOCK_MONOTONIC, &time), "tell the time");
	return time.tv_sec * 1000L + time.tv_nsec / 1000000;
}

static void keep(pid_t host, int signals) __attribute__((noreturn));
static void keep(pid_t host, int signals) {
	enum { SIGNALS, LINKS, QUESTIONS, ANSWERS, ALL };
	struct pollfd watched[ALL] = {[SIGNALS].fd = signals, [LINKS].fd = links_watched()};
	names_watched(&watched[QUESTIONS].fd, &watched[ANSWERS].fd);
	for (int i = 0; i < ALL; i++) watched[i].events = POLLIN;
	/* When links are looked at: after quiet of their own, since names may be asked for all the while. */
	long due = 0;
	for (int busy = 0;;) {
		long left = due - now();
		int ready = poll(watched, ALL, !busy ? -1 : left > 0 ? (int)left : 0);
		if (ready > 0 && (watched[QUESTIONS].revents || watched[ANSWERS].revents)) names_pass();
		if (ready > 0 && watched[LINKS].revents) {
			static char events[8192];
			/* What happened is looked up; also when there was too much of it (ENOBUFS). */
			(void)!read(links_watched(), events, sizeof events);
			busy = 1;
			due = now() + QUIET;
		} else if (busy && now() >= due) {
			links_follow(0);
			busy = 0;
		}
		struct signalfd_siginfo signal;
		if (ready <= 0 || !watched[SIGNALS].revents || read(signals, &signal, sizeof signal) != sizeof signal) continue;
		if (signal.ssi_signo != SIGCHLD) {
			kill(host, signal.ssi_signo);
			continue;
		}
		/* Orphans of `enter` too. */
		for (int status, pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
			if (pid == host) wait_status(status);
	}
}

void outer_init(const char *text, int only_try) {
	uid_t first = parse(text);
	sigset_t all;
	sigfillset(&all);
	must(sigprocmask(SIG_BLOCK, &all, NULL), "block signals");
	/* The engine makes it writable for everyone. */
	must(chmod("/run", 0755), "close /run");
	show_whole();
	cgroups_delegate(first);
	give_devices(first);
	make_dir(STATE "/upper", 0755);
	make_dir(STATE "/work", 0755);
	make_dir(ROOT, 0755);
	int go[2];
	/* The host begins in its groups; to move it there would take a right over its processes. */
	cgroups_begin();
	pid_t host = begin(first, go, only_try);
	int users = namespace_of(host, "user"), network = namespace_of(host, "net");
	must(seteuid(0), "become root again");
	must(setegid(0), "become root again");
	cgroups_leave();
	map(host, "uid_map", first);
	map(host, "gid_map", first);
	idmap(ROOT_TREE, LOWER, users);
	idmap(STATE, UPPER, users);
	if (is_volume(STORE)) idmap(STORE, ENGINE, users);
	close(users);
	links_begin(network);
	must(write(go[1], "", 1) == 1 ? 0 : -1, "begin the host");
	close(go[1]);
	note(first, host);
	renounce();
	int signals = signalfd(-1, &all, SFD_CLOEXEC);
	must(signals, "await signals");
	keep(host, signals);
}
