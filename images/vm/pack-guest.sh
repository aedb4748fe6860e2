#!/bin/bash
# pack-guest.sh FILE: adds to the host image what a guest needs, and packs all of it. The kernel's package is unpacked, not
# installed: there is no boot loader to tell.
set -euo pipefail

printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends crun e2fsprogs gojq kmod openssh-server
# jq's start takes 20 ms, and twenty times as long where the processor is emulated; gojq's is a tenth of that.
ln -s /usr/bin/gojq /usr/local/bin/jq
# So it is with runc, which begins itself anew several times for each workload: crun takes its place.
ln -s /usr/bin/crun /usr/local/bin/runc
dpkg --fsys-tarfile /tmp/linux-image.deb | tar --extract --directory / --keep-directory-symlink ./lib/modules
depmod "$(basename /lib/modules/*)"

# The only way to this sshd is the guest's serial port, which leads to the container; keys are made at each start.
passwd --delete root
rm -rf /etc/ssh/ssh_host_* /usr/sbin/policy-rc.d \
	/var/cache/apt /var/cache/debconf/*-old /var/lib/apt/lists /var/log/*

# What Docker mounts into a container, and what a kernel fills, is not the image's.
tar --create --file "$1" --directory / --numeric-owner --xattrs --exclude "./${1#/}" \
	--exclude ./proc --exclude ./sys --exclude ./dev --exclude './run/*' --exclude './tmp/*' \
	--exclude ./.dockerenv --exclude ./etc/hosts --exclude ./etc/hostname --exclude ./etc/resolv.conf .
