# SPDX-License-Identifier: MIT
# MariaDB: a database with its own asynchronous I/O, transactions, indexes, kill -9 and recovery.
chown mysql . && chmod 755 .
mariadb-install-db --user=mysql --datadir="$PWD/db" --skip-test-db >init.log 2>&1 || cat init.log
start()
{
    mariadbd --no-defaults --user=mysql --datadir="$PWD/db" --socket="$PWD/s" --skip-networking \
        --pid-file="$PWD/pid" --innodb-buffer-pool-size=32M >>log 2>&1 &
    server=$!
    for _ in $(seq 300); do
        q 'select 1' >/dev/null 2>&1 && return
        kill -0 $server 2>/dev/null || break
        sleep 0.5
    done
    tail log >&2
    exit 1
}
q()
{
    mariadb --no-defaults -u root -S "$PWD/s" -N -B -e "$1"
}
start
q 'select @@innodb_use_native_aio'
q 'create database d; create table d.t (n int primary key, s char(32), key (s)) engine=innodb;
    insert into d.t select seq, md5(seq) from seq_1_to_5000;
    select count(*), min(s), sum(n) from d.t where s > "8"'
q 'start transaction; update d.t set n = -n where n % 3 = 0; rollback; select sum(n) from d.t'
q 'insert into d.t values (-1, "before the crash")'
kill -9 $server
wait $server 2>/dev/null
start
q 'select count(*), sum(n) from d.t; select s from d.t where n = -1; check table d.t'
q 'shutdown'
wait
