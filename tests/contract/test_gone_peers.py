"""tests/contract/test_gone_peers.py - clients that close in the middle of a request cost nothing for long: their connections
are given back well before any timeout, and the server still stops at once."""
import os
import socket

from harness import ServerCase, wait_for

ABANDONED = 60
STARTS = {
    "headers": b"GET /heal",
    "body": b'POST /v1/generations HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{"prompt"',
    "chunk": b'POST /v1/generations HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{"prompt"',
    "nothing": b"",
}


class GonePeers(ServerCase):
    workers = 0

    def descriptors(self, server):
        return len(os.listdir(f"/proc/{server.process.pid}/fd"))

    def test_abandoned_requests_are_given_back(self):
        server = self.own_server(workers=0)
        server.new_client().request("GET", "/v1/usage")  # opens what is opened once
        before = self.descriptors(server)
        for name, start in STARTS.items():
            with self.subTest(name=name):
                for _ in range(ABANDONED):
                    with socket.create_connection(("127.0.0.1", server.port)) as peer:
                        peer.sendall(start)
                wait_for(lambda: self.descriptors(server) <= before + 2, seconds=10)

    def test_a_client_that_only_stopped_sending_is_answered(self):
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as peer:
            peer.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            peer.shutdown(socket.SHUT_WR)
            self.assertTrue(peer.recv(1000).startswith(b"HTTP/1.1 200 "))
