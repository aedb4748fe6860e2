/*
 * What the outer needs of the container's profile of system calls and the host must not have: the calls that make idmapped mounts. They answer
 * as on a kernel without them, as in every container host. Every call that is newer than 5.0 has one number on all architectures, and
 * x32's differ by one bit.
 */
#include "outer.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#define X32 0x40000000u
#define ABSENT(number, left) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, left, 0)

enum { open_tree = 428, move_mount = 429, mount_setattr = 442, open_tree_attr = 467 };

void filter(void) {
	struct sock_filter program[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, ~X32),
		ABSENT(open_tree, 4),
		ABSENT(move_mount, 3),
		ABSENT(mount_setattr, 2),
		ABSENT(open_tree_attr, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
	};
	struct sock_fprog whole = {.len = sizeof program / sizeof *program, .filter = program};
	must(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole), "filter system calls");
}
