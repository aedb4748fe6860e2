#include "netlink.h"
#include "outer.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void request_begin(struct request *request, int type, int flags, const void *fixed, size_t size) {
	memset(request, 0, sizeof *request);
	request->head.nlmsg_type = type;
	request->head.nlmsg_flags = NLM_F_REQUEST | flags;
	request->head.nlmsg_len = NLMSG_LENGTH(size);
	memcpy(NLMSG_DATA(&request->head), fixed, size);
}

struct rtattr *request_add(struct request *request, int type, const void *data, size_t size) {
	struct rtattr *added = (struct rtattr *)((char *)request + NLMSG_ALIGN(request->head.nlmsg_len));
	if ((char *)added + RTA_SPACE(size) > (char *)(request + 1)) {
		errno = EMSGSIZE;
		fail("ask the kernel about links");
	}
	added->rta_type = type;
	added->rta_len = RTA_LENGTH(size);
	if (size) memcpy(RTA_DATA(added), data, size);
	request->head.nlmsg_len = NLMSG_ALIGN(request->head.nlmsg_len) + RTA_ALIGN(added->rta_len);
	return added;
}

struct rtattr *request_nest(struct request *request, int type) { return request_add(request, type | NLA_F_NESTED, NULL, 0); }

void request_end_nest(struct request *request, struct rtattr *nest) {
	nest->rta_len = (char *)request + request->head.nlmsg_len - (char *)nest;
}

int netlink_open(unsigned groups) {
	struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = groups};
	int opened = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	must(opened, "open netlink");
	must(bind(opened, (struct sockaddr *)&address, sizeof address), "listen to netlink");
	return opened;
}

/* Reads messages up to the last one of the answer; returns 0, or -1 with the kernel's reason. */
static int answer(int socket, void (*take)(const struct nlmsghdr *, void *), void *with) {
	char buffer[32768];
	while (1) {
		ssize_t length = recv(socket, buffer, sizeof buffer, 0);
		if (length < 0 && errno == EINTR) continue;
		if (length < 0) return -1;
		for (struct nlmsghdr *each = (struct nlmsghdr *)buffer; NLMSG_OK(each, length); each = NLMSG_NEXT(each, length)) {
			if (each->nlmsg_type == NLMSG_DONE) return 0;
			if (each->nlmsg_type == NLMSG_ERROR) {
				errno = -((struct nlmsgerr *)NLMSG_DATA(each))->error;
				return errno ? -1 : 0;
			}
			if (take) take(each, with);
		}
	}
}

int netlink_do(int socket, struct request *request) {
	request->head.nlmsg_flags |= NLM_F_ACK;
	if (send(socket, request, request->head.nlmsg_len, 0) == -1) return -1;
	return answer(socket, NULL, NULL);
}

int netlink_list(int socket, int type, void (*take)(const struct nlmsghdr *, void *), void *with) {
	struct request request;
	/* The longest of the fixed parts; the kernel reads what it needs. */
	struct ifinfomsg any = {.ifi_family = AF_UNSPEC};
	request_begin(&request, type, NLM_F_DUMP, &any, sizeof any);
	if (send(socket, &request, request.head.nlmsg_len, 0) == -1) return -1;
	return answer(socket, take, with);
}

const struct rtattr *attribute(const struct rtattr *first, int length, int type) {
	for (; RTA_OK(first, length); first = RTA_NEXT(first, length))
		if ((first->rta_type & NLA_TYPE_MASK) == type) return first;
	return NULL;
}
