# SPDX-License-Identifier: MIT
# rsync: a tree with links, times, attributes and modes; a change; a daemon.
mkdir -p a/deep/er && cd a
for n in $(seq 60); do seq "$n" $((n * 30)) >"deep/f$n"; done
ln deep/f1 hard && ln -s deep/f2 soft && mkfifo pipe && touch -d 2001-02-03 deep/er
chmod 640 deep/f3 && truncate -s 3M sparse
cd ..
rsync -aHSX --checksum-choice=md5 a/ b/ && diff -r --no-dereference a b | grep -v fifo
rsync -aHSXi --delete a/ b/
echo changed >a/deep/f9 && rm a/deep/f8 && rsync -ai --delete --no-times -O a/ b/ | sort
cat >conf <<C
use chroot = no
port = 18730
address = 127.0.0.1
[m]
path = $PWD/a
C
rsync --daemon --no-detach --config=conf --log-file=log &
for _ in $(seq 100); do
    rsync rsync://127.0.0.1:18730/ >modules 2>/dev/null && break
    sleep 0.2
done
cat modules
rsync -a rsync://127.0.0.1:18730/m/deep/ d/ && find d -type f | wc -l && cat d/f* | cksum
kill $! && wait
