# SPDX-License-Identifier: MIT
# Numbers, strings, regular expressions, arrays and calls.
function step(x) { return (x * 69069 + 12345) % 65536 }
BEGIN {
    x = 1
    for (i = 1; i <= n; i++) {
        x = step(x)
        word = sprintf("%s%03d", substr("abcdefghijklmnopqrstuvwxyz", x % 26 + 1, 1), x % 977)
        count[word]++
        if (word ~ /^[a-m][0-9]+$/)
            sum += substr(word, 2)
    }
    for (word in count)
        if (count[word] > most)
            most = count[word]
    print sum, most
}
