/*
 * Control groups: the host gets the group `host` below the container's own, whose limits so stay out of its reach. With version 1 there is a
 * group in each hierarchy, with version 2 one.
 */
#include "outer.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <linux/magic.h>
#include <unistd.h>

#define GROUPS "/sys/fs/cgroup"
/* Below the host's group with version 2: where its process 1 is until it moves itself. (The host image's init has the same.) */
#define FIRST "/init"
#define KEPT (MS_NOSUID | MS_NODEV | MS_NOEXEC)

static int is_unified(void) {
	struct statfs found;
	must(statfs(GROUPS, &found), "look at %s", GROUPS);
	return found.f_type == CGROUP2_SUPER_MAGIC;
}

/* Calls a function for the folder of each version 1 hierarchy; cpu and cpuacct are links to one. */
static void each_hierarchy(void (*act)(const char *name, const void *with), const void *with) {
	DIR *all = opendir(GROUPS);
	if (!all) fail("list %s", GROUPS);
	for (struct dirent *each; (each = readdir(all));) {
		char path[300];
		struct statfs found;
		struct stat kind;
		if (each->d_name[0] == '.') continue;
		snprintf(path, sizeof path, GROUPS "/%s", each->d_name);
		if (lstat(path, &kind) == 0 && S_ISDIR(kind.st_mode) && statfs(path, &found) == 0 && found.f_type == CGROUP_SUPER_MAGIC)
			act(each->d_name, with);
	}
	closedir(all);
}

static void writable(const char *folder) {
	must(mount("", folder, "", MS_REMOUNT | MS_BIND | KEPT, ""), "make %s writable", folder);
}

static void read_only(const char *folder) {
	must(mount("", folder, "", MS_REMOUNT | MS_BIND | MS_RDONLY | KEPT, ""), "make %s read-only", folder);
}

/* Hands over a group and what moves processes into it. Its limits belong to the group above: their files stay the machine's. */
static void give(const char *group, uid_t owner, const char *const *files) {
	must(chown(group, owner, owner), "hand over %s", group);
	for (; *files; files++) {
		char path[600];
		snprintf(path, sizeof path, "%s/%s", group, *files);
		if (chown(path, owner, owner) == -1 && errno != ENOENT) fail("hand over %s", path);
	}
}

static void delegate(const char *name, const void *owner) {
	static const char *const files[] = {"cgroup.procs", "tasks", NULL};
	/* A group of this hierarchy takes no process before it has processors and memory nodes. */
	static const char *const sets[] = {"cpuset.cpus", "cpuset.mems"};
	char hierarchy[300], group[320];
	snprintf(hierarchy, sizeof hierarchy, GROUPS "/%s", name);
	snprintf(group, sizeof group, "%s/host", hierarchy);
	writable(hierarchy);
	make_dir(group, 0755);
	for (size_t i = 0; i < 2; i++) {
		char from[400], to[400], value[256];
		snprintf(from, sizeof from, "%s/%s", hierarchy, sets[i]);
		snprintf(to, sizeof to, "%s/%s", group, sets[i]);
		if (read_file(from, value, sizeof value) > 0) must(write_file(to, value), "set %s", to);
	}
	give(group, *(const uid_t *)owner, files);
}

/*
 * Processes of the container itself make room, because a group with children that are limited holds none. For the same reason the host's have a
 * group below its own, so that it can hand on the controllers whenever it likes.
 */
static void delegate_unified(uid_t owner) {
	static const char *const files[] = {"cgroup.procs", "cgroup.threads", "cgroup.subtree_control", NULL};
	char controllers[256], enabled[600] = "";
	writable(GROUPS);
	make_dir(GROUPS "/outer", 0755);
	make_dir(GROUPS "/host", 0755);
	make_dir(GROUPS "/host" FIRST, 0755);
	must(write_file(GROUPS "/outer/cgroup.procs", "0"), "leave the container's control group");
	if (read_file(GROUPS "/cgroup.controllers", controllers, sizeof controllers) < 0) fail("list the controllers");
	for (char *each = strtok(controllers, " \n"); each; each = strtok(NULL, " \n")) {
		strcat(enabled, " +");
		strcat(enabled, each);
	}
	must(write_file(GROUPS "/cgroup.subtree_control", enabled), "hand on the controllers%s", enabled);
	give(GROUPS "/host", owner, files);
	give(GROUPS "/host" FIRST, owner, files);
}

void cgroups_delegate(uid_t owner) {
	if (is_unified()) delegate_unified(owner);
	else each_hierarchy(delegate, &owner);
}

static void join(const char *name, const void *group) {
	char path[400];
	snprintf(path, sizeof path, GROUPS "/%s%s/cgroup.procs", name, (const char *)group);
	must(write_file(path, "0"), "join %s", path);
}

/* Moves this process to the host's own groups: its process 1 begins there, so that its namespace of control groups does. */
void cgroups_begin(void) {
	if (is_unified()) join(".", "/host");
	else each_hierarchy(join, "/host");
}

/* Moves this process to the groups that the host's process 1 is in. */
void cgroups_enter(pid_t inner) {
	char file[64], found[4096];
	if (!is_unified()) {
		each_hierarchy(join, "/host");
		return;
	}
	snprintf(file, sizeof file, "/proc/%d/cgroup", inner);
	if (read_file(file, found, sizeof found) < 0) fail("find the host's control group");
	found[strcspn(found, "\n")] = 0;
	const char *group = strstr(found, "::/host/");
	/* It has yet to leave the host's own. */
	join(".", group ? group + 2 : "/host" FIRST);
}

/* Moves this process back to the container's own. */
void cgroups_leave(void) {
	if (is_unified()) join(".", "/outer");
	else each_hierarchy(join, "");
}

static void mount_hierarchy(const char *name, const void *folder) {
	char to[600], options[300];
	snprintf(to, sizeof to, "%s/%s", (const char *)folder, name);
	/* Hierarchies without a controller have a name. */
	snprintf(options, sizeof options, strcmp(name, "systemd") == 0 ? "name=%s" : "%s", name);
	make_dir(to, 0755);
	must(mount("cgroup", to, "cgroup", KEPT, options), "mount the control groups of %s", name);
	read_only(to);
}

/* The host's own groups, where programs look for them and, as an engine mounts them, read-only. Called in its namespaces. */
void cgroups_mount(const char *folder) {
	if (is_unified()) {
		char first[300];
		must(mount("cgroup", folder, "cgroup2", KEPT, ""), "mount the control groups");
		snprintf(first, sizeof first, "%s" FIRST "/cgroup.procs", folder);
		must(write_file(first, "0"), "leave the host's control group");
		read_only(folder);
		return;
	}
	must(mount("cgroup", folder, "tmpfs", KEPT, "mode=755"), "mount %s", folder);
	each_hierarchy(mount_hierarchy, folder);
	read_only(folder);
}
