/*
 * SPDX-License-Identifier: MIT
 *
 * Filters of seccomp, and what becomes of a process that has them.
 */
#ifndef FILTER_H
#define FILTER_H

#include <endian.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__i386__)
#define ARCH AUDIT_ARCH_I386
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#elif defined(__arm__)
#define ARCH AUDIT_ARCH_ARM
#elif defined(__riscv)
#define ARCH AUDIT_ARCH_RISCV64
#elif defined(__s390x__)
#define ARCH AUDIT_ARCH_S390X
#elif defined(__powerpc64__) && __BYTE_ORDER == __LITTLE_ENDIAN
#define ARCH AUDIT_ARCH_PPC64LE
#elif defined(__powerpc64__)
#define ARCH AUDIT_ARCH_PPC64
#elif defined(__powerpc__)
#define ARCH AUDIT_ARCH_PPC
#elif defined(__mips__) && _MIPS_SIM == _ABI64 && __BYTE_ORDER == __BIG_ENDIAN
#define ARCH AUDIT_ARCH_MIPS64
#elif defined(__mips__) && _MIPS_SIM == _ABI64
#define ARCH AUDIT_ARCH_MIPSEL64
#elif defined(__mips__) && _MIPS_SIM == _ABIN32 && __BYTE_ORDER == __BIG_ENDIAN
#define ARCH AUDIT_ARCH_MIPS64N32
#elif defined(__mips__) && _MIPS_SIM == _ABIN32
#define ARCH AUDIT_ARCH_MIPSEL64N32
#elif defined(__mips__) && __BYTE_ORDER == __BIG_ENDIAN
#define ARCH AUDIT_ARCH_MIPS
#elif defined(__mips__)
#define ARCH AUDIT_ARCH_MIPSEL
#elif defined(__sparc__) && defined(__arch64__)
#define ARCH AUDIT_ARCH_SPARC64
#elif defined(__sparc__)
#define ARCH AUDIT_ARCH_SPARC
#elif defined(__m68k__)
#define ARCH AUDIT_ARCH_M68K
#elif defined(__hppa__)
#define ARCH AUDIT_ARCH_PARISC
#elif defined(__alpha__)
#define ARCH AUDIT_ARCH_ALPHA
#else
#error "which AUDIT_ARCH?"
#endif

/* Places in struct seccomp_data. */
#define NR offsetof(struct seccomp_data, nr)
#define LOW(n)                                                                 \
    (offsetof(struct seccomp_data, args[n]) +                                  \
     (__BYTE_ORDER == __LITTLE_ENDIAN ? 0 : 4))
#define HIGH(n) (LOW(n) ^ 4)

#define LOAD(k) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, k)
#define RETURN(k) BPF_STMT(BPF_RET | BPF_K, k)
#define EQUAL(k, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, yes, no)

/* A call that nothing here makes of its own. */
#define PROBE SYS_getpgid

/* One that returns what action says, all others are allowed. */
#define ONLY(nr, action)                                                       \
    {                                                                          \
        LOAD(NR), EQUAL(nr, 0, 1), RETURN(action), RETURN(SECCOMP_RET_ALLOW)   \
    }

#define INSTALL(insns) install(insns, sizeof(insns) / sizeof(*insns))

static inline int install(struct sock_filter *insns, unsigned len)
{
    struct sock_fprog prog = { len, insns };

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0);
}

/* What a call has returned, without numbers of this CPU. */
static inline const char *result(long ret)
{
    static char text[32];

    if (ret >= 0) {
        return "done";
    }
    if (strerrorname_np(errno)) {
        return strerrorname_np(errno);
    }
    snprintf(text, sizeof(text), "error %d", errno);
    return text;
}

/* Runs a function in a child; prints how that ends. */
static inline void fate(const char *name, void (*function)(void))
{
    int status = -1;
    pid_t pid = fork();

    if (pid == 0) {
        function();
        _exit(0);
    }
    waitpid(pid, &status, 0);
    if (WIFSIGNALED(status)) {
        printf("%s: SIG%s\n", name, sigabbrev_np(WTERMSIG(status)));
    } else {
        printf("%s: exit %d\n", name, WEXITSTATUS(status));
    }
}

#endif
