/*
 * SPDX-License-Identifier: MIT
 *
 * The core file that an emulator writes has the registers in the order of the
 * kernel: as PTRACE_GETREGSET has them at the signal. On other CPUs, they are
 * the same but for what tells a tracer of a system call. A kernel may write its
 * file elsewhere, so this is not run natively.
 *
 * cpus: aarch64 i386 x86_64 riscv64 mips mips64 sparc64 sparc32plus hppa
 * prints: a core file: the registers of the tracer
 */
#include <elf.h>
#include <fcntl.h>
#include <glob.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/procfs.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

typedef ElfW(Ehdr) Ehdr;
typedef ElfW(Phdr) Phdr;
typedef ElfW(Nhdr) Nhdr;

static char file[1 << 20];

/* The first NT_PRSTATUS of the core file, or NULL */
static const char *find_status(void)
{
    const Ehdr *header = (void *)file;
    const Phdr *program;
    glob_t found;

    if (glob("*.core", 0, NULL, &found) || found.gl_pathc != 1) {
        return NULL;
    }
    int fd = open(found.gl_pathv[0], O_RDONLY);
    if (read(fd, file, sizeof(file)) < (ssize_t)sizeof(*header)) {
        return NULL;
    }
    program = (void *)(file + header->e_phoff);
    for (int i = 0; i < header->e_phnum; i++) {
        if (program[i].p_type != PT_NOTE) {
            continue;
        }
        const char *p = file + program[i].p_offset;
        const char *end = p + program[i].p_filesz;
        while (p < end) {
            const Nhdr *note = (void *)p;
            const char *desc = p + sizeof(*note) + ((note->n_namesz + 3) & ~3u);

            if (note->n_type == NT_PRSTATUS) {
                return desc;
            }
            p = desc + ((note->n_descsz + 3) & ~3u);
        }
    }
    return NULL;
}

static void crash(void)
{
    struct rlimit limit;

    getrlimit(RLIMIT_CORE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_CORE, &limit);
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    *(volatile int *)16 = 1;
    _exit(1);
}

int main(void)
{
    const struct elf_prstatus *status = NULL;
    unsigned char regs[sizeof(elf_gregset_t)];
    struct iovec iov = { regs, sizeof(regs) };
    int wait_status, different = 0;

    pid_t pid = fork();
    if (pid == 0) {
        crash();
    }
    if (waitpid(pid, &wait_status, 0) != pid || !WIFSTOPPED(wait_status) ||
        ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &iov)) {
        puts("no stop");
        return 1;
    }
    ptrace(PTRACE_CONT, pid, NULL, SIGSEGV);
    waitpid(pid, &wait_status, 0);
    status = (const void *)find_status();
    for (size_t i = 0; status && i < iov.iov_len / sizeof(elf_greg_t); i++) {
        if (memcmp(&status->pr_reg[i], regs + i * sizeof(elf_greg_t),
                   sizeof(elf_greg_t))) {
            printf("register %zu differs\n", i);
            different = 1;
        }
    }
    printf("a core file: %s\n", !status     ? "none"
                                : different ? "others"
                                            : "the registers of the tracer");
    return 0;
}
