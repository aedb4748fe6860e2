/*
 * Moves what the engine plugs into the container on into the host's network namespace, which the host's root may administer; the container's
 * own belongs to the machine's. The engine looks for its device there all the same, for its figures and to unplug it, so a stand-in of that
 * name stays: a veth pair that leads nowhere. A device that is plugged in later follows; with its stand-in, the real one goes.
 */
#include "netlink.h"
#include "outer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 32

struct link {
	int index, kind_moves;
	unsigned mtu, flags;
	char name[IFNAMSIZ];
};

struct links {
	int count;
	struct link all[4 * MOST];
};

/* An address as the kernel told it, to be told again in the other namespace. */
struct address {
	size_t length;
	char message[256];
};

struct addresses {
	int index, count;
	struct address all[MOST];
};

/* By their indexes: a device inside, and outside the two ends of its stand-in. */
static struct { int inside, outside, other; } moved[MOST];
static int count, outer = -1, host = -1, watch = -1, target = -1;

/* What the engine set in the container's network namespace is asked of the host's. */
static const char *const settings[] = {
	"net/ipv6/conf/all/disable_ipv6", "net/ipv6/conf/default/disable_ipv6", "net/ipv6/conf/lo/disable_ipv6",
	"net/ipv4/ip_unprivileged_port_start",
};
#define SETTINGS (sizeof settings / sizeof *settings)

static void take_link(const struct nlmsghdr *message, void *with) {
	struct links *links = with;
	const struct ifinfomsg *fixed = NLMSG_DATA(message);
	int length = IFLA_PAYLOAD(message);
	const struct rtattr *first = IFLA_RTA(fixed), *info = attribute(first, length, IFLA_LINKINFO);
	const struct rtattr *kind = info ? attribute(RTA_DATA(info), RTA_PAYLOAD(info), IFLA_INFO_KIND) : NULL;
	if (links->count == 4 * MOST) return;
	struct link *link = &links->all[links->count++];
	*link = (struct link){.index = fixed->ifi_index, .flags = fixed->ifi_flags};
	snprintf(link->name, sizeof link->name, "%s", (char *)RTA_DATA(attribute(first, length, IFLA_IFNAME)));
	link->mtu = *(unsigned *)RTA_DATA(attribute(first, length, IFLA_MTU));
	/* Not lo, nor what a kernel makes by itself in each namespace (tunl0). */
	for (const char *const *each = (const char *const[]){"veth", "macvlan", "ipvlan", NULL}; kind && *each; each++)
		if (strcmp(RTA_DATA(kind), *each) == 0) link->kind_moves = 1;
}

static void take_address(const struct nlmsghdr *message, void *with) {
	struct addresses *addresses = with;
	const struct ifaddrmsg *fixed = NLMSG_DATA(message);
	/* The kernel makes those of link scope itself. */
	if ((int)fixed->ifa_index != addresses->index || fixed->ifa_scope == RT_SCOPE_LINK) return;
	if (addresses->count == MOST || message->nlmsg_len > sizeof addresses->all->message) return;
	struct address *address = &addresses->all[addresses->count++];
	address->length = message->nlmsg_len;
	memcpy(address->message, message, message->nlmsg_len);
}

static int raise(int index) {
	struct request request;
	struct ifinfomsg fixed = {.ifi_family = AF_UNSPEC, .ifi_index = index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP};
	request_begin(&request, RTM_NEWLINK, 0, &fixed, sizeof fixed);
	return netlink_do(host, &request);
}

static int move(const struct link *link) {
	struct request request;
	struct ifinfomsg fixed = {.ifi_family = AF_UNSPEC, .ifi_index = link->index};
	request_begin(&request, RTM_NEWLINK, 0, &fixed, sizeof fixed);
	request_add(&request, IFLA_NET_NS_FD, &target, sizeof target);
	return netlink_do(outer, &request);
}

static const struct link *named(const struct links *links, const char *name) {
	for (int i = 0; i < links->count; i++)
		if (strcmp(links->all[i].name, name) == 0) return &links->all[i];
	errno = ENODEV;
	return NULL;
}

static int index_of(int socket, const char *name) {
	struct links links = {0};
	if (netlink_list(socket, RTM_GETLINK, take_link, &links) == -1) return -1;
	const struct link *found = named(&links, name);
	return found ? found->index : -1;
}

static int readdress(const struct addresses *addresses, int index) {
	for (int i = 0; i < addresses->count; i++) {
		struct request request;
		memset(&request, 0, sizeof request);
		memcpy(&request, addresses->all[i].message, addresses->all[i].length);
		request.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE;
		request.head.nlmsg_seq = request.head.nlmsg_pid = 0;
		((struct ifaddrmsg *)NLMSG_DATA(&request.head))->ifa_index = index;
		if (netlink_do(host, &request) == -1) return -1;
	}
	return 0;
}

static int stand_in(const struct link *link, const char *other) {
	struct request request;
	struct ifinfomsg fixed = {.ifi_family = AF_UNSPEC};
	request_begin(&request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &fixed, sizeof fixed);
	request_add(&request, IFLA_IFNAME, link->name, strlen(link->name) + 1);
	request_add(&request, IFLA_MTU, &link->mtu, sizeof link->mtu);
	struct rtattr *info = request_nest(&request, IFLA_LINKINFO);
	request_add(&request, IFLA_INFO_KIND, "veth", strlen("veth"));
	struct rtattr *data = request_nest(&request, IFLA_INFO_DATA);
	struct rtattr *peer = request_add(&request, VETH_INFO_PEER, &fixed, sizeof fixed);
	request_add(&request, IFLA_IFNAME, other, strlen(other) + 1);
	request_end_nest(&request, peer);
	request_end_nest(&request, data);
	request_end_nest(&request, info);
	return netlink_do(outer, &request);
}

/* 0 once a device is in the host, with its addresses, and its stand-in outside; -1 with the reason. */
static int adopt(const struct link *link) {
	struct addresses addresses = {.index = link->index};
	char other[IFNAMSIZ];
	snprintf(other, sizeof other, "standin%d", link->index);
	if (count == MOST) {
		errno = ENOSPC;
		return -1;
	}
	if (netlink_list(outer, RTM_GETADDR, take_address, &addresses) == -1 || move(link) == -1) return -1;
	int index = index_of(host, link->name);
	if (index == -1 || readdress(&addresses, index) == -1 || raise(index) == -1 || stand_in(link, other) == -1) return -1;
	moved[count].inside = index;
	moved[count].outside = index_of(outer, link->name);
	moved[count].other = index_of(outer, other);
	count++;
	return 0;
}

static void forget(int which) {
	struct request request;
	struct ifinfomsg fixed = {.ifi_family = AF_UNSPEC, .ifi_index = moved[which].inside};
	request_begin(&request, RTM_DELLINK, 0, &fixed, sizeof fixed);
	/* The host's root may have been quicker. */
	netlink_do(host, &request);
	moved[which] = moved[--count];
}

static int is_stand_in(int index) {
	for (int i = 0; i < count; i++)
		if (moved[i].outside == index || moved[i].other == index) return 1;
	return 0;
}

static int is_there(const struct links *links, int index) {
	for (int i = 0; i < links->count; i++)
		if (links->all[i].index == index) return 1;
	return 0;
}

/* Brings the host's devices to what the engine plugged in and out. One that is not up yet is still being set up, unless all are to be moved. */
void links_follow(int all) {
	struct links links = {0};
	must(netlink_list(outer, RTM_GETLINK, take_link, &links), "list links");
	for (int i = count - 1; i >= 0; i--)
		if (!is_there(&links, moved[i].outside)) forget(i);
	for (int i = 0; i < links.count; i++) {
		const struct link *link = &links.all[i];
		if (!link->kind_moves || is_stand_in(link->index) || !(all || link->flags & IFF_UP)) continue;
		if (adopt(link) == 0) continue;
		if (all) fail("move %s into the host", link->name);
		/* The host has a device of that name, say; the engine's stays outside. */
		fprintf(stderr, "init: %s is not moved into the host: %s\n", link->name, strerror(errno));
	}
}

int links_watched(void) { return watch; }

void links_begin(int network) {
	char values[SETTINGS][64];
	target = network;
	int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	must(own, "open the container's network namespace");
	outer = netlink_open(0);
	watch = netlink_open(RTMGRP_LINK | RTMGRP_IPV4_IFADDR);
	for (size_t i = 0; i < SETTINGS; i++) {
		char path[128];
		snprintf(path, sizeof path, "/proc/sys/%s", settings[i]);
		if (read_file(path, values[i], sizeof values[i]) < 0) *values[i] = 0;
	}
	must(setns(network, CLONE_NEWNET), "enter the host's network namespace");
	host = netlink_open(0);
	for (size_t i = 0; i < SETTINGS; i++) {
		char path[128];
		snprintf(path, sizeof path, WHOLE "/proc/sys/%s", settings[i]);
		if (*values[i]) must(write_file(path, values[i]), "set %s", path);
	}
	must(raise(1), "raise lo");
	names_serve_host();
	must(setns(own, CLONE_NEWNET), "return to the container's network namespace");
	names_ask_engine();
	close(own);
	links_follow(1);
}
