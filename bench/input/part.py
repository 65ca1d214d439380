# SPDX-License-Identifier: MIT
"""Intervals of numbers, merged as they are added: what pip copies, compiles and imports."""
import bisect
import functools


@functools.total_ordering
class Interval:
    """From first to last, both included."""

    def __init__(self, first, last):
        if last < first:
            raise ValueError("%r is before %r" % (last, first))
        self.first = first
        self.last = last

    def __eq__(self, other):
        return (self.first, self.last) == (other.first, other.last)

    def __lt__(self, other):
        return (self.first, self.last) < (other.first, other.last)

    def __len__(self):
        return self.last - self.first + 1

    def touches(self, other):
        return self.first <= other.last + 1 and other.first <= self.last + 1

    def merged(self, other):
        return Interval(min(self.first, other.first), max(self.last, other.last))


class Intervals:
    """A sorted list in which no two touch."""

    def __init__(self):
        self.list = []

    def add(self, interval):
        kept = []
        for other in self.list:
            if other.touches(interval):
                interval = interval.merged(other)
            else:
                kept.append(other)
        bisect.insort(kept, interval)
        self.list = kept

    def total(self):
        return sum(map(len, self.list))


def summary():
    intervals = Intervals()
    for i in range(0, 1000, 7):
        intervals.add(Interval(i * i % 997, i * i % 997 + i % 5))
    return "%d intervals, %d numbers" % (len(intervals.list), intervals.total())
