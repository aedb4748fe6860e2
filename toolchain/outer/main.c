/*
 * `init FIRST_ID` is the container's process 1; `init FIRST_ID --try` does the same but for the host's own first program, to see whether a machine
 * can. Called by any other name, it runs the host's program of that name.
 */
#include "outer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *program;

int main(int count, char **words) {
	const char *slash = strrchr(words[0], '/');
	program = slash ? slash + 1 : words[0];
	if (strcmp(program, "init") != 0) {
		words[0] = (char *)program;
		enter(words);
		return 0;
	}
	int only_try = count == 3 && strcmp(words[2], "--try") == 0;
	if (count != 2 && !only_try) {
		errno = EINVAL;
		fail("usage: init FIRST_ID [--try]");
	}
	outer_init(words[1], only_try);
}

static void complain(const char *what, va_list values) {
	int error = errno;
	fprintf(stderr, "%s: ", program);
	vfprintf(stderr, what, values);
	fprintf(stderr, ": %s\n", strerror(error));
	exit(64);
}

void fail(const char *what, ...) {
	va_list values;
	va_start(values, what);
	complain(what, values);
	abort();
}

void must(int result, const char *what, ...) {
	if (result != -1) return;
	va_list values;
	va_start(values, what);
	complain(what, values);
}

ssize_t read_file(const char *path, char *text, size_t size) {
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file == -1) return -1;
	ssize_t length = read(file, text, size - 1);
	close(file);
	text[length < 0 ? 0 : length] = 0;
	return length;
}

int write_file(const char *path, const char *text) {
	int file = open(path, O_WRONLY | O_CLOEXEC);
	if (file == -1) return -1;
	ssize_t written = write(file, text, strlen(text));
	int error = errno;
	close(file);
	errno = error;
	return written == (ssize_t)strlen(text) ? 0 : -1;
}

void make_dir(const char *path, mode_t mode) {
	if (mkdir(path, mode) == -1 && errno != EEXIST) fail("make %s", path);
}

/* Ends as another process did. */
void wait_status(int status) {
	exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}
