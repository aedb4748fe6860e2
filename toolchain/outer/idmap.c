/* Idmapped mounts (Linux 5.12; below an overlay 5.19): on the disk the files stay the image's, of the IDs 0 to 65535. */
#include "outer.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

/* Mounts a folder at another, owned as the user namespace says. */
void idmap(const char *from, const char *to, int user_namespace) {
	struct mount_attr attributes = {.attr_set = MOUNT_ATTR_IDMAP, .userns_fd = user_namespace};
	make_dir(to, 0755);
	int tree = syscall(SYS_open_tree, AT_FDCWD, from, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	must(tree, "clone the mount of %s", from);
	must(syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &attributes, sizeof attributes),
	     "give %s the host's IDs (idmapped mount)", from);
	must(syscall(SYS_move_mount, tree, "", AT_FDCWD, to, MOVE_MOUNT_F_EMPTY_PATH), "mount %s at %s", from, to);
	close(tree);
}
