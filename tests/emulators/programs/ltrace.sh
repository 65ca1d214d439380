# SPDX-License-Identifier: MIT
# ltrace: calls of a library, system calls, counts, children.
cat >p.c <<'C'
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    char *copy = strdup(argv[1]);

    for (size_t i = 0; i < strlen(copy); i++)
        copy[i] = toupper(copy[i]);
    if (fork() == 0)
        _exit(atoi("3"));
    wait(NULL);
    puts(copy);
    free(copy);
    return 2;
}
C
gcc -O0 -fno-builtin -Wl,-z,lazy -fcf-protection=none -o p p.c 2>/dev/null ||
    gcc -O0 -fno-builtin -Wl,-z,lazy -o p p.c
# the calls of a log, without what differs
plain()
{
    sed -E 's/^[0-9]+ +//; s/0x[0-9a-f]+/ADDRESS/g; s/ +(= )/ \1/; s/^(atoi).*\)/\1(...)/' "$1"
}
ltrace -o log ./p abc
echo "status $?"
plain log | grep -E '^(strdup|strlen|toupper|puts|free)|exited'
ltrace -f -o log ./p abc
plain log | grep -E '^(atoi|puts)|exited'
ltrace -c -o log ./p abc
awk '$NF ~ /^(strlen|toupper|puts)$/ { print $NF, $4 }' log | sort
ltrace -L -S -o log ./p abc
plain log | grep -cE '^(SYS_)?write(@SYS)?\(1, '
