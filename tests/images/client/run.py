# SPDX-License-Identifier: MIT
"""Runs the unit tests in this directory for tests/images/client.t.

Output: a line for each test, "0 TEXT" if it passes or "1 TEXT", then "done". Failures are explained
on standard error.
"""
import os
import sys
import unittest


class Lines(unittest.TestResult):
    """A line for each test."""

    def report(self, result, test):
        print(result, test.shortDescription() or test.id(), flush=True)

    def addSuccess(self, test):
        self.report(0, test)

    def addFailure(self, test, err):
        self.report(1, test)
        print(self._exc_info_to_string(err, test), file=sys.stderr)

    addError = addFailure


if __name__ == "__main__":
    for variable in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[variable]
    sys.dont_write_bytecode = True
    unittest.defaultTestLoader.discover(os.path.dirname(os.path.abspath(__file__))).run(Lines())
    print("done")
