/* As much of rtnetlink(7) as moving links takes. */
#ifndef NETLINK_H
#define NETLINK_H

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stddef.h>

struct request {
	struct nlmsghdr head;
	char rest[1024];
};

/* Begins a request with its fixed part. */
void request_begin(struct request *request, int type, int flags, const void *fixed, size_t size);
struct rtattr *request_add(struct request *request, int type, const void *data, size_t size);
/* Attributes within an attribute: what was added since it was begun. */
struct rtattr *request_nest(struct request *request, int type);
void request_end_nest(struct request *request, struct rtattr *nest);

int netlink_open(unsigned groups);
/* Sends a request; 0 once the kernel did it, else -1. */
int netlink_do(int socket, struct request *request);
/* Lists links or addresses: calls a function for each. */
int netlink_list(int socket, int type, void (*take)(const struct nlmsghdr *message, void *with), void *with);
/* An attribute of a list, or NULL. */
const struct rtattr *attribute(const struct rtattr *first, int length, int type);

#endif
