"""python3 -m http.server of a simulated host beside the real one: the same files, the same requests
(octet for octet), the same answers and the same lines of the log. Skipped (77) where python3 is not
3.11, whose server this is.

Usage: http_server.py NETSTAGE FOLDER"""

import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import time

FILES = {
    "hello.txt": "Hello!\n",
    "page.html": "<p>A page</p>\n",
    "pub/index.html": "<h1>Index</h1>\n",
    "pub/data.json": '{"a": 1}\n',
    "deep/down/x.css": "p { }\n",
    "Zeta": "z",
    "alpha": "a",
    "a;b&c<d>.txt": "odd name\n",
    ".profile": "hidden\n",
}

REQUESTS = [
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /hello.txt HTTP/1.0\r\n\r\n",
    b"HEAD /page.html HTTP/1.1\r\nHost: x\r\n\r\n",
    b"HEAD / HTTP/1.0\r\n\r\n",
    b"HEAD /nothing HTTP/1.0\r\n\r\n",
    b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /hello.txt/ HTTP/1.0\r\n\r\n",
    b"GET /pub HTTP/1.0\r\n\r\n",
    b"GET /pub?a=b HTTP/1.0\r\n\r\n",
    b"GET /pub? HTTP/1.0\r\n\r\n",
    b"GET /pub/ HTTP/1.0\r\n\r\n",
    b"GET //pub//data.json HTTP/1.0\r\n\r\n",
    b"GET /pub/../hello.txt?x=y#z HTTP/1.0\r\n\r\n",
    b"GET /../../etc/passwd HTTP/1.0\r\n\r\n",
    b"GET /deep/ HTTP/1.0\r\n\r\n",
    b"GET /deep/?q=%3Cb%3E HTTP/1.0\r\n\r\n",
    b"GET /deep/down/ HTTP/1.0\r\n\r\n",
    b"GET /deep/down/x.css HTTP/1.0\r\n\r\n",
    b"GET /Zeta HTTP/1.0\r\n\r\n",
    b"GET /.profile HTTP/1.0\r\n\r\n",
    b"GET /a%3bb%26c%3cd%3E.txt HTTP/1.0\r\n\r\n",
    b"GET http://x/hello.txt HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET hello.txt HTTP/1.0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=b",
    b"DELETE /hello.txt HTTP/1.1\r\nHost: x\r\n\r\n",
    b"get / HTTP/1.0\r\n\r\n",
    b"BREW<&> / HTTP/1.0\r\n\r\n",
    b"GET /hello.txt\r\n\r\n",
    b"GET   /hello.txt \t HTTP/1.1  \n\n",
    b"PUT /hello.txt\r\n\r\n",
    b"HELLO\r\n",
    b"it's\\ a 'trap\" of quotes\r\n",
    b"it's\r\n",
    b"\r\n",
    b"GET / HTTP/2.0\r\n\r\n",
    b"GET / HTTP/1.1 again\r\n\r\n",
    b"GET / and HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1\r\n\r\n",
    b"GET / HTTP/1.12345678901\r\n\r\n",
    b"GET /hello.txt HTTP/0.9\r\n\r\n",
    b"GET /hello.txt HTTP/1.0\r\nIf-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT\r\n\r\n",
    b"GET /hello.txt HTTP/1.0\r\nif-modified-since:Wed, 31 Dec 2025 23:59:59 GMT\r\n\r\n",
    b"GET /hello.txt HTTP/1.0\r\nIf-Modified-Since: yesterday\r\n\r\n",
    b"GET /hello.txt HTTP/1.0\r\nIf-None-Match: x\r\n"
    b"If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT\r\n\r\n",
    b"GET /many HTTP/1.0\r\n" + b"A: b\r\n" * 99 + b"\r\n",
    b"GET /many HTTP/1.0\r\n" + b"A: b\r\n" * 100 + b"\r\n",
    b"GET /hello.txt HTTP/1.0\r\nthe end comes in the middle",
    b"",
]

BIRTH = 1767225600  # of all files: when a simulation begins


def fail(message):
    print(message)
    sys.exit(1)


def plain(octets):
    """Without what must differ: the date, and the third part of Python's version."""
    octets = re.sub(rb"\r\nDate: [^\r]*", b"\r\nDate: -", octets)
    return re.sub(rb"Python/3\.11\.\d+", b"Python/3.11.x", octets)


def logged(lines):
    lines = [re.sub(r"^\S+ - - \[[^]]*\]", "", line) for line in lines if " - - [" in line]
    return lines


def ask(port, request):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as s:
        s.sendall(request)
        s.shutdown(socket.SHUT_WR)
        parts = []
        while True:
            part = s.recv(65536)
            if not part:
                return b"".join(parts)
            parts.append(part)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def the_real_one(folder):
    home = os.path.join(folder, "http-server-files")
    shutil.rmtree(home, ignore_errors=True)
    for name, octets in FILES.items():
        path = os.path.join(home, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(octets)
        os.utime(path, (BIRTH, BIRTH))
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)],
        cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        answers = []
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        for request in REQUESTS:
            answers.append(plain(ask(port, request)))
            time.sleep(0.01)  # its log is written before its answer, each by a thread of its own
    finally:
        server.terminate()
    return answers, logged(server.stderr.read().splitlines())


def scenario(folder):
    def quoted(octets):
        # YAML knows the escapes \xNN; files of scenarios are UTF-8, so are these.
        return '"' + "".join(
            chr(o) if 32 <= o < 127 and chr(o) not in '"\\' else f"\\x{o:02x}" for o in octets) + '"'

    server = ", ".join(f"{quoted(n.encode())}: {quoted(t.encode())}" for n, t in FILES.items())
    asks = ", ".join(f"r{i}: {quoted(r)}" for i, r in enumerate(REQUESTS))
    lines = [
        "netstage: 1", "title: requests", "nodes:",
        f"  client: {{ kind: host, address: 10.0.0.1/24, files: {{ {asks} }} }}",
        f"  web: {{ kind: host, address: 10.0.0.80/24, files: {{ {server} }} }}",
        "links:", "  - { between: [client, web] }", "timeline:",
        "  - { at: 0 s, host: web, run: python3 -m http.server 8000 }",
    ]
    for i in range(len(REQUESTS)):
        lines.append(f"  - {{ at: {i + 1} s, host: client, run: nc -N 10.0.0.80 8000 < r{i} }}")
    path = os.path.join(folder, "http-server.yaml")
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")
    return path


def streams(capture):
    """What the server (port 8000) sent, by the client's port in the order of connections."""
    with open(capture, "rb") as f:
        octets = f.read()
    found = {}
    at = 0
    while at < len(octets):
        kind, length = struct.unpack_from("<II", octets, at)
        if kind == 6:
            captured = struct.unpack_from("<I", octets, at + 20)[0]
            frame = octets[at + 28:at + 28 + captured]
            if frame[12:14] == b"\x08\x00" and frame[23] == 6:
                end = 14 + struct.unpack_from(">H", frame, 16)[0]
                source, target, sequence = struct.unpack_from(">HHI", frame, 34)
                text = frame[34 + (frame[46] >> 4) * 4:end]
                if source == 8000:
                    found.setdefault(target, {})[sequence] = text
        at += length
    return [plain(b"".join(part for _, part in sorted(s.items()))) for s in found.values()]


def ours(netstage, folder):
    capture = os.path.join(folder, "http-server.pcapng")
    told = os.path.join(folder, "http-server.json")
    done = subprocess.run([netstage, "run", scenario(folder), "--quiet", "--pcap", capture, "--at",
                           "client", "--json", told, "--until", f"{len(REQUESTS) + 5} s"],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        fail(done.stdout + done.stderr)
    with open(told, encoding="utf-8") as f:
        events = [json.loads(line) for line in f]
    lines = [e["text"] for e in events if e.get("kind") == "output" and e.get("node") == "web"]
    return streams(capture), logged(lines)


def main():
    if sys.version_info[:2] != (3, 11):
        print("skipped: the server is that of Python 3.11, and this is", sys.version.split()[0])
        sys.exit(77)
    netstage, folder = sys.argv[1:3]
    real, real_log = the_real_one(folder)
    answers, log = ours(netstage, folder)
    if len(answers) != len(REQUESTS):
        fail(f"{len(answers)} connections instead of {len(REQUESTS)}")
    wrong = 0
    for request, expected, got in zip(REQUESTS, real, answers):
        if expected != got:
            wrong += 1
            print(f"{request[:100]!r}:\n  Python    {expected!r}\n  simulated {got!r}")
    if real_log != log:
        wrong += 1
        for a, b in zip(real_log, log):
            if a != b:
                print(f"log:\n  Python    {a}\n  simulated {b}")
        print(f"log: {len(real_log)} lines, simulated {len(log)}")
    if wrong:
        sys.exit(1)
    print(f"{len(REQUESTS)} requests answered as by Python, {len(log)} lines of its log")


if __name__ == "__main__":
    main()
