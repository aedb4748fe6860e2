#!/bin/bash
# make-disk.sh TAR DISK: an ext4 file system with the contents of TAR, as a QEMU disk. mke2fs fills it by itself, so no
# mount is needed. A guest grows it to the size that its host asks for.
set -euo pipefail
mkdir -p /guest/{dev,proc,sys}
tar --extract --file "$1" --directory /guest --numeric-owner --xattrs --xattrs-include='*'
rm "$1"
# Unwritten parts of a new disk read as zeros, so no table has to be wiped; what is usually kept for root would be lost.
mke2fs -q -t ext4 -m 0 -L underlay -J size=32 -E lazy_itable_init=0,lazy_journal_init=1,nodiscard -d /guest /disk.raw 2048M
rm -r /guest
qemu-img convert -O qcow2 -o lazy_refcounts=on /disk.raw "$2"
rm /disk.raw
