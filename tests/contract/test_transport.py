"""tests/contract/test_transport.py - what a hostile or broken peer sends: malformed HTTP, bodies that are too big, half-closed
connections, pipelines. The server answers or closes, and goes on serving others."""
import socket

from harness import ServerCase, read_reply


class Transport(ServerCase):
    def tearDown(self):
        self.assertEqual(self.server.request("GET", "/healthz", auth=False).status, 200)
        self.assertIsNone(self.server.process.poll())

    def head(self, method="POST", path="/v1/generations", **headers):
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Authorization: Bearer " + self.server.key]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def send(self, data, close_write=False):
        """The reply to raw bytes, or None when the server closed the connection."""
        with self.server.raw() as sock:
            try:
                sock.sendall(data)
                if close_write:
                    sock.shutdown(socket.SHUT_WR)
                return read_reply(sock)
            except OSError:  # closed or reset before we were done
                return None

    def test_malformed_requests(self):
        for data in (b"\r\n\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00\x01\x02\x03\r\n\r\n",
                     b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100, b"GET / HTTP/1.1\r\nHost\r\n\r\n",
                     b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20000 + b"\r\n",
                     b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
                     b"POST /v1/generations HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nhello",
                     b"POST /v1/generations HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\nhello",
                     b"POST /v1/generations HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n"):
            with self.subTest(data=data[:40]):
                reply = self.send(data, close_write=True)
                if reply is not None:
                    self.assertIn(reply[0], range(400, 506))

    def test_both_lengths_are_not_smuggled(self):
        inner = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        data = self.head(Content_Length=len(inner) + 5, Transfer_Encoding="chunked") + b"0\r\n\r\n" + inner
        with self.server.raw() as sock:
            sock.sendall(data)
            sock.shutdown(socket.SHUT_WR)
            first = read_reply(sock)
            if first is not None:
                self.assertIn(first[0], (400, 422))
                second = read_reply(sock)
                self.assertTrue(second is None or second[0] in (200, 400))

    def test_body_too_big(self):
        for size in (2 ** 20 + 1, 6 * 2 ** 20):
            reply = self.send(self.head(Content_Length=size) + b"x" * size)
            self.assertEqual(reply[0], 413)
            self.assertIn(b"detail", reply[2])
            self.assertTrue(reply[1].get("x-request-id"))

    def test_an_absurd_length_is_refused_before_the_body(self):
        reply = self.send(self.head(Content_Length=2 ** 62))
        self.assertEqual(reply[0], 413)

    def test_body_too_big_in_chunks(self):
        chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        reply = self.send(self.head(Transfer_Encoding="chunked") + chunk * 40 + b"0\r\n\r\n")
        if reply is not None:
            self.assertEqual(reply[0], 413)

    def test_chunked_body_is_fine(self):
        body = b'{"prompt":"in chunks"}'
        data = b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + 5]), body[i:i + 5]) for i in range(0, len(body), 5))
        self.assertEqual(self.send(self.head(Transfer_Encoding="chunked") + data + b"0\r\n\r\n")[0], 201)

    def test_body_in_single_bytes(self):
        body = b'{"prompt":"drop by drop"}'
        with self.server.raw() as sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in self.head(Content_Length=len(body)) + body:
                sock.sendall(bytes([byte]))
            self.assertEqual(read_reply(sock)[0], 201)

    def test_half_closed_peer_gets_its_reply(self):
        body = b'{"prompt":"a"}'
        self.assertEqual(self.send(self.head(Content_Length=len(body)) + body, close_write=True)[0], 201)

    def test_peers_that_leave(self):
        body = b'{"prompt":"a"}'
        whole = self.head(Content_Length=len(body)) + body
        for cut in (1, 20, len(whole) - len(body), len(whole) - 1, len(whole)):
            for _ in range(20):
                with self.server.raw() as sock:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")  # RST at close
                    sock.sendall(whole[:cut])

    def test_pipeline(self):
        get = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        body = b'{"prompt":"a"}'
        post = self.head(Content_Length=len(body)) + body
        with self.server.raw() as sock:
            sock.sendall(get + post + get + post)
            data, count = b"", 0
            while count < 4:
                part = sock.recv(65536)
                self.assertTrue(part, data)
                data += part
                count = data.count(b"HTTP/1.1 ")
        self.assertEqual([line.split()[1] for line in data.split(b"HTTP/1.1")[1:] for line in [b"x" + line]],
                         [b"200", b"201", b"200", b"201"])

    def test_keep_alive_after_errors(self):
        bad = b"{"
        with self.server.raw() as sock:
            for _ in range(5):
                sock.sendall(self.head(Content_Length=len(bad)) + bad)
                self.assertEqual(read_reply(sock)[0], 422)
            sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertEqual(read_reply(sock)[0], 200)

    def test_expect_100_continue(self):
        body = b'{"prompt":"a"}'
        with self.server.raw() as sock:
            sock.sendall(self.head(Content_Length=len(body), Expect="100-continue"))
            self.assertTrue(sock.recv(65536).startswith(b"HTTP/1.1 100"))
            sock.sendall(body)
            self.assertEqual(read_reply(sock)[0], 201)

    def test_http_1_0(self):
        reply = self.send(b"GET /healthz HTTP/1.0\r\n\r\n")
        self.assertEqual(reply[0], 200)

    def test_control_characters_in_a_request_id(self):
        reply = self.send(self.head("GET", "/v1/generations/x", X_Request_Id="a\tb\x01c"))
        if reply is not None:
            self.assertNotIn("\x01", "".join(reply[1].values()))

    def test_many_idle_connections_do_not_block_others(self):
        idle = [self.server.raw() for _ in range(200)]
        try:
            for _ in range(10):
                self.assertEqual(self.server.post({"prompt": "a"}).status, 201)
        finally:
            for sock in idle:
                sock.close()
