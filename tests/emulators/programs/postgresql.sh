# SPDX-License-Identifier: MIT
# PostgreSQL: a cluster, transactions of several clients, its JIT, kill -9 and recovery.
bin=$(echo /usr/lib/postgresql/*/bin)
chown postgres . && chmod 755 .
as()
{
    su -s /bin/sh postgres -c "cd '$PWD' && PATH=$bin:\$PATH && $1"
}
server="-l log -o '-k $PWD -c listen_addresses= -c shared_buffers=16MB -c max_connections=20'"
as "initdb -D db -A trust -N --locale=C -E UTF8 >init.log" || cat init.log
as "pg_ctl -D db $server -w -t 120 start >ctl.log" || cat log
q()
{
    as "psql -qAt -h '$PWD' -c \"$1\" postgres"
}
q 'create table t as select n, md5(n::text) as s from generate_series(1, 20000) n'
q 'create index on t (s); analyze t; select count(*), min(s), max(s) from t where s > (1)::text'
for _ in 1 2 3; do q 'update t set n = n + 1 where n % 3 = 0' & done
wait
q 'select sum(n), sum(ascii(substr(md5(s), 1, 1))) from t'
q "set jit_above_cost = 0; select sum(sqrt(n))::numeric(20, 4), count(distinct s) from t"
q "select to_tsvector('english', 'the cats ran') @@ to_tsquery('cat & run'), '[1,2]'::jsonb -> 1"
q "begin; delete from t where n % 2 = 0; commit; insert into t values (-1, 'before the crash')"
kill -9 "$(head -n 1 db/postmaster.pid)"
sleep 2
as "pg_ctl -D db $server -w -t 120 start >ctl.log" || cat log
grep -c 'automatic recovery in progress' log
q "select count(*), sum(n) from t; select s from t where n = -1"
as "pg_ctl -D db -m fast -w stop" >/dev/null
grep -c PANIC log
