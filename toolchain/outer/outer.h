/*
 * A host in a user namespace of its own is two processes that begin as one program. Outside, owned by the machine's root, is the container's
 * process 1: it makes the namespaces, hands the host what it may have, and then only waits. Inside is the host, whose root is nobody on the
 * machine. `enter` is the one way from the one to the other.
 *
 * C, because a process of several threads, as every Go program is, cannot join a user namespace; and what waits beside each host stays small.
 */
#ifndef OUTER_H
#define OUTER_H

#define _GNU_SOURCE
#include <stddef.h>
#include <sys/types.h>

/* How many IDs a host has, from its first one on: as many as Debian's files use, nobody (65534) included. */
#define ID_COUNT 65536u

/* What the container is given by lib/constructs. */
#define ROOT_TREE "/rootfs/tree"     /* the host image's files: one volume for all hosts, read-only */
#define STATE "/state"               /* what the host changes of them: a volume of its own */
#define STORE "/var/lib/docker"      /* its engine's: a volume of its own */
#define GIVEN "/guest"               /* the files that it is made with */

/* What the outer makes for the inner, on the container's own tmpfs. */
#define WHOLE "/run/whole"           /* /proc and /sys without the engine's masks */
#define HOST "/run/host"             /* IDs and processes: FIRST_ID PID */
#define LOWER "/run/lower"
#define UPPER "/run/upper"
#define ENGINE "/run/engine"
#define ROOT "/run/root"

/* Ends the process with status 64: what was tried, and the kernel's reason. */
void fail(const char *what, ...) __attribute__((noreturn, format(printf, 1, 2)));
void must(int result, const char *what, ...) __attribute__((format(printf, 2, 3)));
/* Reads a small file; returns its length, or -1. */
ssize_t read_file(const char *path, char *text, size_t size);
int write_file(const char *path, const char *text);
void make_dir(const char *path, mode_t mode);

/* cgroups.c */
void cgroups_delegate(uid_t owner);
void cgroups_begin(void);
void cgroups_enter(pid_t inner);
void cgroups_leave(void);
void cgroups_mount(const char *folder);

/* idmap.c */
void idmap(const char *from, const char *to, int user_namespace);

/* links.c */
void links_begin(int network);
int links_watched(void);
void links_follow(int all);

/* names.c */
void names_ask_engine(void);
void names_serve_host(void);
void names_watched(int *questions, int *answers);
void names_pass(void);

/* inner.c */
void inner(int go, int only_try) __attribute__((noreturn));

/* filter.c */
void filter(void);

/* terminal.c */
void terminal_run(char **command);

/* init.c, enter.c */
void outer_init(const char *first, int only_try);
void enter(char **command);
void become(char **command) __attribute__((noreturn));
void inner_environment(void);
void wait_status(int status) __attribute__((noreturn));

#endif
