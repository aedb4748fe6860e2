#!/bin/bash
# seats.sh up N | down: what `npm run bench` measures Underlay against: N labs of three Docker-in-Docker hosts each, real
# etcd, flanneld (vxlan) and dockerd in every one, one workload a host, made with nothing but the docker command. Prints
# the seconds until all hosts are ready.
#
# Environment: HOST_IMAGE (a host image with etcd, dockerd and the workload image's programs), WORKLOAD_IMAGE (tag that the tar holds),
# FLANNELD (path of the program), WORKLOAD_TAR (docker save of the workload image), PARALLEL (labs made at once; default 4).
set -euo pipefail
PARALLEL=${PARALLEL:-4}

host() { # LAB HOST: what runs in a host
	cat <<-SCRIPT
		for group in /sys/fs/cgroup/*; do mount -o remount,rw,bind \$group; done 2>/dev/null
		mount -o remount,rw,bind /proc/sys; sysctl -qw net.ipv4.ip_forward=1
		export ETCDCTL_API=3 ETCDCTL_ENDPOINTS=http://172.30.$1.11:2379
		if [ $2 = 1 ]; then
			etcd --data-dir /run/etcd --listen-client-urls http://0.0.0.0:2379 --advertise-client-urls \$ETCDCTL_ENDPOINTS >/run/etcd.log 2>&1 &
			until etcdctl put /coreos.com/network/config '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlan"}}'; do sleep 0.1; done >/dev/null 2>&1
		fi
		until etcdctl get /coreos.com/network/config 2>/dev/null | grep -q Network; do sleep 0.1; done
		# It ends when another host takes the same subnet at the same moment.
		until flanneld -etcd-endpoints=\$ETCDCTL_ENDPOINTS -iface=eth0 >>/run/flanneld.log 2>&1; do :; done &
		until [ -f /run/flannel/subnet.env ]; do sleep 0.1; done
		. /run/flannel/subnet.env
		dockerd --bip=\$FLANNEL_SUBNET --mtu=\$FLANNEL_MTU --iptables=false --ip-masq=false >/run/dockerd.log 2>&1 &
		until docker version >/dev/null 2>&1; do sleep 0.2; done
		docker load -qi /workload.tar
		docker run -d --name workload --cap-add NET_ADMIN --cap-add NET_RAW $WORKLOAD_IMAGE iperf3 -s && touch /run/ready
		wait
	SCRIPT
}

lab() { # LAB
	docker network create --subnet "172.30.$1.0/24" -o com.docker.network.bridge.inhibit_ipv4=true \
		-o com.docker.network.bridge.enable_ip_masquerade=false "plain$1" >/dev/null
	for number in 1 2 3; do
		docker run -d --name "plain$1-host$number" --hostname "host$number" --network "plain$1" --ip "172.30.$1.1$number" \
			--cap-add ALL --cap-drop SYS_RESOURCE --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
			-v /var/lib/docker --tmpfs /run --device /dev/net/tun -v "$FLANNELD:/usr/local/bin/flanneld:ro" -v "$WORKLOAD_TAR:/workload.tar:ro" \
			--entrypoint bash "$HOST_IMAGE" -c "$(host "$1" "$number")" >/dev/null
	done
}

case ${1:-} in
up)
	began=$EPOCHREALTIME
	for number in $(seq "$2"); do
		lab "$number" &
		((number % PARALLEL != 0)) || wait
	done
	wait
	for number in $(seq "$2"); do
		for host in 1 2 3; do until docker exec "plain$number-host$host" test -f /run/ready 2>/dev/null; do sleep 0.2; done; done
	done
	awk "BEGIN { printf \"%.2f\n\", $EPOCHREALTIME - $began }"
	;;
down)
	began=$EPOCHREALTIME
	docker ps -aq --filter 'name=^plain[0-9]+-host' | xargs -r docker rm -fv >/dev/null
	docker network ls -q --filter 'name=^plain[0-9]+$' | xargs -r docker network rm >/dev/null
	awk "BEGIN { printf \"%.2f\n\", $EPOCHREALTIME - $began }"
	;;
*)
	echo "usage: seats.sh up N | down" >&2
	exit 64
	;;
esac
