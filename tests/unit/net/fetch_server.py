"""tests/unit/net/fetch_server.py FOLDER - an https server with bad manners, and forward proxies, for test_fetch.c.

Makes its own CA (FOLDER/ca.pem), listens on free ports of 127.0.0.1, prints "SERVER PROXY RUDE_PROXY CLOSED" and
serves until standard input ends.
"""
import gzip
import os
import socket
import ssl
import subprocess
import sys
import threading
import time

FOLDER = sys.argv[1]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


def certificates():
    """A CA and a certificate of good.test by it."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=FOLDER, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl("req", "-x509", *ec, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=test CA")
    openssl("req", *ec, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=good.test")
    with open(os.path.join(FOLDER, "ext"), "w", encoding="ascii") as file:
        file.write("subjectAltName=DNS:good.test,DNS:other.test,DNS:once.test,IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "ext", "-out", "server.pem")


def answer(status, body=b"", content_type="image/png", length=None, **headers):
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body) if length is None else length}"]
    if content_type:
        lines.append("Content-Type: " + content_type)
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def hop(path, port):
    count = int(path.split("-")[1])
    return answer(302, b"<a>", "text/html", Location=f"/hop-{count - 1}" if count > 0 else "/ok.png")


def plain(path, head, port):
    """The answers that are whole."""
    table = {
        "/ok.png": lambda: answer(200, PNG),
        "/upper": lambda: answer(200, PNG, "IMAGE/PNG; charset=x"),
        "/empty": lambda: answer(200),
        "/text": lambda: answer(200, b"<html>", "text/html"),
        "/untyped": lambda: answer(200, PNG, None),
        "/almost": lambda: answer(200, PNG, "imagery/png"),
        "/404": lambda: answer(404, PNG),
        "/500": lambda: answer(500, PNG),
        "/304": lambda: answer(304),
        "/nowhere": lambda: answer(302, b"x"),
        "/big": lambda: answer(200, b"", length=10 ** 9),
        "/overlong": lambda: answer(200, b"", length=10 ** 30),
        "/short": lambda: answer(200, PNG, length=5000),
        "/gzip": lambda: answer(200, gzip.compress(bytes(10 ** 7)), Content_Encoding="gzip"),
        "/early": lambda: b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + answer(200, PNG),
        "/loop": lambda: answer(302, Location="/loop"),
        "/relative": lambda: answer(301, Location="ok.png"),
        "/other": lambda: answer(307, Location=f"https://other.test:{port}/ok.png"),
        "/down": lambda: answer(302, Location=f"http://good.test:{port}/ok.png"),
        "/private": lambda: answer(302, Location="https://10.0.0.1/ok.png"),
        "/by-name": lambda: answer(302, Location="https://private.test/ok.png"),
        "/metadata": lambda: answer(302, Location="https://[::ffff:169.254.169.254]/latest/meta-data/"),
        "/login": lambda: answer(302, Location=f"https://user:pass@good.test:{port}/ok.png"),
        "/file": lambda: answer(302, Location="file:///etc/passwd"),
        "/long": lambda: answer(302, Location="/" + "a" * 9000),
        "/cookie": lambda: answer(302, Location="/echo", Set_Cookie="a=b; Path=/"),
        "/echo": lambda: answer(200, head),
        "/garbage": lambda: b"SSH-2.0-x\r\n\r\n",
    }
    if path.startswith("/hop-"):
        return hop(path, port)
    return table[path]() if path in table else answer(404)


def rude(path, stream):
    """The answers that never end, or never begin. True when `path` was one."""
    if path == "/silent":
        time.sleep(30)
    elif path == "/drip":
        stream.sendall(b"HTTP/1.1 200 X\r\nContent-Type: image/png\r\n\r\n")
        while True:
            stream.sendall(b"x")
            time.sleep(0.1)
    elif path == "/endless":
        stream.sendall(b"HTTP/1.1 200 X\r\nContent-Type: image/png\r\n\r\n")
        while True:
            stream.sendall(bytes(65536))
    elif path == "/chunks":
        stream.sendall(b"HTTP/1.1 200 X\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            stream.sendall(b"1000\r\n" + bytes(4096) + b"\r\n")
    elif path == "/headers":
        stream.sendall(b"HTTP/1.1 200 X\r\nContent-Type: image/png\r\n")
        while True:
            stream.sendall(b"X-More: " + b"a" * 1000 + b"\r\n")
    else:
        return False
    return True


def read_head(stream):
    head = b""
    while b"\r\n\r\n" not in head:
        part = stream.recv(4096)
        if not part:
            return None
        head += part
    return head


def serve_one(raw, context, port):
    try:
        raw.settimeout(30)
        with context.wrap_socket(raw, server_side=True) as stream:
            head = read_head(stream)
            if head is None:
                return
            path = head.split(b" ")[1].decode()
            if not rude(path, stream):
                stream.sendall(plain(path, head, port))
    except OSError:
        pass
    finally:
        raw.close()


def pump(source, sink):
    try:
        while True:
            part = source.recv(65536)
            if not part:
                break
            sink.sendall(part)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def proxy_one(client, server_port):
    """CONNECT to good.test is a tunnel to the server; refused.test: 403, login.test: 407."""
    try:
        head = read_head(client) or b""
        target = head.split(b" ")[1] if head.startswith(b"CONNECT ") else b""
        if target.startswith(b"login.test"):
            client.sendall(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")
        elif not target.startswith(b"good.test"):
            client.sendall(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")
        else:
            with socket.create_connection(("127.0.0.1", server_port)) as server:
                client.sendall(b"HTTP/1.1 200 Yes\r\nX-Proxy: 1\r\n\r\n")
                threading.Thread(target=pump, args=(client, server), daemon=True).start()
                pump(server, client)
    except OSError:
        pass
    finally:
        client.close()


def listen(handle):
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    port = listener.getsockname()[1]

    def accept():
        while True:
            client, _ = listener.accept()
            threading.Thread(target=handle, args=(client, port), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return port


def main():
    certificates()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(FOLDER, "server.pem"), os.path.join(FOLDER, "server.key"))
    server = listen(lambda client, port: serve_one(client, context, port))
    proxy = listen(lambda client, port: proxy_one(client, server))
    rude_proxy = listen(lambda client, port: client.close())
    with socket.create_server(("127.0.0.1", 0)) as probe:
        closed = probe.getsockname()[1]
    print(server, proxy, rude_proxy, closed, flush=True)
    sys.stdin.read()


main()
