"""tests/contract/test_slow_peers.py - slowloris: however the drops fall, a connection without a complete request is closed."""
import concurrent.futures
import time

from harness import PATIENCE, ServerCase


class SlowPeers(ServerCase):
    def closed_after(self, first, drop):
        """Seconds until the server closes or answers; sends a drop each second."""
        start = time.monotonic()
        with self.server.raw() as sock:
            sock.sendall(first)
            sock.settimeout(1)
            while time.monotonic() - start < 120 * PATIENCE:
                try:
                    if sock.recv(4096) == b"":
                        break
                except TimeoutError:
                    pass
                except ConnectionError:
                    break
                try:
                    if drop:
                        sock.sendall(drop)
                except ConnectionError:
                    break
            return time.monotonic() - start

    def test_slow_headers_and_stalled_bodies_are_closed(self):
        key = self.server.key
        post = (f"POST /v1/generations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
                "Content-Length: 1000\r\n\r\n{").encode()
        cases = [(b"GET /healthz HTTP/1.1\r\n", b"X-A: b\r\n"), (b"GET /heal", b"t"), (b"", b""), (post, b"")]
        with concurrent.futures.ThreadPoolExecutor(len(cases)) as pool:
            for case, seconds in zip(cases, pool.map(lambda case: self.closed_after(*case), cases)):
                with self.subTest(first=case[0][:20], drop=case[1]):
                    self.assertLess(seconds, 100 * PATIENCE, "the connection was never closed")
