/*
 * SPDX-License-Identifier: MIT
 *
 * For fuzz.c: what the emulator's translation cache needs of the rest of QEMU,
 * as little of it as does.
 */
#include "qemu/osdep.h"
#include "exec/mmap-lock.h"
#include "exec/page-protection.h"
#include "exec/target_page.h"
#include "exec/translation-block.h"
#include "accel/tcg/helper-retaddr.h"
#include "hw/core/cpu.h"
#include "host/cpuinfo.h"
#include "qemu/cacheinfo.h"
#include "qemu/cutils.h"
#include "qemu/log.h"
#include "qemu/timer.h"
#include "tcg/startup.h"
#include "tcg/tcg.h"
#include "tcg/tcg-record.h"
#include "user/hidden-fd.h"
#include "user/page-protection.h"
#include "tb-internal.h"
#include "tb-cache-internal.h"
#include "fuzz.h"

CPUTailQ cpus_queue = QTAILQ_HEAD_INITIALIZER(cpus_queue);
HiddenFd hidden_fds[NB_HIDDEN_FDS] = { { .number = -1 }, { .number = -1 } };
TBJumpMode tb_jump_mode;
const TargetPageBits target_page = { .decided = true,
                                     .bits = 12,
                                     .mask = (vaddr)-1 << 12 };
__thread TCGContext *tcg_ctx;
__thread uintptr_t helper_retaddr;
bool tcg_have_breakpoints;
const void *tcg_code_gen_epilogue;
int qemu_icache_linesize = 64;

int use_rt_clock = 1;
ptrdiff_t tcg_splitwx_diff;
uintptr_t tcg_code_buffer_end;
unsigned cpuinfo, page_flags_changes;
unsigned qemu_loglevel;

void mmap_lock(void)
{
}

void mmap_unlock(void)
{
}

void tb_lock_page0(tb_page_addr_t page)
{
}

int page_get_flags(vaddr addr)
{
    return addr / 4096 < fuzz_pages ? PAGE_VALID | PAGE_READ | PAGE_EXEC : 0;
}

bool page_check_range(vaddr start, vaddr len, int flags)
{
    return (start + len - 1) / 4096 < fuzz_pages;
}

/* There is no room for the states of some. */
uint32_t tb_state(uint32_t flags, uint64_t cs_base, uint32_t cflags)
{
    return (flags ^ cs_base) & 0xff;
}

uintptr_t tcg_guest_base_in_code(void)
{
    return 0;
}

uintptr_t tcg_image_start(void)
{
    return 0;
}

const uint8_t *tcg_image_build_id(size_t *len)
{
    return NULL;
}

const void *tcg_image_extra(size_t *len)
{
    *len = fuzz_size;
    return fuzz_seed;
}

unsigned long qemu_getauxval(unsigned long type)
{
    return 0;
}

int qemu_strtosz(const char *text, const char **end, uint64_t *result)
{
    return -EINVAL;
}

int strstart(const char *text, const char *begin, const char **rest)
{
    return 0;
}

/* The entries are fuzz.c's. */
void tb_cache_forget_entries(void)
{
    tb_cache.nb = 0;
}

/* The descriptor stays open: fuzz.c has one for all. */
void hidden_fd_close(HiddenFdKind kind)
{
    hidden_fds[kind].number = -1;
}

bool hidden_fd_put(HiddenFdKind kind, int fd)
{
    hidden_fds[kind].number = fcntl(fd, F_DUPFD_CLOEXEC, 100);
    return true;
}

int hidden_fd_find(HiddenFdKind kind, bool (*good)(int fd))
{
    hidden_fds[kind].number = good(fuzz_fd) ? fuzz_fd : -1;
    return hidden_fds[kind].number;
}

bool hidden_fd_is_there(HiddenFdKind kind)
{
    return hidden_fds[kind].number >= 0;
}
