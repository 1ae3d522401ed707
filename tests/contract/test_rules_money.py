"""tests/contract/test_rules_money.py - contract, sections 8 and 12.3: what a job that ended badly costs. Failures are
refunded; budget_exhausted keeps the share of the work that was done."""
from harness import ServerCase


class PartialCharge(ServerCase):
    workers = 1
    price = 40400  # micro-dollars

    def charged(self, prompt):
        client = self.server.new_client(credit="1")
        ended = client.finished(client.accepted({"prompt": prompt})["id"])
        self.assertEqual(ended["state"], "failed")
        balance, reserved = self.money(client.name)
        self.assertEqual(reserved, "0.000000")
        usage = client.request("GET", "/v1/usage").json["data"]
        self.assertEqual([row["cost_usd"] for row in usage], [f"{1 - float(balance):.6f}"])
        return 1000000 - round(float(balance) * 1000000)

    def test_budget_exhausted_keeps_a_share(self):
        charged = self.charged("[delay=300][fail=budget_exhausted]")
        self.assertIn(charged, {self.price * progress // 1000 for progress in range(1, 1000)})

    def test_what_is_left_can_be_spent_to_the_last(self):
        client = self.server.new_client(credit="0.0404")
        client.finished(client.accepted({"prompt": "[delay=300][fail=budget_exhausted]"})["id"])
        self.assertEqual(client.post({"prompt": "a"}).status, 402)
        balance = round(float(self.money(client.name)[0]) * 1000000)
        self.server.cli("client", "credit", client.name, f"{(self.price - balance) / 1000000:.6f}")
        self.assertEqual(client.post({"prompt": "[delay=300]"}).status, 201)
        self.assertEqual(client.post({"prompt": "a"}).status, 402)

    def test_other_failures_keep_nothing(self):
        for code in ("content_moderated", "generation_failed", "output_not_found", "image_too_large", "unsupported_format",
                     "corrupt_input", "invalid_request", "rate_limited"):
            with self.subTest(code=code):
                self.assertEqual(self.charged(f"[delay=50][fail={code}]"), 0)

    def test_the_books_add_up(self):
        server = self.own_server(workers=2)
        client = server.new_client(credit="10", rpm=1000, concurrency=1000)
        prompts = ["a", "[delay=100][fail=budget_exhausted]", "[fail=corrupt_input]", "[delay=60][fail=budget_exhausted]"] * 5
        for made in [client.accepted({"prompt": prompt})["id"] for prompt in prompts]:
            client.finished(made)
        shown = server.client(client.name)
        self.assertEqual(shown["reserved_usd"], "0.000000")
        self.assertLess(float(shown["balance_usd"]), 10 - 5 * 0.0404)
        self.assertGreater(float(shown["balance_usd"]), 10 - 15 * 0.0404)
        server.stop()
        checked = server.cli("doctor", check=False)
        self.assertEqual(checked.returncode, 0, checked)
