/*
 * SPDX-License-Identifier: MIT
 *
 * What seccomp refuses: programs, operations, flags, processes with privileges
 * to gain, and more filters than its limits allow.
 */
#define _GNU_SOURCE
#include "filter.h"
#include <linux/capability.h>
#include <stdlib.h>
#include <sys/mman.h>

static int call(unsigned op, unsigned flags, void *arg)
{
    return syscall(SYS_seccomp, op, flags, arg);
}

static void program(const char *name, struct sock_filter *f, unsigned len)
{
    struct sock_fprog prog = { len, f };

    fflush(stdout);
    if (fork() == 0) {
        printf("%s: %s\n", name,
               result(call(SECCOMP_SET_MODE_FILTER, 0, &prog)));
        exit(0);
    }
    wait(NULL);
}

#define PROGRAM(name, ...)                                                     \
    do {                                                                       \
        struct sock_filter f[] = { __VA_ARGS__ };                              \
        program(name, f, sizeof(f) / sizeof(*f));                              \
    } while (0)

#define STMT BPF_STMT
#define END RETURN(SECCOMP_RET_ALLOW)

static void programs(void)
{
    static struct sock_filter many[BPF_MAXINSNS + 1];

    for (int i = 0; i <= BPF_MAXINSNS; i++) {
        many[i] = (struct sock_filter)END;
    }
    program("empty", many, 0);
    program("longest", many, BPF_MAXINSNS);
    program("too long", many, BPF_MAXINSNS + 1);
    program("no program", NULL, 1);
    PROGRAM("no return at its end", END, LOAD(0));
    PROGRAM("load of the last word", LOAD(60), END);
    PROGRAM("load behind the data", LOAD(64), END);
    PROGRAM("load between words", LOAD(2), END);
    PROGRAM("ancillary load", LOAD((unsigned)SKF_AD_OFF), END);
    PROGRAM("load of a halfword", STMT(BPF_LD | BPF_H | BPF_ABS, 0), END);
    PROGRAM("load of a byte", STMT(BPF_LD | BPF_B | BPF_ABS, 0), END);
    PROGRAM("indirect load", STMT(BPF_LD | BPF_W | BPF_IND, 0), END);
    PROGRAM("load of a header", STMT(BPF_LDX | BPF_B | BPF_MSH, 0), END);
    PROGRAM("length", STMT(BPF_LDX | BPF_W | BPF_LEN, 9), END);
    PROGRAM("division", STMT(BPF_ALU | BPF_DIV | BPF_K, 1), END);
    PROGRAM("division by 0", STMT(BPF_ALU | BPF_DIV | BPF_K, 0), END);
    PROGRAM("division by X", STMT(BPF_LDX | BPF_IMM, 1),
            STMT(BPF_ALU | BPF_DIV | BPF_X, 0), END);
    PROGRAM("remainder", STMT(BPF_ALU | BPF_MOD | BPF_K, 3), END);
    PROGRAM("shift by 31", STMT(BPF_ALU | BPF_LSH | BPF_K, 31), END);
    PROGRAM("shift by 32", STMT(BPF_ALU | BPF_RSH | BPF_K, 32), END);
    PROGRAM("jump to the end", STMT(BPF_JMP | BPF_JA, 0), END);
    PROGRAM("jump beyond it", STMT(BPF_JMP | BPF_JA, 1), END);
    PROGRAM("jump backwards", STMT(BPF_JMP | BPF_JA, -1), END);
    PROGRAM("branch beyond it", EQUAL(0, 0, 1), END);
    PROGRAM("store", STMT(BPF_ST, 15), STMT(BPF_LDX | BPF_MEM, 15), END);
    PROGRAM("store outside", STMT(BPF_ST, 16), END);
    PROGRAM("load of what was not stored", STMT(BPF_LD | BPF_MEM, 0), END);
    PROGRAM("stored on one path", EQUAL(0, 0, 1), STMT(BPF_STX, 3),
            STMT(BPF_LD | BPF_MEM, 3), END);
    PROGRAM("stored on both", EQUAL(0, 0, 2), STMT(BPF_ST, 3),
            STMT(BPF_JMP | BPF_JA, 1), STMT(BPF_STX, 3),
            STMT(BPF_LD | BPF_MEM, 3), END);
    PROGRAM("return of X", STMT(BPF_RET | BPF_X, 0));
    PROGRAM("instruction of eBPF", STMT(BPF_ALU | 0xb0, 0), END);
    PROGRAM("large code", STMT(0x100, 0), END);
}

static void operations(void)
{
    struct sock_filter f[] = { END };
    struct sock_fprog prog = { 1, f };
    unsigned actions[] = {
        SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_KILL_THREAD,
        SECCOMP_RET_TRAP,         SECCOMP_RET_ERRNO,
        SECCOMP_RET_TRACE,        SECCOMP_RET_LOG,
        SECCOMP_RET_ALLOW,        0x00060000,
        SECCOMP_RET_ERRNO | 1,
    };

    for (unsigned i = 0; i < sizeof(actions) / sizeof(*actions); i++) {
        printf("action %#x: %s\n", actions[i],
               result(call(SECCOMP_GET_ACTION_AVAIL, 0, &actions[i])));
    }
    printf("no action: %s\n", result(call(SECCOMP_GET_ACTION_AVAIL, 0, NULL)));
    printf("flags: %s\n", result(call(SECCOMP_GET_ACTION_AVAIL, 1, actions)));
    printf("operation: %s\n", result(call(77, 0, NULL)));
    printf("flag: %s\n",
           result(call(SECCOMP_SET_MODE_FILTER, 1u << 31, &prog)));
    printf("strict, flag: %s\n", result(call(SECCOMP_SET_MODE_STRICT, 1, 0)));
    printf("strict, arg: %s\n", result(call(SECCOMP_SET_MODE_STRICT, 0, f)));
    printf("mode 0: %s\n", result(prctl(PR_SET_SECCOMP, 0, 0, 0, 0)));
    printf("mode 3: %s\n", result(prctl(PR_SET_SECCOMP, 3, &prog, 0, 0)));
    printf("null: %s\n", result(call(SECCOMP_SET_MODE_FILTER, 0, NULL)));
    for (unsigned flag = 1; flag <= 16; flag <<= 1) {
        if (flag != SECCOMP_FILTER_FLAG_NEW_LISTENER) {
            printf("flag %u: %s\n", flag,
                   result(call(SECCOMP_SET_MODE_FILTER, flag, &prog)));
        }
    }
    printf("strict after a filter: %s\n",
           result(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT, 0, 0, 0)));
    printf("mode %d\n", prctl(PR_GET_SECCOMP, 0, 0, 0, 0));
}

/* How many filters of some kind a process can have. */
static void limit(const char *name, struct sock_filter insn, unsigned len)
{
    static struct sock_filter f[BPF_MAXINSNS];
    struct sock_fprog prog = { len, f };
    int count = 0;

    f[0] = (struct sock_filter)STMT(BPF_LDX | BPF_IMM, 1);
    for (unsigned i = 1; i + 1 < len; i++) {
        f[i] = insn;
    }
    f[len - 1] = (struct sock_filter)END;
    fflush(stdout);
    if (fork() == 0) {
        while (count < 4000 && call(SECCOMP_SET_MODE_FILTER, 0, &prog) == 0) {
            count++;
        }
        printf("%s: %d, then %s\n", name, count, result(-1));
        exit(0);
    }
    wait(NULL);
}

static void privileges(void)
{
    struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct data[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
    struct sock_filter f[] = { END };
    struct sock_fprog good = { 1, f }, empty = { 0, f }, none = { 1, NULL };

    printf("with CAP_SYS_ADMIN: %s\n",
           result(call(SECCOMP_SET_MODE_FILTER, 0, &good)));
    if (syscall(SYS_capset, &header, data)) {
        puts("no capset");
    }
    printf("without: %s\n", result(call(SECCOMP_SET_MODE_FILTER, 0, &good)));
    printf("without, empty: %s\n",
           result(call(SECCOMP_SET_MODE_FILTER, 0, &empty)));
    printf("without, none: %s\n",
           result(call(SECCOMP_SET_MODE_FILTER, 0, &none)));
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    printf("no_new_privs: %s\n",
           result(call(SECCOMP_SET_MODE_FILTER, 0, &good)));
    fflush(stdout);
}

int main(void)
{
    fate("privileges", privileges);
    fflush(stdout);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    programs();
    limit("returns", (struct sock_filter)END, BPF_MAXINSNS);
    limit("branches", (struct sock_filter)EQUAL(1u << 31, 0, 0), 1000);
    limit("divisions", (struct sock_filter)STMT(BPF_ALU | BPF_DIV | BPF_X, 0),
          1000);
    limit("loads", (struct sock_filter)LOAD(0), 50);
    operations();
    return 0;
}
