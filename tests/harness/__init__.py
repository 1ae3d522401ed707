"""tests/harness - a real server in a folder of its own, and plain HTTP to talk to it.

    server = Server(engine="fake")      starts build/candela on a free port and waits until it is ready
    server.post({"prompt": "a"})        a Reply: status, headers, body, json
    server.finished(id)                 polls until the job has ended
    server.new_client(rpm=5)            a client of its own with a key, so that tests do not share limits
    server.stop()                       SIGTERM; fails unless the exit status is 0 and nothing was reported
"""
import base64
import http.client
import itertools
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
import unittest
import zlib

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("CANDELA_BUILD", os.path.join(TOP, "build"))
BINARY = os.path.join(BUILD, "candela")
SANITIZED = os.environ.get("CANDELA_SANITIZED") == "1"
PATIENCE = 4 if SANITIZED else 1
REPORTS = ("ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "runtime error:", "candela: assertion", "SUMMARY: ")
PRICE = {"uni-1": "0.040400", "uni-1-max": "0.100000"}
KEYS = ["id", "type", "state", "model", "created_at", "output", "failure_reason", "failure_code"]
SETTINGS = {"CANDELA_REQUEST_CEILING": "0"}  # tests poll faster than any application should
_numbers = itertools.count(1)


def wait_for(what, seconds=30, step=0.02):
    """Calls `what` until it gives something true; that, or a failure when the time is over."""
    deadline = time.monotonic() + seconds * PATIENCE
    while True:
        found = what()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"{getattr(what, '__name__', what)}: not within {seconds * PATIENCE} s")
        time.sleep(step)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Reply:
    """An HTTP reply, read to its end."""

    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def detail(self):
        return self.json["detail"]

    def __repr__(self):
        return f"<{self.status} {self.body[:300]!r}>"


class Caller:
    """One key's way to a server."""

    def __init__(self, port, key):
        self.port, self.key = port, key

    def request(self, method, path, body=None, headers=None, auth=True):
        """`body`: bytes as they are, or anything else as JSON. `auth`: True for the key, or a header value."""
        sent = dict(headers or {})
        if auth is True:
            sent.setdefault("Authorization", "Bearer " + self.key)
        elif auth:
            sent["Authorization"] = auth
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60 * PATIENCE)
        try:
            connection.request(method, path, body=body, headers=sent)
            return Reply(connection.getresponse())
        finally:
            connection.close()

    def post(self, body, **more):
        return self.request("POST", "/v1/generations", body, **more)

    def get(self, generation, **more):
        return self.request("GET", f"/v1/generations/{generation}", **more)

    def accepted(self, body):
        """Posts and expects 201; the generation."""
        reply = self.post(body)
        assert reply.status == 201, reply
        return reply.json

    def finished(self, generation, seconds=60):
        """Polls until the generation has ended."""

        def ended():
            reply = self.get(generation)
            assert reply.status == 200, reply
            return reply.json if reply.json["state"] in ("completed", "failed") else None

        return wait_for(ended, seconds)

    def fetch(self, url, method="GET", headers=None):
        """Follows a link to an output, with no key."""
        start = f"http://127.0.0.1:{self.port}"
        assert url.startswith(start + "/"), url
        return self.request(method, url[len(start):], headers=headers, auth=False)


class Server(Caller):
    """A server process and its data folder."""

    def __init__(self, engine="fake", workers=2, options=(), data=None, prefix=(), env=None):
        self.engine, self.workers, self.options, self.prefix = engine, workers, list(options), list(prefix)
        self.env = {**os.environ, **SETTINGS, **(env or {})}
        self.own_data = data is None
        self.data = data or tempfile.mkdtemp(prefix="candela-test-")
        self.log_path = os.path.join(self.data, "test-stderr.log")
        self.process = None
        super().__init__(free_port(), None)
        try:
            self.start()
        except BaseException:
            self.remove()
            raise

    def command(self):
        return [*self.prefix, BINARY, "serve", "--data", self.data, "--listen", f"127.0.0.1:{self.port}",
                "--engine", self.engine, "--workers", str(self.workers), *self.options]

    def start(self):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            cwd=TOP, env=self.env)

        def ready():
            assert self.process.poll() is None, f"the server ended with {self.process.returncode}\n{self.log()}"
            try:
                return self.request("GET", "/readyz", auth=False).status == 200
            except (OSError, http.client.HTTPException):
                return False

        wait_for(ready, 30)
        with open(os.path.join(self.data, "default.key"), encoding="ascii") as file:
            self.key = file.read().strip()
        return self

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def check_log(self):
        for line in self.log().splitlines():
            assert not any(report in line for report in REPORTS), f"the server reported: {line}\n{self.log()[-8000:]}"

    def stop(self):
        """A clean end: SIGTERM, exit status 0, no report of a sanitizer."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            status = self.process.wait(60 * PATIENCE)
            self.process = None
            assert status == 0, f"exit status {status}\n{self.log()[-4000:]}"
            self.check_log()

    def kill(self):
        """kill -9."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def remove(self):
        if self.process is not None:
            self.kill()
        if self.own_data:
            shutil.rmtree(self.data, ignore_errors=True)

    def cli(self, *words, check=True, env=None):
        """A command of the same binary on the same data folder."""
        run = subprocess.run([BINARY, *words, "--data", self.data], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True, check=False, cwd=TOP, env={**self.env, **(env or {})},
                             timeout=120 * PATIENCE)
        if check:
            assert run.returncode == 0, f"{words}: {run.returncode}\n{run.stdout}{run.stderr}"
        return run

    def client(self, name="default"):
        return json.loads(self.cli("client", "show", name, "--json").stdout)

    def new_client(self, name=None, key_options=(), **settings):
        """Adds a client with a key. Returns a Caller with the name in .name."""
        name = name or f"client-{next(_numbers)}"
        settings.setdefault("credit", "100")
        words = [word for flag, value in settings.items() for word in ("--" + flag, str(value))]
        self.cli("client", "add", name, *words)
        caller = Caller(self.port, self.cli("key", "add", "--client", name, *key_options).stdout.strip())
        caller.name = name
        return caller

    def worker_pids(self):
        """Children of the server that are workers."""
        pids = []
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                with open(f"/proc/{entry}/stat", encoding="ascii", errors="replace") as file:
                    parent = int(file.read().rsplit(")", 1)[1].split()[1])
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    command = file.read().split(b"\0")
            except (OSError, IndexError, ValueError):
                continue
            if parent == self.process.pid and b"worker" in command:
                pids.append(int(entry))
        return pids

    def raw(self):
        """A plain socket to the server."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=90 * PATIENCE)


class ServerCase(unittest.TestCase):
    """Tests that share one server; subclasses may set these."""

    engine = "fake"
    workers = 2
    options = ()

    @classmethod
    def setUpClass(cls):
        cls.server = Server(cls.engine, cls.workers, cls.options)
        cls.server.cli("client", "set", "default", "--rpm", "100000", "--concurrency", "1000")

    @classmethod
    def tearDownClass(cls):
        try:
            cls.server.stop()
        finally:
            cls.server.remove()

    def own_server(self, **settings):
        """A server of this test's own, removed after it."""
        server = Server(**settings)
        self.addCleanup(server.remove)
        return server

    def refused(self, reply, status, detail):
        self.assertEqual((reply.status, reply.detail), (status, detail))
        self.common_headers(reply)

    def common_headers(self, reply):
        self.assertTrue(reply.headers.get("x-request-id"), reply.headers)
        self.assertEqual(reply.headers.get("x-api-version"), "2026-04-01")
        self.assertEqual(reply.headers.get("content-type"), "application/json")

    def money(self, name="default"):
        client = self.server.client(name)
        return client["balance_usd"], client["reserved_usd"]


def read_reply(sock):
    """One reply from a plain socket: (status, headers, body), or None when the peer closed first."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = sock.recv(65536)
        if not part:
            return None
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    length = int(headers.get("content-length", "0"))
    while len(body) < length:
        part = sock.recv(65536)
        if not part:
            break
        body += part
    return int(lines[0].split()[1]), headers, body


def png(width=8, height=8, color=(200, 30, 30)):
    """A small picture of one colour."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = (b"\0" + bytes(color) * width) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def ref(data, media_type="image/png"):
    """Inline media, as a request has it."""
    return {"data": base64.b64encode(data).decode(), "media_type": media_type}


def image_size(data):
    """("png" or "jpeg", width, height) of an image's bytes."""
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        assert data[12:16] == b"IHDR" and data[-8:-4] == b"IEND", "not a whole PNG"
        return "png", int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    assert data[:3] == b"\xff\xd8\xff" and data[-2:] == b"\xff\xd9", "neither PNG nor JPEG"
    at = 2
    while True:
        marker, size = data[at + 1], int.from_bytes(data[at + 2:at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return "jpeg", int.from_bytes(data[at + 7:at + 9], "big"), int.from_bytes(data[at + 5:at + 7], "big")
        at += 2 + size
