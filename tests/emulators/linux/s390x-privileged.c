/*
 * SPDX-License-Identifier: MIT
 *
 * s390x: the SIGILL of a privileged instruction says so, and differs from that
 * of an operation that the CPU does not have.
 *
 * cpus: s390x
 * prints: LCTLG: PRVOPC, address 1
 * prints: SSM: PRVOPC, address 1
 * prints: TPROT: PRVOPC, address 1
 * prints: no operation: ILLOPC, address 1
 */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>

static sigjmp_buf back;
static void *where;

static void handler(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    (void)context;
    printf("%s, address %d\n",
           info->si_code == ILL_PRVOPC   ? "PRVOPC"
           : info->si_code == ILL_ILLOPC ? "ILLOPC"
                                         : "other",
           info->si_addr == where);
    siglongjmp(back, 1);
}

#define TRY(name, instruction)                                                 \
    do {                                                                       \
        printf("%s: ", name);                                                  \
        if (!sigsetjmp(back, 1)) {                                             \
            asm volatile("larl %%r1, 1f\n\t"                                   \
                         "stg %%r1, %0\n"                                      \
                         "1:\t" instruction                                    \
                         : "=m"(where)                                         \
                         :                                                     \
                         : "r1");                                              \
            puts("none");                                                      \
        }                                                                      \
    } while (0)

int main(void)
{
    struct sigaction action = { .sa_flags = SA_SIGINFO };

    action.sa_sigaction = handler;
    sigaction(SIGILL, &action, NULL);
    TRY("LCTLG", "lctlg 0, 0, 0(%%r15)");
    TRY("SSM", "ssm 0(%%r15)");
    TRY("TPROT", "tprot 0(%%r15), 0(%%r15)");
    TRY("no operation", ".short 0");
    return 0;
}
