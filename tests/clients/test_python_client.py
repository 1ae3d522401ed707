"""tests/clients/test_python_client.py - the official Python client (tests/requirements.txt) through its quickstart, its
typed errors and its retries, against the real server."""
import os
import time
import urllib.request

import luma_agents
from harness import PATIENCE, ServerCase, image_size

PROMPT = "A glass of iced coffee on a marble countertop, morning light streaming through a window"


class Official(ServerCase):
    """Everything but the picture itself needs no real engine."""

    def luma(self, key=None, **more):
        more.setdefault("max_retries", 0)
        return luma_agents.Luma(auth_token=key or self.server.key, base_url=f"http://127.0.0.1:{self.server.port}/v1",
                                timeout=60 * PATIENCE, **more)

    def test_submit_and_poll(self):
        client = self.luma()
        made = client.generations.create(prompt=PROMPT)
        self.assertEqual((made.state, made.model, made.type, made.output), ("queued", "uni-1", "image", []))
        self.assertIsNone(made.failure_code)
        self.assertTrue(str(made.created_at))
        deadline = time.monotonic() + 60 * PATIENCE
        while made.state not in ("completed", "failed") and time.monotonic() < deadline:
            made = client.generations.get(made.id)
        self.assertEqual(made.state, "completed")
        self.assertEqual(made.output[0].type, "image")

    def test_every_parameter(self):
        made = self.luma().generations.create(prompt=PROMPT, type="image", model="uni-1-max", aspect_ratio="16:9",
                                              style="auto", output_format="jpeg", web_search=False, user_id="user-1")
        self.assertEqual(made.model, "uni-1-max")

    def test_base_url_with_and_without_a_slash(self):
        for end in ("", "/"):
            client = luma_agents.Luma(auth_token=self.server.key, max_retries=0,
                                      base_url=f"http://127.0.0.1:{self.server.port}/v1{end}")
            self.assertEqual(client.generations.create(prompt="a").state, "queued")

    def test_environment(self):
        os.environ["LUMA_AGENTS_API_KEY"] = self.server.key
        os.environ["LUMA_BASE_URL"] = f"http://127.0.0.1:{self.server.port}/v1"
        try:
            made = luma_agents.Luma().generations.create(prompt="a")
        finally:
            del os.environ["LUMA_AGENTS_API_KEY"], os.environ["LUMA_BASE_URL"]
        self.assertEqual(made.state, "queued")

    def test_typed_errors(self):
        client = self.luma()
        table = [
            (luma_agents.BadRequestError, lambda: client.generations.create(prompt="a", model="nope"),
             "Unknown model: nope"),
            (luma_agents.AuthenticationError, lambda: self.luma("luma-api-nope").generations.create(prompt="a"),
             "Invalid API key"),
            (luma_agents.NotFoundError, lambda: client.generations.get("d290f1ee-6c54-4b01-90e6-d701748f0851"),
             "Generation not found"),
        ]
        for kind, call, detail in table:
            with self.subTest(kind=kind.__name__):
                with self.assertRaises(kind) as caught:
                    call()
                self.assertEqual(caught.exception.body["detail"], detail)
                self.assertTrue(caught.exception.response.headers["x-request-id"])
        with self.assertRaises(luma_agents.UnprocessableEntityError) as caught:
            client.generations.create(prompt=7)
        self.assertIsInstance(caught.exception.body["detail"], list)
        with self.assertRaises(luma_agents.UnprocessableEntityError):
            client.generations.create(prompt="a", style="oil")

    def test_suspended(self):
        caller = self.server.new_client()
        self.server.cli("client", "set", caller.name, "--state", "suspended")
        with self.assertRaises(luma_agents.PermissionDeniedError):
            self.luma(caller.key).generations.create(prompt="a")

    def test_out_of_money(self):
        caller = self.server.new_client(credit="0")
        with self.assertRaises(luma_agents.APIStatusError) as caught:
            self.luma(caller.key).generations.create(prompt="a")
        self.assertEqual(caught.exception.status_code, 402)

    def test_rate_limit_error_says_when(self):
        caller = self.server.new_client(rpm=1)
        client = self.luma(caller.key)
        client.generations.create(prompt="a")
        with self.assertRaises(luma_agents.RateLimitError) as caught:
            client.generations.create(prompt="a")
        self.assertIn(int(caught.exception.response.headers["retry-after"]), range(1, 61))

    def test_a_body_too_big_is_an_error_not_a_lost_connection(self):
        with self.assertRaises(luma_agents.BadRequestError) as caught:
            self.luma().generations.create(prompt="x" * (3 << 20))
        self.assertEqual(caught.exception.body["detail"], "Prompt must be between 1 and 6000 characters")
        with self.assertRaises(luma_agents.APIStatusError) as caught:
            self.luma().generations.create(prompt="a", extra_body={"more": [0] * 1000000})
        self.assertEqual(caught.exception.status_code, 413)

    def test_raw_response_headers(self):
        reply = self.luma().generations.with_raw_response.create(prompt="a", extra_headers={"X-Request-Id": "mine"})
        self.assertEqual(reply.headers["x-request-id"], "mine")
        self.assertEqual(reply.headers["x-api-version"], "2026-04-01")
        self.assertEqual(reply.status_code, 201)


class Quickstart(ServerCase):
    """The documented first steps, with the built-in engine: a picture comes out."""

    engine = "multiplane"

    def test_quickstart(self):
        os.environ["LUMA_AGENTS_API_KEY"] = self.server.key
        os.environ["LUMA_BASE_URL"] = f"http://127.0.0.1:{self.server.port}/v1"
        self.addCleanup(os.environ.pop, "LUMA_AGENTS_API_KEY")
        self.addCleanup(os.environ.pop, "LUMA_BASE_URL")
        client = luma_agents.Luma()
        generation = client.generations.create(prompt=PROMPT, aspect_ratio="16:9")
        deadline = time.monotonic() + 120 * PATIENCE
        while generation.state not in ("completed", "failed") and time.monotonic() < deadline:
            time.sleep(0.1)
            generation = client.generations.get(generation.id)
        self.assertEqual(generation.state, "completed")
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(generation.output[0].url) as reply:
            kind, width, height = image_size(reply.read())
        self.assertIn(kind, ("png", "jpeg"))
        self.assertEqual((width, height), (2048, 1152))
