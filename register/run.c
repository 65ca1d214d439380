/*
 * SPDX-License-Identifier: MIT
 *
 * Runs a tiny program of a CPU, to see what the kernel does with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "guest.h"
#include "run.h"
#include "util.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

/* What the child exits with if exec fails: the error, above GUEST_STATUS. */
enum { SECONDS = 20, EXEC_FAILED = 128, LAST_ERROR = 126 };

/*
 * An open file with the program in it. MFD_EXEC is for kernels that forbid
 * programs in memory unless asked (vm.memfd_noexec), and unknown before
 * Linux 6.3.
 */
static int open_image(const Cpu *cpu, const uint8_t *image, size_t size,
                      unsigned flags)
{
    int fd;

    if (!size) {
        return -ENOTSUP;
    }
    fd = memfd_create(cpu->name, flags | MFD_EXEC);
    if (fd < 0 && errno == EINVAL) {
        fd = memfd_create(cpu->name, flags);
    }
    if (fd < 0) {
        return errno == EACCES ? -EPERM : -errno; /* memfd_noexec is 2 */
    }
    if (write(fd, image, size) != (ssize_t)size) {
        close(fd);
        return -EIO;
    }
    return fd;
}

/* Not closed at exec: the emulator opens it by its name in /proc/self/fd. */
static int open_guest(const Cpu *cpu)
{
    uint8_t image[GUEST_MAX];

    return open_image(cpu, image, guest_program(cpu, image), 0);
}

/* In the child. The alarm outlives exec: a guest that hangs is ended. */
static void run_child(int fd, bool traced) __attribute__((noreturn));

static void run_child(int fd, bool traced)
{
    char path[32], *argv[] = { path, NULL }, *envp[] = { NULL };
    int null = open("/dev/null", O_RDWR);

    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    for (int i = 0; i < 3 && null >= 0; i++) {
        dup2(null, i);
    }
    alarm(SECONDS);
    restore_broken_pipe();
    if (traced && ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0) {
        _exit(EXEC_FAILED + errno);
    }
    execve(path, argv, envp);
    _exit(EXEC_FAILED + errno);
}

/* @fd is above 2, so that standard input and outputs can be put away. */
static pid_t start(int fd, bool traced)
{
    pid_t pid;

    pid = fork();
    if (pid == 0) {
        run_child(fd, traced);
    }
    return pid < 0 ? -errno : pid;
}

/* Starts the program of that CPU; its process, or a negative errno. */
static pid_t start_guest(const Cpu *cpu, bool traced)
{
    _cleanup_close_ int fd = open_guest(cpu);

    return fd < 0 ? fd : start(fd, traced);
}

int run_guest(const Cpu *cpu)
{
    pid_t pid = start_guest(cpu, false);
    int status = pid < 0 ? pid : wait_child(pid);

    if (status < 0) {
        return status;
    }
    if (WIFSIGNALED(status)) {
        return WTERMSIG(status) == SIGALRM ? -ETIMEDOUT : -ECHILD;
    }
    status = WEXITSTATUS(status);
    return status > EXEC_FAILED && status <= EXEC_FAILED + LAST_ERROR
               ? EXEC_FAILED - status
               : status;
}

/*
 * A traced child stops before its first instruction. Its /proc/PID/exe then is
 * the file that the kernel has chosen: with F, the one that was opened at
 * registration, even if there is another of its name now.
 */
int run_interpreter(const Cpu *cpu)
{
    pid_t pid = start_guest(cpu, true);
    int status = pid < 0 ? pid : wait_child(pid);
    char path[32];
    int fd;

    if (status < 0) {
        return status;
    }
    if (!WIFSTOPPED(status)) {
        return -ENOEXEC;
    }
    snprintf(path, sizeof(path), "/proc/%ld/exe", (long)pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    fd = fd < 0 ? -errno : fd;
    kill(pid, SIGKILL);
    wait_child(pid);
    return fd;
}

/*
 * Only if the kernel says that it is not: a program that fails may be native,
 * too. For a CPU whose program is not known the family decides.
 *
 * No process is made for that, as the program cannot start: its interpreter is
 * a directory, which is EACCES, and a rule of binfmt_misc is not used for a
 * file that exec closes, which is ENOENT.
 */
bool run_is_native(const Cpu *cpu)
{
    uint8_t image[GUEST_MAX];
    char *argv[] = { NULL, NULL }, *envp[] = { NULL };
    _cleanup_close_ int fd =
        open_image(cpu, image, guest_stillborn(cpu, image), MFD_CLOEXEC);

    if (fd < 0) {
        return true;
    }
    argv[0] = (char *)cpu->name;
    syscall(SYS_execveat, fd, "", argv, envp, AT_EMPTY_PATH);
    return errno != ENOEXEC;
}
