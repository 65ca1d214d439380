/* SPDX-License-Identifier: MIT */
/* The parts of the program for cache-tree.t. */
#include <sys/types.h>

/* tree.c */
extern char **own; /* the arguments */
void wait_for(pid_t pid);
void execute(char **argv);
void self(const char *what, const char *more);

/* tree-fds.c */
void list(const char *name);
void small(void);
void reach(void);
void numbers(void);
void limits(void);
void closing(const char *way);
void forge(const char *file, char **argv);

/* tree-leave.c */
void leave(const char *where);
