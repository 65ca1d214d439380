/*
 * SPDX-License-Identifier: MIT
 *
 * MIPS: compilers follow a division by TEQ with the code 7, which Linux makes
 * a SIGFPE; so it does of the code 6, an overflow, and of both in BREAK. Any
 * other code is SIGTRAP. In a delay slot, the address is that of the branch.
 *
 * cpus: mips mipsel mips64 mips64el mipsn32 mipsn32el
 * prints: divide: SIGFPE INTDIV
 * prints: teq 7: SIGFPE INTDIV
 * prints: teq 7, delay slot: SIGFPE INTDIV
 * prints: teq 6: SIGFPE INTOVF
 * prints: teq 0: SIGTRAP
 * prints: tne 6: SIGFPE INTOVF
 * prints: tne 1023: SIGTRAP
 * prints: break 7: SIGFPE INTDIV
 * prints: break 6: SIGFPE INTOVF
 * prints: break 0,7: SIGFPE INTDIV
 * prints: break 0,6: SIGFPE INTOVF
 * prints: break 0: SIGTRAP
 * prints: break 7,1: SIGTRAP
 * prints: never: none
 */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <ucontext.h>

static sigjmp_buf back;

static const char *code_name(int code)
{
    return code == FPE_INTDIV   ? "SIGFPE INTDIV"
           : code == FPE_INTOVF ? "SIGFPE INTOVF"
                                : "SIGFPE other";
}

static void handler(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;

    if (sig == SIGFPE && info->si_addr != (void *)(long)uc->uc_mcontext.pc) {
        printf("not at the PC: ");
    }
    puts(sig == SIGTRAP ? "SIGTRAP" : code_name(info->si_code));
    siglongjmp(back, 1);
}

#define TRY(name, statement)                                                   \
    do {                                                                       \
        printf("%s: ", name);                                                  \
        if (!sigsetjmp(back, 1)) {                                             \
            statement;                                                         \
            puts("none");                                                      \
        }                                                                      \
    } while (0)

int main(void)
{
    struct sigaction action = { .sa_flags = SA_SIGINFO };
    volatile int zero = 0, one = 1;

    action.sa_sigaction = handler;
    sigaction(SIGFPE, &action, NULL);
    sigaction(SIGTRAP, &action, NULL);
    TRY("divide", one = one / zero);
    TRY("teq 7", asm volatile("teq $0, $0, 7"));
    TRY("teq 7, delay slot",
        asm volatile(".set push; .set noreorder; b 1f; teq %0, $0, 7\n"
                     "1: .set pop"
                     :
                     : "r"(zero)));
    TRY("teq 6", asm volatile("teq %0, $0, 6" : : "r"(zero)));
    TRY("teq 0", asm volatile("teq %0, $0" : : "r"(zero)));
    TRY("tne 6", asm volatile("tne %0, $0, 6" : : "r"(one)));
    TRY("tne 1023", asm volatile("tne %0, $0, 1023" : : "r"(one)));
    TRY("break 7", asm volatile("break 7"));
    TRY("break 6", asm volatile("break 6"));
    TRY("break 0,7", asm volatile("break 0, 7"));
    TRY("break 0,6", asm volatile("break 0, 6"));
    TRY("break 0", asm volatile("break 0"));
    TRY("break 7,1", asm volatile("break 7, 1"));
    TRY("never", asm volatile("teq %0, $0, 7" : : "r"(one)));
    return 0;
}
