"""tests/contract/test_money.py - contract, section 12: prices, reserve at submit, capture at the end, refund of failures."""
import concurrent.futures

from harness import PRICE, ServerCase, wait_for


class Money(ServerCase):
    workers = 1

    def test_price_is_reserved_then_charged(self):
        server = self.own_server(workers=0)  # nothing is worked on until the restart
        made = {}
        for model, price in PRICE.items():
            client = server.new_client(credit="1")
            made[model] = client, client.accepted({"prompt": "a", "model": model})["id"]
            self.assertEqual(self.money_at(server, client), ("1.000000", price))
        server.stop()
        server.workers = 1
        server.start()
        for model, price in PRICE.items():
            client, generation = made[model]
            self.assertEqual(client.finished(generation)["state"], "completed")
            self.assertEqual(self.money_at(server, client), (f"{1 - float(price):.6f}", "0.000000"))

    def money_at(self, server, client):
        shown = server.client(client.name)
        return shown["balance_usd"], shown["reserved_usd"]

    def test_failures_are_refunded(self):
        for code in ("content_moderated", "generation_failed", "output_not_found", "rate_limited"):
            with self.subTest(code=code):
                client = self.server.new_client(credit="1")
                client.finished(client.accepted({"prompt": f"[fail={code}]"})["id"])
                self.assertEqual(self.money(client.name), ("1.000000", "0.000000"))

    def test_a_crash_is_refunded_after_three(self):
        client = self.server.new_client(credit="1")
        ended = client.finished(client.accepted({"prompt": "[crash]"})["id"])
        self.assertEqual((ended["state"], ended["failure_code"], ended["failure_reason"]),
                         ("failed", "generation_failed", "Generation failed"))
        self.assertEqual(self.money(client.name), ("1.000000", "0.000000"))

    def test_a_crash_twice_is_charged_once(self):
        client = self.server.new_client(credit="1")
        ended = client.finished(client.accepted({"prompt": "[crash=2]"})["id"])
        self.assertEqual(ended["state"], "completed")
        self.assertEqual(self.money(client.name), ("0.959600", "0.000000"))

    def test_balance_covers_what_is_reserved(self):
        server = self.own_server(workers=0)
        client = server.new_client(credit="0.1", concurrency=100)
        statuses = [client.post({"prompt": "a"}).status for _ in range(4)]
        self.assertEqual(statuses, [201, 201, 402, 402])
        self.assertEqual(self.money_at(server, client), ("0.100000", "0.080800"))

    def test_exactly_enough(self):
        client = self.server.new_client(credit="0.0404")
        client.finished(client.accepted({"prompt": "a"})["id"])
        self.assertEqual(self.money(client.name), ("0.000000", "0.000000"))
        self.refused(client.post({"prompt": "a"}), 402, "Insufficient balance. Please add funds to continue.")
        self.server.cli("client", "credit", client.name, "0.0403")
        self.assertEqual(client.post({"prompt": "a"}).status, 402)
        self.server.cli("client", "credit", client.name, "0.0001")
        self.assertEqual(client.post({"prompt": "a"}).status, 201)

    def test_never_overdrawn_by_many_at_once(self):
        client = self.server.new_client(credit="0.4040", rpm=1000, concurrency=1000)
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            replies = list(pool.map(lambda _: client.post({"prompt": "a"}), range(60)))
        good = [reply.json["id"] for reply in replies if reply.status == 201]
        self.assertEqual(len(good), 10)
        self.assertEqual({reply.status for reply in replies}, {201, 402})
        for generation in good:
            client.finished(generation)
        self.assertEqual(self.money(client.name), ("0.000000", "0.000000"))

    def test_refused_requests_hold_nothing(self):
        client = self.server.new_client(credit="1", concurrency=1)
        for body in ({}, {"prompt": ""}, {"prompt": "a", "model": "nope"}, {"prompt": "a", "aspect_ratio": "4:3"}):
            client.post(body)
        self.assertEqual(self.money(client.name), ("1.000000", "0.000000"))
        self.assertEqual(client.post({"prompt": "a"}).status, 201)

    def test_credit_by_hand(self):
        client = self.server.new_client(credit="5")
        self.server.cli("client", "credit", client.name, "2.5")
        self.assertEqual(self.money(client.name), ("7.500000", "0.000000"))
        self.server.cli("client", "set", client.name, "--credit", "-7.5")
        self.assertEqual(self.money(client.name), ("0.000000", "0.000000"))
        refused = self.server.cli("client", "credit", client.name, "-1", check=False)
        self.assertNotEqual(refused.returncode, 0)
        self.assertTrue(refused.stderr.strip())
        self.assertEqual(self.money(client.name), ("0.000000", "0.000000"))


class Books(ServerCase):
    """After a mixture of everything the ledger is the balance."""

    def test_doctor_agrees(self):
        server = self.own_server()
        client = server.new_client(credit="1", rpm=1000, concurrency=1000)
        prompts = ["a", "[fail=content_moderated]", "[crash=1]", "[delay=50]", "[fail=corrupt_input][delay=30]"] * 4
        made = [client.accepted({"prompt": prompt})["id"] for prompt in prompts]
        states = [client.finished(generation)["state"] for generation in made]
        self.assertEqual((states.count("completed"), states.count("failed")), (12, 8))
        wait_for(lambda: server.client(client.name)["reserved_usd"] == "0.000000")
        self.assertEqual(server.client(client.name)["balance_usd"], f"{1 - 12 * 0.0404:.6f}")
        running = server.cli("doctor", check=False)
        self.assertEqual(running.returncode, 7, running)
        self.assertTrue(running.stderr.strip())
        server.stop()
        stopped = server.cli("doctor", check=False)
        self.assertEqual(stopped.returncode, 0, stopped)
