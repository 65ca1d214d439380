# SPDX-License-Identifier: MIT
# redis: a server with its append-only file, many keys, a script, a snapshot, a crash and recovery.
start()
{
    redis-server --port 0 --unixsocket "$PWD/s" --dir "$PWD" --appendonly yes --appendfsync always \
        --save '' --daemonize no >>server.log 2>&1 &
    for _ in $(seq 300); do
        [ "$(c ping 2>/dev/null)" != PONG ] || return 0
        kill -0 $! 2>/dev/null || break
        sleep 0.2
    done
    cat server.log >&2
    exit 1
}
c()
{
    redis-cli -s "$PWD/s" "$@"
}
start
c eval 'for i = 1, 2000 do redis.call("set", "k" .. i, i * i) end return redis.call("dbsize")' 0
seq 200 | sed 's/.*/zadd z & m&/' | c >/dev/null
c zrevrange z 0 3 withscores
c bgsave >/dev/null
until [ "$(c info persistence | tr -d '\r' | sed -n 's/^rdb_bgsave_in_progress://p')" = 0 ]; do
    sleep 0.2
done
c info persistence | tr -d '\r' | grep -E '^(rdb|aof)_last.*status'
kill -9 $!
wait 2>/dev/null
start
c get k1999
c dbsize
c shutdown nosave
wait
