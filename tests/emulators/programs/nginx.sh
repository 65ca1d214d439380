# SPDX-License-Identifier: MIT
# nginx: workers, files, compression, ranges, a reload, a proxy to itself.
seq 50000 >big
cat >conf <<C
pid $PWD/pid;
error_log $PWD/log;
worker_processes 2;
user root;
events { worker_connections 64; }
http {
    access_log off;
    gzip on;
    gzip_types text/plain;
    default_type text/plain;
    client_body_temp_path $PWD/body;
    proxy_temp_path $PWD/proxy;
    fastcgi_temp_path $PWD/f;
    uwsgi_temp_path $PWD/u;
    scgi_temp_path $PWD/sc;
    server {
        listen 127.0.0.1:18080;
        root $PWD;
        location /proxy/ { proxy_pass http://127.0.0.1:18080/; }
        location /say { return 200 "said\n"; }
    }
}
C
nginx -c "$PWD/conf" -p "$PWD"
get()
{
    curl -s --retry 20 --retry-connrefused --retry-delay 1 "$@"
}
get http://127.0.0.1:18080/say
get http://127.0.0.1:18080/big | cksum
get --compressed http://127.0.0.1:18080/big | cksum
get -r 100-199 http://127.0.0.1:18080/big | cksum
get http://127.0.0.1:18080/proxy/big | cksum
get -o /dev/null -w '%{http_code}\n' http://127.0.0.1:18080/none
nginx -c "$PWD/conf" -p "$PWD" -s reload && sleep 2 && get http://127.0.0.1:18080/say
for i in $(seq 20); do get -o "got.$i" http://127.0.0.1:18080/big & done
wait
cat got.* | cksum
nginx -c "$PWD/conf" -p "$PWD" -s quit
