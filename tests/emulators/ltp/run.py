# SPDX-License-Identifier: MIT
# Runs tests of LTP, natively or by an emulator, where they can do no harm, and writes what each has said.
#
#   unshare -m --propagation private python3 run.py --tests FILE --programs DIR --work DIR --results FILE ...
#
# As root. The tests run in a user namespace whose ids 0 to 65535 are 100000 to 165535 outside, with mounts, processes,
# IPC, network, host name, /dev and binfmt_misc of its own; each again in namespaces and an empty folder of its own, with
# a limit of time. All are in a control group with limits of memory and processes, where that can be made.
#
# RESULTS grows by a line for each test, so that the next call goes on: name, result (PASS FAIL BROK WARN CONF CRASH TIME
# NONE), numbers of what passed, failed, broke, was skipped and warned, seconds, the first message. LOG has all that the
# tests print. What does not pass is run a second time, alone; the later line counts.

import argparse
import ctypes
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

PLACE = "/mnt"
NAMESPACES = 0x00020000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
KINDS = "passed", "failed", "broken", "skipped", "warnings"
WORDS = "TPASS", "TFAIL", "TBROK", "TCONF", "TWARN"
# All modules are loaded here: those of a Python in somebody's home cannot be read in the namespaces.
libc = ctypes.CDLL(None, use_errno=True)


def options():
    parser = argparse.ArgumentParser()
    for name in "tests", "programs", "work", "results", "log":
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--emulator", help="none: the tests are of this machine's CPU")
    parser.add_argument("--rule", help="file with the line for binfmt_misc; the emulator is %s/emulator/NAME" % PLACE)
    parser.add_argument("--device", help="a loop device that the tests may overwrite")
    parser.add_argument("--native", help="the results without emulator: what fails there is not run again")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=float, default=30)
    return parser.parse_args()


def mount(kind, source, target, options=None):
    subprocess.run(
        ["mount"] + (["-t", kind] if kind else ["--bind"]) + (["-o", options] if options else []) + [source, target],
        check=True,
    )


def give(path, mode=0o777):
    os.chown(path, 100000, 100000)
    os.chmod(path, mode)


def limit_group():
    """Moves this process into a control group of its own, in the first or the second form of the kernel's interface."""
    base = "/sys/fs/cgroup"
    for group, file, value in (
        ("memory/ltp", "memory.limit_in_bytes", "3G"),
        ("pids/ltp", "pids.max", "4000"),
        ("ltp", "memory.max", "3G"),
        ("ltp", "pids.max", "4000"),
    ):
        if group == "ltp" and not os.path.exists(base + "/cgroup.controllers"):
            continue
        try:
            os.makedirs("%s/%s" % (base, group), exist_ok=True)
            open("%s/%s/%s" % (base, group, file), "w").write(value)
            open("%s/%s/cgroup.procs" % (base, group), "w").write(str(os.getpid()))
        except OSError as error:
            print("ltp: no limit of %s: %s" % (file, error.strerror), file=sys.stderr)


def lay_out(arg):
    """The files that the tests see, below PLACE, and /dev and /tmp."""
    mount("tmpfs", "place", PLACE, "mode=755")
    for name in "ltp", "emulator", "tmp", "dev":
        os.mkdir("%s/%s" % (PLACE, name))
    mount(None, arg.programs, PLACE + "/ltp")
    subprocess.run(["mount", "-o", "remount,bind,ro", PLACE + "/ltp"], check=True)
    if arg.emulator:
        shutil.copy(arg.emulator, PLACE + "/emulator/")
    folder = arg.work + "/tmp"
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    mount(None, folder, PLACE + "/tmp")
    give(PLACE + "/tmp", 0o1777)
    mount("tmpfs", "dev", PLACE + "/dev", "mode=755,uid=100000,gid=100000")
    nodes = {"null": (1, 3), "zero": (1, 5), "full": (1, 7), "random": (1, 8), "urandom": (1, 9), "tty": (5, 0)}
    for name, numbers in nodes.items():
        os.mknod("%s/dev/%s" % (PLACE, name), 0o20666, os.makedev(*numbers))
        os.chmod("%s/dev/%s" % (PLACE, name), 0o666)
    if arg.device:
        os.mknod(PLACE + "/dev/ltp", 0o60666, os.stat(arg.device).st_rdev)
        give(PLACE + "/dev/ltp", 0o666)
    for name, target in {
        "fd": "/proc/self/fd",
        "stdin": "fd/0",
        "stdout": "fd/1",
        "stderr": "fd/2",
        "ptmx": "pts/ptmx",
    }.items():
        os.symlink(target, "%s/dev/%s" % (PLACE, name))
    for name in "pts", "shm", "mqueue":
        os.mkdir("%s/dev/%s" % (PLACE, name))
        give("%s/dev/%s" % (PLACE, name))
    mount(None, PLACE + "/dev", "/dev")
    mount("tmpfs", "tmp", "/tmp", "mode=1777,size=256M")


def enter():
    """Returns in the first process of the namespaces; its ancestors wait and hand on its exit status."""
    made, mapped = os.pipe(), os.pipe()
    child = os.fork()
    if child:
        os.read(made[0], 1)
        for name in "uid_map", "gid_map":
            with open("/proc/%d/%s" % (child, name), "w") as file:
                file.write("0 100000 65536")
        os.write(mapped[1], b"x")
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255)
    if libc.unshare(NAMESPACES):
        raise OSError(ctypes.get_errno(), "unshare")
    os.write(made[1], b"x")
    os.read(mapped[0], 1)
    os.setresgid(0, 0, 0)
    os.setresuid(0, 0, 0)
    os.setgroups([0])
    child = os.fork()
    if child:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255)
    libc.prctl(1, signal.SIGKILL, 0, 0, 0)
    # /proc/self belongs to this user again
    libc.prctl(4, 1, 0, 0, 0)


def furnish(rule):
    mount("proc", "proc", "/proc")
    mount("devpts", "devpts", "/dev/pts", "newinstance,ptmxmode=666,mode=620")
    mount("tmpfs", "shm", "/dev/shm", "size=512M,mode=1777")
    mount("mqueue", "mqueue", "/dev/mqueue")
    mount("binfmt_misc", "binfmt_misc", "/proc/sys/fs/binfmt_misc")
    if rule:
        with open("/proc/sys/fs/binfmt_misc/register", "wb") as file:
            file.write(rule)
    open("/proc/self/oom_score_adj", "w").write("500")
    subprocess.run("zcat /proc/config.gz >/tmp/config 2>/dev/null || :", shell=True)


def raise_limits():
    """As far as this user may; the tests want them, natively and emulated alike."""
    try:
        # A process that was once at -1000 may go back there without a right that it no longer has.
        open("/proc/self/oom_score_adj", "w").write("-1000")
    except OSError:
        pass
    for name in "CORE", "MEMLOCK", "MSGQUEUE", "NICE", "RTPRIO", "SIGPENDING", "FSIZE":
        try:
            resource.setrlimit(getattr(resource, "RLIMIT_" + name), (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        except (OSError, ValueError):
            pass
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def judge(status, text):
    """What a test says: (result, numbers, message)."""
    # Of the namespace and its user, and nothing that the test is about.
    text, score = re.subn(r"^.*TWARN: Can't adjust score.*\n", "", text, flags=re.M)
    numbers = []
    for kind, word in zip(KINDS, WORDS):
        summed = re.findall(r"^%s +(\d+)$" % kind, text, re.M)
        numbers.append(int(summed[-1]) if summed else len(re.findall(r"\b%s\b" % word, text)))
    numbers[4] = max(0, numbers[4] - score)
    if score and status is not None and status < 64 and not numbers[4]:
        status &= ~4
    if status is None:
        result = "TIME"
    elif status == 127:
        result = "NONE"
    elif status >= 64:
        result = "CRASH"
    else:
        result = next(
            (name for bit, name in ((1, "FAIL"), (2, "BROK"), (32, "CONF"), (4, "WARN")) if status & bit),
            "FAIL" if status else "PASS",
        )
    if result in ("FAIL", "BROK") and re.search("Test timeouted|Timeout reached", text):
        result = "TIME"
    if result == "PASS" and numbers[3] and not numbers[0]:
        result = "CONF"
    message = re.search(r"^.*(?:TFAIL|TBROK|\bFAIL|TWARN|qemu: |Unsupported|TCONF).*$", text, re.M)
    message = re.sub(r"\x1b\[[0-9;]*m", "", message[0]).strip() if message and result != "PASS" else ""
    return result, numbers, message.replace("\t", " ")[:220]


class Runner:
    def __init__(self, arg):
        self.arg = arg
        self.lock = threading.Lock()
        self.count = 0
        self.results = open(arg.results, "a")
        self.log = open(arg.log, "ab")
        self.env = {
            "PATH": PLACE + "/ltp/testcases/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LTPROOT": PLACE + "/ltp",
            "HOME": "/tmp",
            "LANG": "C",
            "TERM": "dumb",
            "LTP_COLORIZE_OUTPUT": "0",
            "LTP_RUNTIME_MUL": "0.1",
            "LTP_TIMEOUT_MUL": "0.9",
            "LTP_DEV_FS_TYPE": "tmpfs",
            "LTP_SINGLE_FS_TYPE": "tmpfs",
            "KCONFIG_PATH": "/tmp/config",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        if arg.device:
            self.env["LTP_DEV"] = "/dev/ltp"

    def start(self, command, folder, output):
        script = (
            "mount -t tmpfs -o size=256M,mode=1777 none /dev/shm; ip link set lo up 2>/dev/null; "
            'cd "$TMPDIR"; ulimit -S -c 0; umask 022; ' + command
        )
        return subprocess.Popen(
            ["unshare", "-m", "-p", "-i", "-u", "-n", "--fork", "--kill-child", "--mount-proc", "sh", "-c", script],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(self.env, TMPDIR=folder),
            start_new_session=True,
        )

    def run(self, name, command):
        with self.lock:
            self.count += 1
            folder = "%s/tmp/%d" % (PLACE, self.count)
        os.mkdir(folder)
        os.chmod(folder, 0o777)
        began = time.monotonic()
        with open(folder + ".out", "w+b") as output:
            process = self.start(command, folder, output)
            try:
                status = process.wait(self.arg.limit)
            except subprocess.TimeoutExpired:
                status = None
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            output.seek(0)
            text = output.read(400000).decode("utf-8", "replace")
        os.unlink(folder + ".out")
        shutil.rmtree(folder, ignore_errors=True)
        if status is not None and status < 0:
            status = 128 - status
        return self.note(name, status, text, time.monotonic() - began)

    def note(self, name, status, text, seconds):
        result, numbers, message = judge(status, text)
        with self.lock:
            self.log.write(("== %s: status %s\n%s\n" % (name, status, text)).encode())
            self.log.flush()
            self.results.write(
                "\t".join([name, result] + [str(n) for n in numbers] + ["%.1f" % seconds, message]) + "\n"
            )
            self.results.flush()
        return result


def read_results(path):
    try:
        with open(path, errors="replace") as file:
            return {line.split("\t")[0]: line.rstrip("\n").split("\t")[1] for line in file if "\t" in line}
    except FileNotFoundError:
        return {}


def main():
    arg = options()
    with open(arg.tests) as file:
        tests = [line.split(None, 1) for line in file if len(line.split(None, 1)) == 2]
    done = read_results(arg.results)
    native = read_results(arg.native) if arg.native else {}
    todo = [(name, command.strip()) for name, command in tests if name not in done]
    # Opened before the namespaces, whose user cannot.
    rule = open(arg.rule, "rb").read().strip() if arg.rule else b""
    runner = Runner(arg)
    raise_limits()
    limit_group()
    lay_out(arg)
    enter()
    furnish(rule)
    again = []
    with ThreadPoolExecutor(arg.jobs) as pool:
        jobs = [(test, pool.submit(runner.run, *test)) for test in todo]
        for number, (test, job) in enumerate(jobs, 1):
            if job.result() in ("FAIL", "BROK", "WARN", "CRASH", "TIME") and native.get(test[0], "PASS") == "PASS":
                again.append(test)
            if number % 50 == 0 or number == len(jobs):
                print("ltp: %s %d of %d" % (time.strftime("%T"), number, len(jobs)), file=sys.stderr)
    for test in again:
        runner.run(*test)
    os._exit(0)


main()
