# SPDX-License-Identifier: MIT
# AddressSanitizer: accesses beyond objects and after their end, and leaks.
cat >p.c <<'C'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static volatile char global[10];
int main(int argc, char **argv)
{
    char *heap = malloc(10), stack[10];
    volatile int n = argc + 8;

    memset(stack, 0, sizeof(stack));
    switch (argv[1][0]) {
    case 'h': heap[n] = 1; break;
    case 's': stack[n] = 1; break;
    case 'g': global[n] = 1; break;
    case 'f': free(heap); heap[0] = 1; break;
    case 'd': free(heap); free(heap); break;
    case 'l': heap = NULL; break;
    case 'n': *(volatile int *)NULL = 1; break;
    }
    printf("%p", (void *)heap == NULL ? heap : stack);
    free(heap);
    return 0;
}
C
# what CASE: the kind of error, where in the program, and the status
what()
{
    echo "- $1"
    ./p "$@" >out 2>log
    echo "status $?"
    sed -nE 's/^==[0-9]+==ERROR: ([A-Za-z]+: [a-z-]+).*/\1/p
        /^SUMMARY/{s/0x[0-9a-f]+/ADDRESS/g;s|/tmp/t/||;p}
        s/^ +#[0-9]+ .* in ([a-z]+) .*p\.c:([0-9]+).*/at \1 \2/p' log
}
# That of riscv64 knows no more addresses than a CPU with Sv39 has: those of a machine with Sv48,
# and our emulator's, are too many for it.
[ "$(uname -m)" != riscv64 ] || export QEMU_RESERVED_VA=0x4000000000
gcc -g -O1 -fsanitize=address -fno-omit-frame-pointer -w -o p p.c || exit
for case in heap stack global freed double leak null; do what $case 2; done
what correct 2
