/*
 * The engine's name server, which knows the names of the lab's machines, answers in the container's own network namespace only: what the host asks
 * at its address is passed on, and the answers back. Nothing of either is looked at but a question's number.
 */
#include "outer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A question begins with its number, of two bytes (RFC 1035, 4.1.1). Of those that are open, so many are told apart. */
#define OPEN 256

static int host = -1, engine = -1;
static struct sockaddr_in asker[OPEN];

static int server_socket(struct sockaddr_in *address) {
	*address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(53), .sin_addr.s_addr = inet_addr("127.0.0.11")};
	int opened = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	must(opened, "open a socket for names");
	return opened;
}

void names_ask_engine(void) {
	struct sockaddr_in address;
	engine = server_socket(&address);
	must(connect(engine, (struct sockaddr *)&address, sizeof address), "ask the engine's name server");
}

/* Called in the host's network namespace, in which the host may have a server of its own at every address. */
void names_serve_host(void) {
	struct sockaddr_in address;
	host = server_socket(&address);
	must(setsockopt(host, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int)), "share the port for names");
	must(bind(host, (struct sockaddr *)&address, sizeof address), "serve names to the host");
}

void names_watched(int *questions, int *answers) {
	*questions = host;
	*answers = engine;
}

void names_pass(void) {
	unsigned char message[4096];
	struct sockaddr_in from;
	ssize_t length;
	for (socklen_t size = sizeof from; (length = recvfrom(host, message, sizeof message, 0, (struct sockaddr *)&from, &size)) > 1; size = sizeof from) {
		asker[message[1]] = from;
		/* One that is lost is asked again. */
		(void)!send(engine, message, length, 0);
	}
	while ((length = recv(engine, message, sizeof message, 0)) > 1) {
		const struct sockaddr_in *to = &asker[message[1]];
		if (to->sin_port) sendto(host, message, length, 0, (const struct sockaddr *)to, sizeof *to);
	}
}
