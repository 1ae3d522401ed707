"""tests/contract/test_limits.py - contract, section 11: the rolling minute, concurrent jobs, their headers; limits set by
the operator count at once."""
import concurrent.futures
import time

from harness import ServerCase, wait_for


class Rate(ServerCase):
    def test_headers_count_down(self):
        client = self.server.new_client(rpm=4, concurrency=100)
        for remaining in (3, 2, 1, 0):
            before = int(time.time())
            reply = client.post({"prompt": "a"})
            self.assertEqual(reply.status, 201)
            self.assertEqual(reply.headers["x-ratelimit-limit"], "4")
            self.assertEqual(reply.headers["x-ratelimit-remaining"], str(remaining))
            self.assertIn(int(reply.headers["x-ratelimit-reset"]), range(before + 60, int(time.time()) + 61))
            self.assertNotIn("retry-after", reply.headers)

    def test_refusal_says_when(self):
        client = self.server.new_client(rpm=2)
        first = int(time.time())
        self.assertEqual(client.post({"prompt": "a"}).status, 201)
        self.assertEqual(client.post({"prompt": "a"}).status, 201)
        after = int(time.time())
        reply = client.post({"prompt": "a"})
        self.refused(reply, 429, "Rate limit exceeded")
        self.assertEqual(reply.headers["x-ratelimit-limit"], "2")
        self.assertEqual(reply.headers["x-ratelimit-remaining"], "0")
        reset = int(reply.headers["x-ratelimit-reset"])
        self.assertIn(reset, range(first + 60, after + 62))
        retry = int(reply.headers["retry-after"])
        self.assertIn(retry, range(1, 61))
        self.assertLessEqual(abs(reset - int(time.time()) - retry), 2)

    def test_refused_posts_do_not_push_the_end_away(self):
        client = self.server.new_client(rpm=1)
        client.accepted({"prompt": "a"})
        resets = {client.post({"prompt": "a"}).headers["x-ratelimit-reset"] for _ in range(20)}
        self.assertEqual(len(resets), 1)

    def test_never_one_too_many_from_many_at_once(self):
        client = self.server.new_client(rpm=25, concurrency=1000)
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            statuses = list(pool.map(lambda _: client.post({"prompt": "a"}).status, range(80)))
        self.assertEqual((statuses.count(201), statuses.count(429)), (25, 55))

    def test_keys_of_one_client_share_the_minute(self):
        client = self.server.new_client(rpm=1)
        client.accepted({"prompt": "a"})
        client.key = self.server.cli("key", "add", "--client", client.name).stdout.strip()
        self.assertEqual(client.post({"prompt": "a"}).status, 429)

    def test_polls_are_free(self):
        client = self.server.new_client(rpm=1)
        made = client.accepted({"prompt": "a"})
        for _ in range(50):
            self.assertEqual(client.get(made["id"]).status, 200)

    def test_new_limits_count_at_once(self):
        client = self.server.new_client(rpm=1, concurrency=100)
        client.accepted({"prompt": "a"})
        self.assertEqual(client.post({"prompt": "a"}).status, 429)
        self.server.cli("client", "set", client.name, "--rpm", "3")
        reply = client.post({"prompt": "a"})
        self.assertEqual((reply.status, reply.headers["x-ratelimit-limit"]), (201, "3"))
        self.assertEqual(reply.headers["x-ratelimit-remaining"], "1")
        self.server.cli("client", "set", client.name, "--rpm", "1")
        self.assertEqual(client.post({"prompt": "a"}).status, 429)


class Concurrency(ServerCase):

    def test_slots_are_taken_and_given_back(self):
        server = self.own_server(workers=0)  # nothing is worked on until the restart
        client = server.new_client(concurrency=2, rpm=1000)
        first = client.accepted({"prompt": "a"})
        client.accepted({"prompt": "[fail=generation_failed]"})
        reply = client.post({"prompt": "a"})
        self.refused(reply, 429, "Too many concurrent jobs")
        self.assertEqual(reply.headers["retry-after"], "60")
        self.assertNotIn("x-ratelimit-limit", reply.headers)
        server.stop()
        server.start()
        self.refused(client.post({"prompt": "a"}), 429, "Too many concurrent jobs")
        server.stop()
        server.workers = 1
        server.start()
        client.finished(first["id"])
        wait_for(lambda: client.post({"prompt": "a"}).status == 201)

    def test_a_slot_opens_without_a_poll(self):
        client = self.server.new_client(concurrency=1, rpm=100000)
        client.accepted({"prompt": "[fail=corrupt_input][delay=200]"})
        wait_for(lambda: client.post({"prompt": "a"}).status == 201)

    def test_never_one_too_many_from_many_at_once(self):
        server = self.own_server(workers=0)
        client = server.new_client(concurrency=7, rpm=1000)
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            statuses = list(pool.map(lambda _: client.post({"prompt": "a"}).status, range(40)))
        self.assertEqual((statuses.count(201), statuses.count(429)), (7, 33))
        server.cli("client", "set", client.name, "--concurrency", "8")
        self.assertEqual(client.post({"prompt": "a"}).status, 201)


class Defaults(ServerCase):
    """What a new client gets: 30 in a minute, 10 at a time."""

    workers = 0

    def test_defaults(self):
        self.server.cli("client", "add", "plain", "--credit", "10")
        shown = self.server.client("plain")
        self.assertEqual((shown["rpm"], shown["concurrency"], shown["state"], shown["hdr"]), (30, 10, "active", False))
        self.assertEqual((shown["balance_usd"], shown["reserved_usd"]), ("10.000000", "0.000000"))
        client = self.server.new_client(name="third")
        statuses = [client.post({"prompt": "a"}) for _ in range(11)]
        self.assertEqual([reply.status for reply in statuses], [201] * 10 + [429])
        self.assertEqual(statuses[-1].detail, "Too many concurrent jobs")
        self.server.cli("client", "set", "third", "--concurrency", "1000")
        rest = [client.post({"prompt": "a"}).status for _ in range(40)]
        self.assertIn(rest.count(201), (19, 20))
        self.assertEqual(rest[-1], 429)
