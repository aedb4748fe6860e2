/*
 * A terminal of the host's own: the engine's would not be found in the host's /dev, and would let it push input into the caller's session.
 * What is typed and printed passes between the two; Ctrl-C and the like are for the host's one.
 */
#include "outer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static volatile sig_atomic_t resized, ended;
static void on_signal(int signal) {
	if (signal == SIGWINCH) resized = 1;
	else ended = 1;
}

static void resize(int terminal) {
	struct winsize size;
	resized = 0;
	if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) == 0) ioctl(terminal, TIOCSWINSZ, &size);
}

/* Both ends by file descriptor: a name in the host's /dev is the host's. */
static void open_terminal(int *near, int *far) {
	int unlocked = 0;
	*near = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	must(*near, "open a terminal in the host");
	must(ioctl(*near, TIOCSPTLCK, &unlocked), "open a terminal in the host");
	*far = ioctl(*near, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	must(*far, "open a terminal in the host");
}

static void begin(int far, char **command) {
	must(setsid() == -1 ? -1 : 0, "begin a session");
	must(ioctl(far, TIOCSCTTY, 0), "control the terminal");
	for (int file = 0; file < 3; file++) must(dup2(far, file), "use the terminal");
	become(command);
}

/* 0 at the end. */
static int pass(int from, int to) {
	char text[4096];
	ssize_t length = read(from, text, sizeof text);
	if (length == -1 && errno == EINTR) return 1;
	for (ssize_t done = 0, written; done < length; done += written) {
		written = write(to, text + done, length - done);
		if (written == -1 && errno == EINTR) written = 0;
		if (written == -1) return 0;
	}
	return length > 0;
}

/* Until the command ends, and what it printed until then has passed; what it left running in the background is not waited for. */
static void pass_all(int near, const sigset_t *none) {
	const struct timespec at_once = {0};
	struct pollfd watched[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = near, .events = POLLIN}};
	while (1) {
		if (resized) resize(near);
		int last = ended, ready = ppoll(watched, 2, last ? &at_once : NULL, none);
		if (ready == -1) continue;
		if (watched[0].revents && !pass(STDIN_FILENO, near)) watched[0].fd = -1;
		/* Once every end in the host is closed, reading fails (EIO). */
		if (watched[1].revents ? !pass(near, STDOUT_FILENO) : last) return;
	}
}

void terminal_run(char **command) {
	int near, far, status;
	sigset_t none, ours;
	struct termios before, raw;
	open_terminal(&near, &far);
	must(tcgetattr(STDIN_FILENO, &before), "read the terminal");
	must(tcsetattr(far, TCSANOW, &before), "set the terminal");
	sigemptyset(&ours);
	sigaddset(&ours, SIGWINCH);
	sigaddset(&ours, SIGCHLD);
	must(sigprocmask(SIG_BLOCK, &ours, &none), "block signals");
	sigaction(SIGWINCH, &(struct sigaction){.sa_handler = on_signal}, NULL);
	sigaction(SIGCHLD, &(struct sigaction){.sa_handler = on_signal, .sa_flags = SA_NOCLDSTOP}, NULL);
	resize(near);
	pid_t child = fork();
	must(child, "begin %s", command[0]);
	if (child == 0) {
		must(sigprocmask(SIG_SETMASK, &none, NULL), "receive signals");
		begin(far, command);
	}
	close(far);
	raw = before;
	cfmakeraw(&raw);
	must(tcsetattr(STDIN_FILENO, TCSANOW, &raw), "set the terminal");
	pass_all(near, &none);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	close(near);
	while (waitpid(child, &status, 0) == -1)
		if (errno != EINTR) fail("wait for %s", command[0]);
	wait_status(status);
}
