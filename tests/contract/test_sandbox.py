"""tests/contract/test_sandbox.py - docs/sandbox.md: forced outcomes, moved time, and that nothing of it is charged."""
import os
import re

from harness import TOP, ServerCase, wait_for

FAILURES = {"content_moderated", "generation_failed", "budget_exhausted", "output_not_found", "image_too_large",
            "unsupported_format", "corrupt_input", "invalid_request", "rate_limited"}


def simulate(text):
    return {"X-Candela-Simulate": text}


class Sandbox(ServerCase):
    def setUp(self):
        self.caller = self.server.new_client(key_options=["--sandbox"], rpm=50, concurrency=20, credit=0)

    def start(self, directives, body=None):
        reply = self.caller.post(body or {"prompt": "a"}, headers=simulate(directives))
        self.assertEqual(reply.status, 201, reply)
        return reply.json["id"]

    def document(self, heading):
        """Rows of the table of docs/sandbox.md under a heading: {first column: second}."""
        with open(os.path.join(TOP, "docs/sandbox.md"), encoding="utf-8") as file:
            part = file.read().split(heading, 1)[1].split("\n#", 1)[0]
        return dict(re.findall(r"^\| `([^`=]+)` \| (.+?) (?:\(with .+?\) )?\| ", part, re.M))

    def test_every_failure_code(self):
        reasons = self.document("### Every failure code")
        self.assertEqual(set(reasons), FAILURES)
        jobs = {code: self.start(f"failure_code={code}") for code in reasons}
        for code, generation in jobs.items():
            end = self.caller.finished(generation)
            self.assertEqual((end["state"], end["failure_code"], end["failure_reason"], end["output"]),
                             ("failed", code, reasons[code], []))

    def test_every_status(self):
        details = self.document("### Every status")
        self.assertEqual(len(details), 12)
        generation = self.start("expired_url")
        for value, detail in details.items():
            for reply in (self.caller.post({"prompt": "a"}, headers=simulate("status=" + value)),
                          self.caller.get(generation, headers=simulate("status=" + value)),
                          self.caller.request("GET", "/v1/files", headers=simulate("status=" + value))):
                self.refused(reply, int(value[:3]), detail)
                self.assertEqual(reply.headers.get("retry-after"), {"429": "1", "429-jobs": "60"}.get(value))
                self.assertEqual("x-ratelimit-limit" in reply.headers, value == "429")

    def test_a_plain_job_costs_nothing(self):
        end = self.caller.finished(self.start("delay=100ms"))
        self.assertEqual(end["state"], "completed")
        self.assertEqual(self.caller.fetch(end["output"][0]["url"]).status, 200)
        self.assertEqual(self.money(self.caller.name), ("0.000000", "0.000000"))
        self.assertEqual(self.caller.request("GET", "/v1/usage").json["data"], [])

    def test_hold_and_clock(self):
        generation = self.start("hold=600s")
        self.assertEqual(self.caller.get(generation).json["state"], "queued")
        self.caller.finished(self.start("delay=1ms"))  # others pass it
        self.assertEqual(self.caller.get(generation).json["state"], "queued")
        self.advance(600)
        self.assertEqual(self.caller.finished(generation)["state"], "completed")

    def test_delay(self):
        generation = self.start("delay=1500ms")
        wait_for(lambda: self.caller.get(generation).json["state"] == "processing")
        self.assertEqual(self.caller.finished(generation)["state"], "completed")

    def test_expired_url(self):
        end = self.caller.finished(self.start("expired_url"))
        self.refused_link(end["output"][0]["url"])

    def refused_link(self, url):
        reply = self.caller.fetch(url)
        self.assertEqual((reply.status, reply.detail), (403, "The link has expired"))

    def advance(self, seconds):
        before = self.caller.request("GET", "/sandbox/clock").json["ahead_s"]
        reply = self.caller.request("POST", "/sandbox/clock", {"advance_s": seconds})
        self.assertEqual((reply.status, reply.json["ahead_s"]), (200, before + seconds), reply)

    def test_links_end_in_sandbox_time(self):
        generation = self.start("delay=1ms")
        old = self.caller.finished(generation)["output"][0]["url"]
        self.assertEqual(self.caller.fetch(old).status, 200)
        self.advance(3599)
        self.assertEqual(self.caller.fetch(old).status, 200)
        self.advance(2)
        self.refused_link(old)
        self.assertEqual(self.caller.fetch(self.caller.get(generation).json["output"][0]["url"]).status, 200)

    def test_jobs_end_after_an_hour_of_it(self):
        generation = self.start("hold=3600s")
        live = self.server.new_client()
        waiting = live.accepted({"prompt": "[delay=200]"})["id"]
        self.advance(3590)
        self.assertEqual(self.caller.get(generation).json["state"], "queued")
        self.advance(4000)
        self.assertEqual(self.caller.get(generation).json["failure_code"], "generation_failed")
        self.assertEqual(live.finished(waiting)["state"], "completed")

    def test_the_rate_window_moves(self):
        caller = self.server.new_client(key_options=["--sandbox"], rpm=2)
        statuses = [caller.post({"prompt": "a"}).status for _ in range(3)]
        self.assertEqual(statuses, [201, 201, 429])
        self.assertEqual(caller.request("POST", "/sandbox/clock", {"advance_s": 61}).status, 200)
        self.assertEqual(caller.post({"prompt": "a"}).status, 201)

    def test_limits_are_apart(self):
        sandbox = self.server.new_client(name="both", key_options=["--sandbox"], rpm=1)
        live = type(sandbox)(sandbox.port, self.server.cli("key", "add", "--client", "both").stdout.strip())
        self.assertEqual([sandbox.post({"prompt": "a"}).status for _ in range(2)], [201, 429])
        self.assertEqual([live.post({"prompt": "a"}).status for _ in range(2)], [201, 429])

    def test_only_for_sandbox_keys(self):
        live = self.server.new_client()
        self.refused(live.post({"prompt": "a"}, headers=simulate("failure_code=generation_failed")), 400,
                     "X-Candela-Simulate needs a sandbox key (candela key add --sandbox)")
        for method, body in (("GET", None), ("POST", {"advance_s": 5})):
            reply = live.request(method, "/sandbox/clock", body)
            self.assertEqual((reply.status, reply.detail),
                             (403, "Only a sandbox key may do this (candela key add --sandbox)"))

    def test_refuses_what_it_does_not_know(self):
        for text in ("nonsense", "failure_code=", "failure_code=x", "hold=3", "hold=4000s", "delay=-1s", "status=200",
                     "expired_url=1", "hold=30s,what"):
            with self.subTest(text=text):
                self.assertEqual(self.caller.post({"prompt": "a"}, headers=simulate(text)).status, 400)
        for body in ({}, {"advance_s": -1}, {"advance_s": 1.5}, {"advance_s": "9"}, {"advance_s": 10 ** 12}):
            with self.subTest(body=body):
                self.assertEqual(self.caller.request("POST", "/sandbox/clock", body).status, 400)

    def test_time_stays_moved(self):
        server = self.own_server()
        caller = server.new_client(key_options=["--sandbox"])
        caller.request("POST", "/sandbox/clock", {"advance_s": 86400})
        generation = caller.accepted({"prompt": "a"})
        server.stop()
        server.start()
        self.assertEqual(caller.request("GET", "/sandbox/clock").json["ahead_s"], 86400)
        self.assertEqual(caller.finished(generation["id"])["created_at"], generation["created_at"])


class Ceiling(ServerCase):
    options = ("--request-ceiling", "40")

    def test_over_all_requests(self):
        caller = self.server.new_client()
        replies = [caller.request("GET", "/v1/usage") for _ in range(85)]  # over a minute's end at most once
        refused = [reply for reply in replies if reply.status == 429]
        self.assertTrue(refused)
        self.assertGreaterEqual([reply.status for reply in replies].count(200), 40)
        for reply in refused:
            self.refused(reply, 429, "Rate limit exceeded")
            self.assertTrue(1 <= int(reply.headers["retry-after"]) <= 60)
            self.assertNotIn("x-ratelimit-limit", reply.headers)
        self.assertEqual(self.server.new_client().request("GET", "/v1/usage").status, 200)
