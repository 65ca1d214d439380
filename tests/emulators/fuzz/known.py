# SPDX-License-Identifier: MIT
"""Reads known.def: differences that are not ours, with their reasons."""
import fnmatch
import re


class Known:
    """The rows of PATH for CPU AGAINST self, reference or native."""

    def __init__(self, path, cpu, against):
        self.names, self.rows = [], []
        for line in path.read_text(encoding='utf-8').split('\n'):
            if not line or line.startswith('#'):
                continue
            columns = [column.strip() for column in line.split(' | ', maxsplit=5)]
            if len(columns) != 6 or not columns[5]:
                raise ValueError(f'{path}: not six columns: {line}')
            cpus, against_, kind, what, difference, _ = columns
            if against_ not in ('*', against) or not any(fnmatch.fnmatchcase(cpu, pattern)
                                                         for pattern in cpus.split()):
                continue
            if kind == 'omit':
                self.names.append(what)
            else:
                self.rows.append((re.compile(what), re.compile(difference)))

    def omitted(self):
        """A regular expression for the names of patterns that are not compared, or None."""
        return '(' + '|'.join(self.names) + ')$' if self.names else None

    def explains(self, code, difference):
        """True if a row has CODE, in hexadecimal digits, and DIFFERENCE, "OURS <> OTHER"."""
        return any(what.search(code) and text.search(difference) for what, text in self.rows)
