#!/bin/sh
# fill-store.sh IMAGE: loads /workload.tar into a store of the container's own and packs it as /store.tar. IMAGE is the
# workload's reference, which gets the tag "latest" as well. Only images and their layers are packed: keys, networks
# and caches are each host's own. Set-up runs it in a short-lived container.
set -eu
for mount in /proc/sys /sys/fs/cgroup /sys/fs/cgroup/*; do mount -o remount,rw,bind "$mount" 2>/dev/null || true; done
dockerd --iptables=false --ip6tables=false --bridge=none --storage-driver=overlay2 >/run/dockerd.log 2>&1 &
daemon=$!
tries=0
until docker version >/dev/null 2>&1; do
  tries=$((tries + 1))
  if [ "$tries" -gt 150 ] || ! kill -0 "$daemon" 2>/dev/null; then
    echo "The dockerd that fills the hosts' image store did not start:" >&2
    tail -n 20 /run/dockerd.log >&2
    exit 1
  fi
  sleep 0.2
done
docker load --input /workload.tar
docker tag "$1" "${1%:*}:latest"
kill "$daemon"
wait "$daemon" || true
tar -C /var/lib/docker --xattrs --xattrs-include='*' --numeric-owner \
  --exclude=overlay2/backingFsBlockDev -cf /store.tar image overlay2
