# SPDX-License-Identifier: MIT
# Compares what LTP's tests have said under emulators with what they said natively, and with the list of known failures.
#
#   judge.py [--only "NAME ..."] FOLDER NAME CPU...
#
# FOLDER has native.tsv and NAME-CPU.tsv of run.py. Prints a table, new failures and listed tests that pass; what passes
# natively and applies to the CPU counts, in what its compiler could build. Exit status: 1 if there is one of either kind.

import argparse
import collections
import fnmatch
import os
import sys

LIST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "failures.def")


def load(path, only):
    """{test: (result, numbers, message)}; of several lines of a test the last."""
    table = {}
    with open(path, errors="replace") as file:
        for line in file:
            name, result, *rest = line.rstrip("\n").split("\t")
            if not only or name in only:
                table[name] = result, rest[:5], rest[6] if len(rest) > 6 else ""
    return table


def known(rows, test, cpu):
    """Why a test is known to fail; None if it is not."""
    for pattern, cpus, reason in rows:
        if fnmatch.fnmatchcase(test, pattern) and (cpus == "*" or cpu in cpus.split(",")):
            return reason
    return None


def known_rows():
    with open(LIST) as file:
        return [line.rstrip("\n").split(None, 2) for line in file if line.strip() and not line.startswith("#")]


def judge(native, table, rows, cpu):
    """(test, verdict, reason or message) of each test that counts."""
    for test, (result, numbers, message) in table.items():
        if native.get(test, ("NONE",))[0] != "PASS" or result == "NONE":
            continue
        reason = known(rows, test, cpu)
        if result == "PASS":
            stale = reason is not None and not reason.startswith("sometimes:")
            yield test, "stale" if stale else "pass", reason or ""
        elif reason is None:
            yield test, "fail", "%s %s" % (result, message)
        elif not reason.startswith("n/a:"):
            yield test, "known", reason


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("folder")
    parser.add_argument("name")
    parser.add_argument("cpus", nargs="+")
    arg = parser.parse_args()
    only = set(arg.only.split())
    native = load("%s/native.tsv" % arg.folder, only)
    rows = known_rows()
    counts = {}
    details = []
    print("%-10s %8s %7s %7s %7s %7s" % ("CPU", "native", "passed", "failed", "known", "stale"))
    for cpu in arg.cpus:
        table = load("%s/%s-%s.tsv" % (arg.folder, arg.name, cpu), only)
        verdicts = list(judge(native, table, rows, cpu))
        count = counts[cpu] = collections.Counter(verdict for _, verdict, _ in verdicts)
        print(
            "%-10s %8d %7d %7d %7d %7d"
            % ((cpu, len(verdicts)) + tuple(count[word] for word in ("pass", "fail", "known", "stale")))
        )
        details += [(cpu,) + verdict for verdict in verdicts if verdict[1] != "pass"]
    for word, title in (("known", "Known failures:"), ("fail", "Failures:"), ("stale", "Listed, but they pass:")):
        chosen = [row for row in details if row[2] == word]
        if chosen:
            print("\n" + title)
        for cpu, test, _, reason in chosen:
            print("  %-10s %-24s %s" % (cpu, test, reason))
    total = sum(counts.values(), collections.Counter())
    if not only:
        with open("%s/%s.verdicts" % (arg.folder, arg.name), "w") as file:
            for cpu, count in counts.items():
                print(cpu, *(count[word] for word in ("pass", "fail", "known", "stale")), file=file)
    print("\n%d passed, %d failed, %d skipped" % (total["pass"], total["fail"] + total["stale"], total["known"]))
    sys.exit(total["fail"] + total["stale"] > 0)


main()
