# SPDX-License-Identifier: MIT
"""Numbers, strings, dictionaries, objects and calls."""
import sys


class Counter:
    def __init__(self):
        self.count = {}

    def add(self, word):
        self.count[word] = self.count.get(word, 0) + 1


def step(x):
    return (x * 1103515245 + 12345) % 2147483648


x, total, words, counter = 1, 0, [], Counter()
for i in range(int(sys.argv[1])):
    x = step(x)
    word = "%s%03d" % (chr(97 + x % 26), x % 977)
    counter.add(word)
    if word[0] < "n":
        total += int(word[1:])
    if i % 10 == 0:
        words.append(word)
words.sort(key=lambda w: (counter.count[w], w))
print(total, words[0], words[-1])
