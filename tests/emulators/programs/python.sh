# SPDX-License-Identifier: MIT
# Python: numbers, threads, processes, pipes, sockets, a database, files with attributes.
cat >t.py <<'P'
import asyncio, concurrent.futures, ctypes, decimal, hashlib, json, math, mmap, multiprocessing
import os, shutil, signal, socket, sqlite3, subprocess, tempfile, threading, zlib

def work(n):
    return hashlib.sha256(b"%d" % n * 1000).hexdigest()[:8]

def main():
    print(math.lgamma(3.7), math.sin(1e6), sum(1 / n for n in range(1, 20000)))
    decimal.getcontext().prec = 60
    print(decimal.Decimal(2).sqrt(), pow(3, 4321) % 1000000007)
    print(zlib.crc32(json.dumps({str(n): [n] * 3 for n in range(3000)}).encode()))
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        print("threads", *pool.map(work, range(6)))
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print("processes", *pool.map(work, range(6)))
    try:
        subprocess.run(["/nonexistent/program"])
    except OSError as error:
        print("spawn", error.strerror)
    print(subprocess.run(["sh", "-c", "cat; exit 3"], input=b"piped", capture_output=True))
    base = sqlite3.connect("base")
    base.execute("create table t (n integer, s text)")
    base.executemany("insert into t values (?, ?)", ((n, work(n)) for n in range(500)))
    base.commit()
    print(base.execute("select count(*), sum(n), max(s) from t where n % 7 = 3").fetchone())
    open("a", "w").write("text")
    shutil.copy2("a", "b")
    print("copy2", os.stat("a").st_mtime_ns == os.stat("b").st_mtime_ns, sorted(os.listdir(".")))
    with open("a", "r+b") as file, mmap.mmap(file.fileno(), 0) as view:
        view[:2] = b"TE"
    print(open("a").read(), ctypes.CDLL(None).abs(-7))
    signal.signal(signal.SIGALRM, lambda *_: print("alarm"))
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    signal.pause()
    one, two = socket.socketpair()
    with tempfile.TemporaryFile() as file:
        socket.send_fds(one, [b"fd"], [file.fileno()])
        print(socket.recv_fds(two, 9, 1)[0])
    print(asyncio.run(talk()))

async def talk():
    async def serve(reader, writer):
        writer.write((await reader.readline()).upper())
        writer.close()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"through asyncio\n")
    return await reader.readline()

main()
P
python3 t.py
