/*
 * SPDX-License-Identifier: MIT
 *
 * Runs an emulator whose guest is random code: no system call of it can touch
 * a file, another process or the network.
 *
 * Usage: confine COMMAND ARGUMENT...
 *
 * A system call that an emulator does not need to run one program fails with
 * ENOSYS; files open for reading only; the time of the CPU is limited.
 * No privileges are needed, and the command cannot get any.
 *
 * Exit status: that of the command; 125 with a message if it cannot be run.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#elif defined(__powerpc64__)
#define ARCH AUDIT_ARCH_PPC64LE
#elif defined(__s390x__)
#define ARCH AUDIT_ARCH_S390X
#elif defined(__riscv)
#define ARCH AUDIT_ARCH_RISCV64
#else
#error "the host's AUDIT_ARCH_ is missing here"
#endif

enum { SECONDS = 600 };

static const int allowed[] = {
    SYS_execve,
    SYS_exit,
    SYS_exit_group,
    SYS_read,
    SYS_pread64,
    SYS_write,
    SYS_writev,
    SYS_close,
    SYS_fstat,
    SYS_newfstatat,
    SYS_readlinkat,
    SYS_lseek,
    SYS_faccessat,
    SYS_getcwd,
    SYS_mmap,
    SYS_munmap,
    SYS_mprotect,
    SYS_mremap,
    SYS_madvise,
    SYS_brk,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_rt_sigsuspend,
    SYS_rt_sigpending,
    SYS_sigaltstack,
    SYS_setitimer,
    SYS_getitimer,
    SYS_futex,
    SYS_set_tid_address,
    SYS_set_robust_list,
    SYS_rseq,
    SYS_getpid,
    SYS_getppid,
    SYS_gettid,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_clock_gettime,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_gettimeofday,
    SYS_getrandom,
    SYS_uname,
    SYS_sysinfo,
    SYS_prlimit64,
    SYS_getrlimit,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_restart_syscall,
#ifdef __x86_64__
    SYS_arch_prctl,
    SYS_readlink,
    SYS_access,
    SYS_stat,
    SYS_time,
#endif
};

static struct sock_filter filter[256];
static unsigned n;

static void emit(uint16_t code, uint32_t value, unsigned if_true,
                 unsigned if_false)
{
    filter[n++] = (struct sock_filter)BPF_JUMP(code, value, if_true, if_false);
}

static void load(unsigned offset)
{
    emit(BPF_LD | BPF_W | BPF_ABS, offset, 0, 0);
}

static void result(uint32_t value)
{
    emit(BPF_RET | BPF_K, value, 0, 0);
}

/* The low half of argument @i; all that are looked at fit. */
static void load_argument(unsigned i)
{
    unsigned low = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0;

    load(offsetof(struct seccomp_data, args[i]) + low);
}

/* Allows @call if argument @i has all bits of @mask as in @value. */
static void allow_if(int call, unsigned i, uint32_t mask, uint32_t value)
{
    emit(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 6);
    load_argument(i);
    emit(BPF_ALU | BPF_AND | BPF_K, mask, 0, 0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
    result(SECCOMP_RET_ALLOW);
    result(SECCOMP_RET_ERRNO | EPERM);
    load(offsetof(struct seccomp_data, nr));
}

static void make_filter(void)
{
    load(offsetof(struct seccomp_data, arch));
    emit(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
    result(SECCOMP_RET_KILL_PROCESS);
    load(offsetof(struct seccomp_data, nr));
    for (unsigned i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
        emit(BPF_JMP | BPF_JEQ | BPF_K, allowed[i], 0, 1);
        result(SECCOMP_RET_ALLOW);
    }
    allow_if(SYS_openat, 2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY);
    allow_if(SYS_clone, 0, CLONE_VM | CLONE_THREAD, CLONE_VM | CLONE_THREAD);
    allow_if(SYS_kill, 0, -1u, getpid());
    allow_if(SYS_tkill, 0, -1u, getpid());
    allow_if(SYS_tgkill, 0, -1u, getpid());
    allow_if(SYS_rt_tgsigqueueinfo, 0, -1u, getpid());
    result(SECCOMP_RET_ERRNO | ENOSYS);
}

int main(int argc, char **argv)
{
    struct rlimit seconds = { SECONDS, SECONDS };
    struct rlimit none = { 0, 0 };
    struct sock_fprog program = { .filter = filter };

    if (argc < 2) {
        fprintf(stderr, "usage: confine COMMAND ARGUMENT...\n");
        return 125;
    }
    make_filter();
    program.len = n;
    if (setrlimit(RLIMIT_CORE, &none) || setrlimit(RLIMIT_CPU, &seconds) ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
        fprintf(stderr, "confine: %s\n", strerror(errno));
        return 125;
    }
    execv(argv[1], argv + 1);
    fprintf(stderr, "confine: %s: %s\n", argv[1], strerror(errno));
    return 125;
}
