# SPDX-License-Identifier: MIT
# stress-ng with --verify: each of a list of stressors, a bounded number of operations.
s()
{
    stress-ng --"$1" 1 --"$1"-ops "$2" --verify --oom-avoid --timeout 120 >"$1.log" 2>&1
    echo "$1 $?"
}
while read -r name ops; do s "$name" "$ops"; done <<'L'
atomic 5
bitops 20
bsearch 2
clock 500
cpu 20
crypt 20
dentry 200
dup 100
epoll 100
eventfd 2000
fault 200
fiber 2000
flock 2000
fork 100
fp 3
futex 2000
getrandom 100
hash 20
heapsort 1
int128 5
intmath 5
link 20
longjmp 2000
malloc 2000
matrix 20
memcpy 20
mergesort 1
mmap 5
mprotect 200
mq 2000
nop 50
pipe 5000
poll 200
prime 10
pthread 50
qsort 1
radixsort 1
rename 500
sem 2000
sigfd 500
sigio 500
sigpipe 100
sigq 2000
sigsegv 500
sigtrap 200
sock 50
str 20
switch 2000
timerfd 20
tree 1
udp 200
utime 2000
vecmath 20
vm 20
wcs 20
zlib 5
L
