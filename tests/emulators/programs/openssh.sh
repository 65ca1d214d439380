# SPDX-License-Identifier: MIT
# OpenSSH: keys of all kinds, a server and its sandbox, commands, a terminal, a port, copies.
for kind in ed25519 ecdsa rsa; do ssh-keygen -q -t $kind -N '' -f "$PWD/$kind" || exit; done
mkdir -p /run/sshd ~/.ssh && chmod 700 ~/.ssh
cat ./*.pub >~/.ssh/authorized_keys
for key in ed25519 ecdsa rsa; do printf 'HostKey %s\n' "$PWD/$key"; done >conf
cat >>conf <<C
ListenAddress 127.0.0.1:18022
UsePAM no
StrictModes no
PermitRootLogin yes
Subsystem sftp internal-sftp
PidFile none
C
/usr/sbin/sshd -D -f "$PWD/conf" -E log &
server=$!
on="-F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=known -o LogLevel=ERROR"
for _ in $(seq 100); do
    ssh $on -p 18022 -i ed25519 root@127.0.0.1 true 2>/dev/null && break
    sleep 0.3
done
for key in ed25519 ecdsa rsa; do
    echo "$key" | ssh $on -p 18022 -i $key root@127.0.0.1 'cat; exit 5'
    echo "status $?"
done
ssh $on -tt -p 18022 -i ed25519 root@127.0.0.1 'test -t 0 && echo terminal' </dev/null | tr -d '\r'
seq 200000 >big
scp -q $on -P 18022 -i rsa big root@127.0.0.1:"$PWD/copy" && cksum <copy
ssh $on -p 18022 -i ed25519 -c chacha20-poly1305@openssh.com root@127.0.0.1 'cksum' <big
ssh $on -p 18022 -i ed25519 -c aes256-ctr root@127.0.0.1 'cksum' <big
# Who has not said who he is gets a process in a sandbox.
bash -c 'exec 3<>/dev/tcp/127.0.0.1/18022; read -r -u 3 _
    echo SSH-2.0-test >&3; read -r -n 100 -u 3 _
    for process in /proc/[0-9]*; do
        tr "\0" " " <$process/cmdline 2>/dev/null | grep -q "^sshd-auth\|^sshd: .*\[net\]" || continue
        grep -E "^(NoNewPrivs|Seccomp):" $process/status
    done'
kill $server
wait
cat log >&2
