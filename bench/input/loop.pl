# SPDX-License-Identifier: MIT
# Numbers, strings, regular expressions, hashes and calls.
use strict;

my ($n, %count, @words, $sum) = (shift);

sub step { my ($x) = @_; return ($x * 1103515245 + 12345) % 2147483648 }

my $x = 1;
for my $i (1 .. $n) {
    $x = step($x);
    my $word = sprintf '%s%03d', chr(97 + $x % 26), $x % 977;
    $count{$word}++;
    $sum += $1 if $word =~ /^[a-m](\d+)$/;
    push @words, $word if $i % 10 == 0;
}
@words = sort { $count{$a} <=> $count{$b} || $a cmp $b } @words;
print "$sum $words[0] $words[-1]\n";
