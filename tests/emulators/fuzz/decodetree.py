# SPDX-License-Identifier: MIT
"""The instruction patterns of QEMU's decodetree files, as far as making instructions needs them."""
import re


class Pattern:
    """One pattern: NAME; bits of MASK have those of VALUE; bits of ZERO must be 0 (decodetree does
    not look at them, the CPU does); FIELDS: name to a list of (position, length), the highest
    first."""

    def __init__(self, name, mask, value, width, fields, zero):
        self.name = name
        self.mask = mask
        self.value = value
        self.width = width
        self.fields = fields
        self.zero = zero


def _lines(path):
    with open(path, encoding='utf-8') as file:
        text = file.read().replace('\\\n', ' ')
    for line in text.split('\n'):
        words = line.split('#')[0].strip(' {}[]').split()
        if words:
            yield words


def _field(words):
    """The (position, length) pairs of a %field."""
    pairs = (re.match(r'(\d+):s?(\d+)$', word) for word in words)
    return [(int(m[1]), int(m[2])) for m in pairs if m]


def _bits(words, known):
    """The bits that WORDS spell, fields with their places, and the name of the format, or None."""
    bits, fields, form = [], {}, None
    for word in words:
        if word[0] == '@':
            form = word[1:]
        elif word[0] in '&!':
            continue
        elif re.match(r'[01.\-]+$', word):
            bits += word
        elif re.match(r'\w+:s?\d+$', word):
            name, length = word.split(':')
            length = int(length.lstrip('s'))
            fields.setdefault(name, []).append((len(bits), length))
            bits += '.' * length
        elif word[0] == '%':
            fields[word[1:]] = known.get(word[1:], []), None
        elif '=%' in word:
            name, field = word.split('=%')
            fields[name] = known.get(field, []), None
    return bits, _places(fields, len(bits)), form


def _places(fields, width):
    """Fields that were spelt have their place from the left; those of a %field, from the right."""
    places = {}
    for name, value in fields.items():
        if isinstance(value, tuple):
            places[name] = value[0]
        else:
            places[name] = [(width - at - length, length) for at, length in value]
    return places


def read(path):
    """The patterns of the file PATH."""
    fields, formats, patterns = {}, {}, []
    for name, *words in _lines(path):
        if name[0] == '%':
            fields[name[1:]] = _field(words)
            continue
        if name[0] == '&':
            continue
        bits, places, form = _bits(words, fields)
        mask = int(''.join('1' if b in '01' else '0' for b in bits) or '0', 2)
        value = int(''.join('1' if b == '1' else '0' for b in bits) or '0', 2)
        zero = int(''.join('1' if b == '-' else '0' for b in bits) or '0', 2)
        if form in formats:
            other = formats[form]
            mask |= other.mask
            value |= other.value
            zero |= other.zero
            places = {**other.fields, **places}
        pattern = Pattern(name.lstrip('@'), mask, value, len(bits), places, zero & ~mask)
        if name[0] == '@':
            formats[pattern.name] = pattern
        else:
            patterns.append(pattern)
    return patterns
