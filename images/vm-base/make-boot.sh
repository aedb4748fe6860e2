#!/bin/bash
# Fetches Debian's cloud kernel, and makes what QEMU boots a guest from: /usr/lib/underlay/vmlinuz and initrd. The package itself
# stays beside them, for the guest's root disk. It is unpacked, not installed: nothing here needs a boot loader.
set -euo pipefail
target=/usr/lib/underlay

apt-get update
apt-get install -y --no-install-recommends --download-only linux-image-cloud-amd64
mv /var/cache/apt/archives/linux-image-6*.deb "$target/linux-image.deb"
apt-get clean
rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin

kernel=$(mktemp -d)
dpkg --extract "$target/linux-image.deb" "$kernel"
cp "$kernel"/boot/vmlinuz-* "$target/vmlinuz"

# The disk's driver and what it is made of, numbered in the order in which they are loaded.
release=$(basename "$kernel"/lib/modules/*)
depmod --basedir "$kernel" "$release"
root=$(mktemp -d)
mkdir -p "$root"/{bin,dev,modules,root}
number=10
for module in $(modprobe --dirname "$kernel" --set-version "$release" --show-depends --all virtio_pci virtio_blk |
	sed -n 's/^insmod //p' | awk '!seen[$0]++'); do
	cp "$module" "$root/modules/$((number++))-$(basename "$module")"
done
cp /bin/busybox "$root/bin/busybox"
install -m 755 "$target/initramfs" "$root/init"
(cd "$root" && find . | cpio --quiet -o -H newc) >"$target/initrd"
rm -r "$kernel" "$root" "$target/initramfs"
