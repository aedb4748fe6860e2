/*
 * The one way in: runs a program of the host, in all of its namespaces and groups, as its root. Until setns this is a program of the
 * machine's root; what it then opens or runs is the host's, and by then it has no right and no file but what the host has.
 */
#include "outer.h"

#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define ALL (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP)

/* A host begins within some hundredths of a second after its container. */
static void find(uid_t *first, pid_t *pid) {
	char text[64];
	for (int tries = 0; tries < 2000; tries++) {
		if (read_file(HOST, text, sizeof text) > 0 && sscanf(text, "%u %d", first, pid) == 2) return;
		usleep(2000);
	}
	fprintf(stderr, "the host does not answer yet\n");
	exit(255);
}

/* In a child: a process that joins a namespace of processes does so with its children only. */
void become(char **command) {
	must(prctl(PR_SET_PDEATHSIG, SIGKILL), "end with %s", command[0]);
	execvp(command[0], command);
	int absent = errno == ENOENT;
	perror(command[0]);
	_exit(absent ? 127 : 126);
}

static void run(char **command) {
	int status;
	pid_t child = fork();
	must(child, "begin %s", command[0]);
	if (child == 0) become(command);
	while (waitpid(child, &status, 0) == -1)
		if (errno != EINTR) fail("wait for %s", command[0]);
	wait_status(status);
}

void enter(char **command) {
	uid_t first;
	pid_t pid;
	find(&first, &pid);
	cgroups_enter(pid);
	/* The user to whom the namespaces belong may do anything in them. */
	must(setresgid(first, first, first), "become the host's group");
	must(setgroups(0, NULL), "leave groups");
	must(setresuid(first, first, first), "become the host's user");
	int process = syscall(SYS_pidfd_open, pid, 0);
	must(process, "find the host");
	must(setns(process, ALL), "enter the host");
	must(close_range(3, ~0u, 0), "close files");
	must(setresgid(0, 0, 0), "become the host's root");
	must(setresuid(0, 0, 0), "become the host's root");
	must(chdir("/"), "enter /");
	inner_environment();
	filter();
	if (isatty(STDIN_FILENO)) terminal_run(command);
	else run(command);
}
