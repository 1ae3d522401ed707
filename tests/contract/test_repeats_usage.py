"""tests/contract/test_repeats_usage.py - Idempotency-Key: a repeated request is one job and one charge; GET /v1/usage: what a
client used, per day, model, type and end user."""
import concurrent.futures
import datetime

from harness import ServerCase


class Repeats(ServerCase):
    workers = 1

    def post(self, client, body, key):
        return client.post(body, headers={"Idempotency-Key": key})

    def test_same_key_and_body_give_the_first_answer_once(self):
        client = self.server.new_client(credit="1")
        first = self.post(client, {"prompt": "a"}, "order-1")
        client.finished(first.json["id"])
        again = self.post(client, {"prompt": "a"}, "order-1")
        self.assertEqual((again.status, again.json), (201, first.json))
        self.assertEqual(again.headers["idempotent-replayed"], "true")
        self.assertEqual(self.money(client.name), ("0.959600", "0.000000"))

    def test_a_repeat_takes_nothing_from_the_rate(self):
        client = self.server.new_client(credit="1", rpm=1)
        for _ in range(3):
            self.assertEqual(self.post(client, {"prompt": "a"}, "k").status, 201)
        self.assertEqual(self.post(client, {"prompt": "a"}, "other").status, 429)

    def test_another_body_is_a_conflict(self):
        client = self.server.new_client(credit="1")
        self.assertEqual(self.post(client, {"prompt": "a"}, "k").status, 201)
        self.refused(self.post(client, {"prompt": "b"}, "k"), 409,
                     "Idempotency-Key was used before with another request body")

    def test_keys_belong_to_a_client(self):
        one, two = self.server.new_client(credit="1"), self.server.new_client(credit="1")
        first, second = self.post(one, {"prompt": "a"}, "k"), self.post(two, {"prompt": "a"}, "k")
        self.assertEqual((first.status, second.status), (201, 201))
        self.assertNotEqual(first.json["id"], second.json["id"])

    def test_without_a_key_a_repeat_is_a_second_job(self):
        client = self.server.new_client(credit="1")
        self.assertNotEqual(client.accepted({"prompt": "a"})["id"], client.accepted({"prompt": "a"})["id"])

    def test_a_refused_request_does_not_use_its_key(self):
        client = self.server.new_client(credit="1")
        self.assertEqual(self.post(client, {"prompt": ""}, "k").status, 400)
        self.assertEqual(self.post(client, {"prompt": "a"}, "k").status, 201)

    def test_bad_keys(self):
        client = self.server.new_client(credit="1")
        for key in ("", "x" * 256):
            with self.subTest(size=len(key)):
                self.refused(self.post(client, {"prompt": "a"}, key), 400,
                             "Idempotency-Key must be between 1 and 255 characters")

    def test_at_the_same_time_only_one_is_made(self):
        client = self.server.new_client(credit="10", rpm=1000, concurrency=1000)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(lambda _: self.post(client, {"prompt": "a"}, "race"), range(40)))
        self.assertEqual({reply.status for reply in replies} - {201, 409}, set())
        self.assertEqual(len({reply.json["id"] for reply in replies if reply.status == 201}), 1)
        client.finished(next(reply.json["id"] for reply in replies if reply.status == 201))
        self.assertEqual(self.money(client.name), ("9.959600", "0.000000"))

    def test_a_restart_remembers(self):
        server = self.own_server(workers=0)
        client = server.new_client(credit="1")
        first = self.post(client, {"prompt": "a"}, "k")
        server.kill()
        server.start()
        client.port = server.port
        self.assertEqual(self.post(client, {"prompt": "a"}, "k").json, first.json)


class Usage(ServerCase):
    workers = 1

    def test_sums(self):
        client = self.server.new_client(credit="10", rpm=100)
        for body in ({"prompt": "a", "user_id": "u1"}, {"prompt": "a", "user_id": "u1"}, {"prompt": "a"},
                     {"prompt": "a", "model": "uni-1-max"}, {"prompt": "[fail=rate_limited]", "user_id": "u1"}):
            client.finished(client.accepted(body)["id"])
        reply = client.request("GET", "/v1/usage")
        self.assertEqual(reply.status, 200)
        self.common_headers(reply)
        day = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
        rows = {(row["model"], row["user_id"]): row for row in reply.json["data"]}
        self.assertEqual(rows["uni-1", "u1"], {"date": day, "model": "uni-1", "type": "image", "user_id": "u1",
                                               "submitted": 3, "completed": 2, "failed": 1, "cost_usd": "0.080800"})
        self.assertEqual((rows["uni-1", None]["cost_usd"], rows["uni-1-max", None]["cost_usd"]), ("0.040400", "0.100000"))
        self.assertEqual(len(rows), 3)

    def test_other_clients_and_other_days_are_not_in_it(self):
        client, other = self.server.new_client(credit="1"), self.server.new_client(credit="1")
        client.accepted({"prompt": "a"})
        self.assertEqual(other.request("GET", "/v1/usage").json, {"data": []})
        self.assertEqual(client.request("GET", "/v1/usage?start=2020-01-01&end=2020-12-31").json, {"data": []})

    def test_bad_days(self):
        client = self.server.new_client(credit="1")
        for query in ("start=yesterday", "end=2026-02-30", "start="):
            with self.subTest(query=query):
                self.assertEqual(client.request("GET", "/v1/usage?" + query).status, 400)

    def test_needs_a_key(self):
        client = self.server.new_client(credit="1")
        self.assertEqual(client.request("GET", "/v1/usage", auth=False).status, 401)
