"""tests/contract/test_generations.py - contract, sections 2, 4, 5, 7 and 9: what is accepted, what is refused with which
words, and in which order."""
import re
import time
import uuid
from datetime import datetime, timezone

from harness import KEYS, ServerCase

NOBODY = "d290f1ee-6c54-4b01-90e6-d701748f0851"
RATE_HEADERS = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "retry-after")


class Shape(ServerCase):
    def test_created(self):
        before = int(time.time())
        reply = self.server.post({"prompt": "a glass"})
        self.assertEqual(reply.status, 201)
        self.common_headers(reply)
        made = reply.json
        self.assertEqual(list(made), KEYS)
        self.assertEqual(str(uuid.UUID(made["id"])), made["id"])
        self.assertEqual(uuid.UUID(made["id"]).version, 4)
        self.assertEqual((made["type"], made["state"], made["model"], made["output"]),
                         ("image", "queued", "uni-1", []))
        self.assertIsNone(made["failure_reason"])
        self.assertIsNone(made["failure_code"])
        self.assertRegex(made["created_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        created = datetime.strptime(made["created_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
        self.assertGreaterEqual(created.timestamp(), before)
        self.assertLessEqual(created.timestamp(), time.time())

    def test_completed_and_failed(self):
        done = self.server.finished(self.server.accepted({"prompt": "a"})["id"])
        self.assertEqual(list(done), KEYS)
        self.assertEqual(done["state"], "completed")
        self.assertEqual([sorted(item) for item in done["output"]], [["type", "url"]])
        self.assertEqual(done["output"][0]["type"], "image")
        self.assertIsNone(done["failure_code"])
        failed = self.server.finished(self.server.accepted({"prompt": "[fail=content_moderated]"})["id"])
        self.assertEqual(list(failed), KEYS)
        self.assertEqual((failed["state"], failed["output"], failed["failure_code"]),
                         ("failed", [], "content_moderated"))

    def test_every_failure_code(self):
        client = self.server.new_client(concurrency=100, rpm=1000)
        reasons = {
            "content_moderated": "Generation output was flagged by our content moderation system.",
            "generation_failed": "Generation failed",
            "budget_exhausted": "Insufficient balance to complete this generation.",
            "output_not_found": "Output artifacts not found",
            "image_too_large": None, "unsupported_format": None, "corrupt_input": None,
            "invalid_request": None, "rate_limited": None,
        }
        made = {code: client.accepted({"prompt": f"[fail={code}]"})["id"] for code in reasons}
        for code, reason in reasons.items():
            with self.subTest(code=code):
                ended = client.finished(made[code])
                self.assertEqual((ended["state"], ended["failure_code"]), ("failed", code))
                self.assertTrue(ended["failure_reason"])
                if reason:
                    self.assertEqual(ended["failure_reason"], reason)

    def test_states_in_between(self):
        client = self.server.new_client()
        made = client.accepted({"prompt": "[delay=2500]"})
        seen = set()
        while not seen & {"completed", "failed"}:
            reply = client.get(made["id"])
            self.assertEqual(reply.status, 200)
            seen.add(reply.json["state"])
        self.assertIn("processing", seen)
        self.assertLessEqual(seen, {"queued", "processing", "completed"})

    def test_max_model_is_echoed(self):
        made = self.server.accepted({"prompt": "a", "model": "uni-1-max", "type": "image"})
        self.assertEqual((made["model"], made["type"]), ("uni-1-max", "image"))

    def test_nothing_private_is_echoed(self):
        reply = self.server.post({"prompt": "a secret prompt", "user_id": "a secret user"})
        self.assertEqual(reply.status, 201)
        self.assertNotIn(b"secret", reply.body)
        self.server.finished(reply.json["id"])
        self.assertNotIn("secret", self.server.log())

    def test_repeated_post_is_a_second_job(self):
        body = {"prompt": "the same"}
        self.assertNotEqual(self.server.accepted(body)["id"], self.server.accepted(body)["id"])


class Headers(ServerCase):
    def replies(self, headers):
        """One reply of each kind the API gives."""
        server = self.server
        made = server.accepted({"prompt": "a"})
        yield 201, server.post({"prompt": "a"}, headers=headers)
        yield 200, server.get(made["id"], headers=headers)
        yield 400, server.post({"prompt": ""}, headers=headers)
        yield 401, server.post({"prompt": "a"}, headers=headers, auth=False)
        yield 404, server.get(NOBODY, headers=headers)
        yield 404, server.request("GET", "/v1/nothing", headers=headers)
        yield 405, server.request("DELETE", "/v1/generations", headers=headers)
        yield 413, server.request("POST", "/v1/generations", b"x" * (2 << 20), headers=headers)
        yield 422, server.post(b"{", headers=headers)

    def test_request_id_is_echoed_byte_for_byte(self):
        for sent in ("myapp-user42-batch7-req003", "x", "A b=c;d,\"e\"/~", "z" * 200):
            for status, reply in self.replies({"X-Request-Id": sent}):
                with self.subTest(sent=sent[:30], status=status):
                    self.assertEqual(reply.status, status)
                    self.assertEqual(reply.headers["x-request-id"], sent)

    def test_request_id_is_new_otherwise(self):
        seen = set()
        for status, reply in self.replies({}):
            with self.subTest(status=status):
                self.assertEqual(str(uuid.UUID(reply.headers["x-request-id"])), reply.headers["x-request-id"])
                seen.add(reply.headers["x-request-id"])
        self.assertEqual(len(seen), 9)

    def test_version_and_type_on_every_reply(self):
        for status, reply in self.replies({}):
            with self.subTest(status=status):
                self.assertEqual(reply.headers["x-api-version"], "2026-04-01")
                self.assertEqual(reply.headers["content-type"], "application/json")

    def test_rate_headers_only_on_201(self):
        for status, reply in self.replies({}):
            present = [name for name in RATE_HEADERS if name in reply.headers]
            with self.subTest(status=status):
                self.assertEqual(present, list(RATE_HEADERS[:3]) if status == 201 else [])


class Rules(ServerCase):
    """The exact texts of section 5."""

    def test_refusals(self):
        ratios = "1:1, 1:2, 1:3, 16:9, 2:1, 2:3, 3:1, 3:2, 9:16"
        table = [
            ({"prompt": "a", "model": "super-model-v9"}, "Unknown model: super-model-v9"),
            ({"prompt": "a", "model": "ray-3.14"}, "Unknown model: ray-3.14"),
            ({"prompt": "a", "model": ""}, "Unknown model: "),
            ({"prompt": "a", "model": "UNI-1"}, "Unknown model: UNI-1"),
            ({"prompt": "a", "type": "video"}, "Type 'video' is not supported for model 'uni-1'"),
            ({"prompt": "a", "type": "video_edit", "model": "uni-1-max"},
             "Type 'video_edit' is not supported for model 'uni-1-max'"),
            ({"prompt": "a", "type": "video_reframe"}, "Type 'video_reframe' is not supported for model 'uni-1'"),
            ({"prompt": "a", "aspect_ratio": "4:3"}, f"Invalid aspect_ratio '4:3'. Valid: {ratios}"),
            ({"prompt": "a", "aspect_ratio": "21:9", "model": "uni-1-max"},
             f"Invalid aspect_ratio '21:9'. Valid: {ratios}"),
            ({"prompt": "a", "aspect_ratio": "huge"}, f"Invalid aspect_ratio 'huge'. Valid: {ratios}"),
            ({"prompt": "a", "aspect_ratio": ""}, f"Invalid aspect_ratio ''. Valid: {ratios}"),
            ({"prompt": ""}, "Prompt must be between 1 and 6000 characters"),
            ({"prompt": "x" * 6001}, "Prompt must be between 1 and 6000 characters"),
            ({"prompt": "\u00e9" * 6001}, "Prompt must be between 1 and 6000 characters"),
            ({"prompt": "a", "source": {"url": "https://example.com/a.png"}},
             "source is only valid for type 'image_edit'"),
            ({"prompt": "a", "model": "a \"quoted\" {model} \u00e9 \\"}, "Unknown model: a \"quoted\" {model} \u00e9 \\"),
        ]
        client = self.server.new_client(rpm=1000)
        for body, detail in table:
            with self.subTest(detail=detail):
                self.refused(client.post(body), 400, detail)
        self.assertEqual(self.money(client.name), ("100.000000", "0.000000"))

    def test_order_of_rules(self):
        client = self.server.new_client(rpm=1000)
        both = {"prompt": "", "model": "nope", "type": "video", "aspect_ratio": "4:3"}
        self.refused(client.post(both), 400, "Unknown model: nope")
        del both["model"]
        self.refused(client.post(both), 400, "Type 'video' is not supported for model 'uni-1'")
        del both["type"]
        self.assertTrue(client.post(both).detail.startswith("Invalid aspect_ratio '4:3'."))
        del both["aspect_ratio"]
        self.refused(client.post(both), 400, "Prompt must be between 1 and 6000 characters")

    def test_accepted(self):
        client = self.server.new_client(rpm=1000, concurrency=1000)
        for body in (
            {"prompt": "x" * 6000}, {"prompt": "\U0001f600" * 6000}, {"prompt": "\n\t\u0001 "},
            {"prompt": "a", "aspect_ratio": None, "output_format": None, "user_id": None, "source": None},
            {"prompt": "a", "style": "auto", "web_search": True, "image_ref": []},
            {"prompt": "a", "user_id": "\u00e9" * 256},
            {"prompt": "a", "negative_prompt": 5, "seed": {"n": [1]}, "n": 4},
        ):
            with self.subTest(body=str(body)[:60]):
                self.assertEqual(client.post(body).status, 201)

    def test_content_type_may_be_missing(self):
        reply = self.server.request("POST", "/v1/generations", b'{"prompt":"a"}',
                                    headers={"Content-Type": "application/json; charset=utf-8"})
        self.assertEqual(reply.status, 201)


class Schema(ServerCase):
    """422 with the list that a schema error is."""

    def schema_error(self, reply, field=None, kind=None):
        self.assertEqual(reply.status, 422, reply)
        self.common_headers(reply)
        self.assertIsInstance(reply.detail, list)
        for item in reply.detail:
            self.assertLessEqual({"type", "loc", "msg"}, set(item))
            self.assertEqual(item["loc"][0], "body")
            self.assertIsInstance(item["msg"], str)
        if field:
            self.assertIn(["body", field], [item["loc"][:2] for item in reply.detail])
        if kind:
            self.assertEqual(reply.detail[0]["type"], kind)

    def test_wrong_fields(self):
        client = self.server.new_client(rpm=1000)
        table = [({}, "prompt", "missing"), ({"prompt": None}, "prompt", None), ({"prompt": 7}, "prompt", None),
                 ({"prompt": ["a"]}, "prompt", None), ({"prompt": "a", "model": 1}, "model", None),
                 ({"prompt": "a", "model": None}, "model", None), ({"prompt": "a", "type": None}, "type", None),
                 ({"prompt": "a", "type": {}}, "type", None),
                 ({"prompt": "a", "aspect_ratio": 1}, "aspect_ratio", None),
                 ({"prompt": "a", "style": "oil"}, "style", None), ({"prompt": "a", "style": None}, "style", None),
                 ({"prompt": "a", "output_format": "jpg"}, "output_format", None),
                 ({"prompt": "a", "output_format": "PNG"}, "output_format", None),
                 ({"prompt": "a", "output_format": True}, "output_format", None),
                 ({"prompt": "a", "web_search": "yes"}, "web_search", None),
                 ({"prompt": "a", "image_ref": "x"}, "image_ref", None),
                 ({"prompt": "a", "source": "x"}, "source", None),
                 ({"prompt": "a", "user_id": 1}, "user_id", None),
                 ({"prompt": "a", "user_id": "x" * 257}, "user_id", None)]
        for body, field, kind in table:
            with self.subTest(body=str(body)[:60]):
                self.schema_error(client.post(body), field, kind)

    def test_malformed_json(self):
        client = self.server.new_client(rpm=1000)
        for body in (b"", b"{", b"nope", b'{"prompt":"a"', b'{"prompt":"a"}x', b"[]", b'"prompt"', b"null", b"7",
                     b'{"prompt":"\xff"}', b'{"prompt":"\x00"}', b'{"prompt":"a\nb"}', b'{"prompt":"a","prompt":"b"}',
                     b'{"prompt":"\\ud800"}', b"[" * 5000, b'{"a":' * 5000, b'{"prompt":"\\u0000"}',
                     b"\xef\xbb\xbf{}", b"prompt=a"):
            with self.subTest(body=body[:40]):
                self.schema_error(client.post(body))

    def test_nothing_is_held_afterwards(self):
        client = self.server.new_client()
        self.schema_error(client.post({}))
        self.assertEqual(self.money(client.name), ("100.000000", "0.000000"))


class Order(ServerCase):
    """Section 5.1: auth, schema, rate, rules, concurrency, balance."""

    def test_rate_comes_before_rules_and_after_the_schema(self):
        client = self.server.new_client(rpm=1)
        self.assertEqual(client.post({"prompt": "a"}).status, 201)
        self.assertEqual(client.post({"prompt": "", "model": "nope"}).status, 429)
        self.assertEqual(client.post({}).status, 422)
        self.assertEqual(client.post({"prompt": "a"}, auth=False).status, 401)

    def test_rules_come_before_concurrency_and_balance(self):
        client = self.server.new_client(concurrency=0, credit="0")
        self.refused(client.post({"prompt": ""}), 400, "Prompt must be between 1 and 6000 characters")

    def test_concurrency_comes_before_balance(self):
        client = self.server.new_client(concurrency=0, credit="0")
        self.refused(client.post({"prompt": "a"}), 429, "Too many concurrent jobs")

    def test_balance(self):
        client = self.server.new_client(credit="0")
        self.refused(client.post({"prompt": "a"}), 402, "Insufficient balance. Please add funds to continue.")


class Paths(ServerCase):
    def test_unknown_paths(self):
        for path in ("/", "/v1", "/v1/", "/v1/generation", "/v1/generations/", "/v1/generations/a/b", "/V1/generations",
                     "/v2/generations", "/local/clients", "/local/lease", "//v1/generations",
                     "/v1/../v1/generations", "/v1/%67enerations", "/objects/../x"):
            with self.subTest(path=path):
                reply = self.server.request("GET", path)
                self.assertIn(reply.status, (403, 404), reply)
                self.assertIsInstance(reply.detail, str)
                self.assertTrue(reply.headers.get("x-request-id"))

    def test_wrong_methods(self):
        for method, path in (("GET", "/v1/generations"), ("PUT", "/v1/generations"),
                             ("DELETE", "/v1/generations/" + NOBODY), ("POST", "/v1/generations/" + NOBODY),
                             ("POST", "/healthz"), ("PATCH", "/readyz"), ("OPTIONS", "/v1/generations")):
            with self.subTest(method=method, path=path):
                reply = self.server.request(method, path)
                self.assertEqual(reply.status, 405, reply)
                self.assertIsInstance(reply.detail, str)
                self.assertTrue(re.search(r"GET|POST", reply.headers.get("allow", "")), reply.headers)

    def test_the_local_door_is_closed_from_outside(self):
        for method, path in (("POST", "/local/clients"), ("POST", "/local/lease"), ("POST", "/local/finish"),
                             ("GET", "/local/keys"), ("POST", "/local/clients/default")):
            with self.subTest(path=path):
                self.assertEqual(self.server.request(method, path, {"name": "x"}).status, 404)

    def test_health(self):
        for path in ("/healthz", "/readyz"):
            self.assertEqual(self.server.request("GET", path, auth=False).status, 200)

    def test_query_is_ignored(self):
        made = self.server.accepted({"prompt": "a"})
        self.assertEqual(self.server.get(made["id"] + "?x=1").status, 200)
        self.assertEqual(self.server.get(made["id"].upper()).status, 200)
