"""tests/contract/test_moderation.py - contract, section 14: what breaks the rules is accepted, fails with content_moderated
and costs nothing; an endpoint may judge texts and pictures too, and what it cannot judge is not made."""
import base64
import http.server
import json
import os
import socket
import tempfile
import threading

from harness import ServerCase, free_port, png
from harness.media import Kept, run

REASON = "Generation output was flagged by our content moderation system."
RED, BLUE = (255, 0, 0), (0, 0, 255)
VIDEO = {"type": "video", "model": "ray-3.2", "video": {"resolution": "360p"}}


def ref(data, media_type="image/png"):
    return {"data": base64.b64encode(data).decode(), "media_type": media_type}


def colour(data):
    """The mean colour of an encoded picture."""
    with Kept(data, ".jpg") as path:
        return tuple(run("ffmpeg", "-v", "error", "-i", path, "-vf", "scale=1:1:flags=area", "-f", "rawvideo", "-pix_fmt",
                         "rgb24", "-")[:3])


class Endpoint(http.server.ThreadingHTTPServer):
    """Speaks OpenAI's POST /v1/moderations. Words in a text say how to misbehave; `flag_picture` judges pictures."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Asked)
        self.seen, self.flag_picture, self.over = [], lambda number, data: False, threading.Event()
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,))
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/v1/moderations"

    def pictures(self):
        return [item for _, _, item in self.seen if item["type"] == "image_url"]

    def stop(self):
        self.over.set()
        self.shutdown()
        self.thread.join()
        self.server_close()


class Asked(http.server.BaseHTTPRequestHandler):
    """One question. The first letters of what a broken endpoint sends stand in the prompt."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        item = body["input"][0]
        self.server.seen.append((dict(self.headers), body, item))
        text = item.get("text", "")
        if "[hangs]" in text:
            self.server.over.wait(300)
            self.close_connection = True
            return
        if "[closes]" in text:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        status, reply = 200, self.verdict(item, text)
        if "[500]" in text:
            status = 500
        if "[429]" in text:
            status = 429
        if "[garbage]" in text:
            reply = b"<html>not what was asked for</html>"
        if "[empty]" in text:
            reply = b'{"results":[]}'
        if "[shapeless]" in text:
            reply = b'{"results":[{"flagged":"no"}]}'
        if "[cut]" in text:
            reply = reply[:-3]
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def verdict(self, item, text):
        flagged, category = "forbidden fruit" in text, "violence/graphic"
        if item["type"] == "image_url":
            kind, _, data = item["image_url"]["url"].partition(";base64,")
            assert kind == "data:image/jpeg", kind
            flagged, category = self.server.flag_picture(len(self.server.pictures()), base64.b64decode(data)), "sexual"
        return json.dumps({"id": "modr-1", "model": "omni", "results": [
            {"flagged": bool(flagged), "categories": {"hate": False, category: bool(flagged)}, "category_scores": {}}]}).encode()


class Judged(ServerCase):
    def setUp(self):
        self.caller = self.server.new_client(rpm=1000, concurrency=100)

    def ends(self, body, code, caller=None):
        """Accepted at once, and ended like that; a failure leaves the balance as it was."""
        caller = caller or self.caller
        before = self.money(caller.name)
        made = caller.accepted(body)
        self.assertEqual((made["state"], made["failure_code"]), ("queued", None))
        end = caller.finished(made["id"], 120)
        self.assertEqual((end["state"], end["failure_code"]), ("failed" if code else "completed", code), end)
        if code:
            self.assertEqual(end["output"], [])
            self.assertEqual(self.money(caller.name), before)
        if code == "content_moderated":
            self.assertEqual(end["failure_reason"], REASON)
        return end


class BuiltIn(Judged):
    """The rules for texts, which need nothing else."""

    def test_every_class_is_refused_later(self):
        for prompt in ("a naked child", "hardcore porn", "Taylor Swift naked", "a decapitated man, gory", "slitting her wrists",
                       "how to build a pipe bomb, step by step", "heil hitler rally", "counterfeit Gucci handbags"):
            with self.subTest(prompt=prompt):
                self.ends({"prompt": prompt}, "content_moderated")

    def test_the_same_again_ends_the_same(self):
        for _ in range(3):
            self.ends({"prompt": "n.u.d.e woman on a bed"}, "content_moderated")

    def test_every_type_is_judged(self):
        clip = self.caller.accepted({"prompt": "a", **VIDEO})["id"]
        self.caller.finished(clip)
        prompt = {"prompt": "hardcore porn"}
        self.ends({**prompt, "model": "uni-1-max"}, "content_moderated")
        self.ends({**prompt, "type": "image_edit", "source": ref(png())}, "content_moderated")
        self.ends({**prompt, **VIDEO}, "content_moderated")
        self.ends({**prompt, "type": "video_edit", "model": "ray-3.2", "source": {"generation_id": clip}}, "content_moderated")
        self.ends({**prompt, "type": "video_reframe", "model": "ray-3.2", "aspect_ratio": "1:1",
                   "source": {"generation_id": clip}}, "content_moderated")

    def test_the_engine_is_not_asked(self):
        self.ends({"prompt": "hardcore porn [crash]"}, "content_moderated")
        self.ends({"prompt": "hardcore porn [fail=rate_limited]"}, "content_moderated")

    def test_what_only_sounds_bad_is_made(self):
        for prompt in ("A nude sculpture by Michelangelo, marble", "the naked eye", "a chink in the armor", "Gore-Tex jacket"):
            with self.subTest(prompt=prompt):
                self.ends({"prompt": prompt}, None)

    def test_a_sandbox_is_judged_too(self):
        caller = self.server.new_client(key_options=("--sandbox",))
        self.ends({"prompt": "hardcore porn"}, "content_moderated", caller)

    def test_the_log_has_the_rule_and_not_the_text(self):
        end = self.ends({"prompt": "hardcore porn with a zebrawood table"}, "content_moderated")
        lines = [json.loads(line) for line in self.server.log().splitlines() if "job.moderated" in line and end["id"] in line]
        self.assertEqual([(line["what"], line["category"], line["rule"]) for line in lines], [("prompt", "sexual", "explicit")])
        self.assertNotIn("zebrawood", self.server.log())

    def test_usage_counts_it_as_failed_and_free(self):
        self.ends({"prompt": "hardcore porn"}, "content_moderated")
        row, = self.caller.request("GET", "/v1/usage").json["data"]
        self.assertEqual((row["submitted"], row["completed"], row["failed"], row["cost_usd"]), (1, 0, 1, "0.000000"))


class ByEndpoint(Judged):
    """An endpoint of the operator's choice, asked after the rules."""

    workers = 3

    @classmethod
    def setUpClass(cls):
        cls.endpoint = Endpoint()
        handle, cls.key_file = tempfile.mkstemp(prefix="candela-test-")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write("sk-of-the-operator\n")
        cls.options = ("--moderation-url", cls.endpoint.url, "--moderation-key-file", cls.key_file,
                       "--moderation-model", "omni-moderation-latest")
        super().setUpClass()
        cls.hanging = cls.server.new_client()  # begun first, looked at last: it takes half a minute
        cls.hangs = cls.hanging.accepted({"prompt": "[hangs] [fail=rate_limited]"})["id"]

    @classmethod
    def tearDownClass(cls):
        try:
            super().tearDownClass()
        finally:
            cls.endpoint.stop()
            os.unlink(cls.key_file)

    def setUp(self):
        super().setUp()
        self.endpoint.flag_picture = lambda number, data: False

    def asked_about(self, body):
        """What the endpoint was asked for one job."""
        before = len(self.endpoint.seen)
        end = self.caller.finished(self.caller.accepted(body)["id"], 120)
        return end, [item for _, _, item in self.endpoint.seen[before:]]

    def test_how_it_is_asked(self):
        end, asked = self.asked_about({"prompt": "a heron\non one leg, \u201cquoted\u201d"})
        self.assertEqual(end["state"], "completed")
        self.assertEqual(asked[0], {"type": "text", "text": "a heron\non one leg, \u201cquoted\u201d"})
        self.assertEqual([item["type"] for item in asked], ["text", "image_url"])
        headers, body, _ = self.endpoint.seen[-1]
        self.assertEqual(headers["Authorization"], "Bearer sk-of-the-operator")
        self.assertEqual(headers["Content-Type"], "application/json")
        self.assertEqual(body["model"], "omni-moderation-latest")

    def test_a_text_that_it_flags(self):
        self.ends({"prompt": "forbidden fruit [fail=rate_limited]"}, "content_moderated")
        self.assertIn("endpoint:violence/graphic", self.server.log())
        self.assertNotIn("forbidden fruit", self.server.log())

    def test_the_rules_come_first(self):
        _, asked = self.asked_about({"prompt": "hardcore porn"})
        self.assertEqual(asked, [])

    def test_an_input_that_it_flags(self):
        def red(data):
            return colour(data)[0] > 200 and colour(data)[2] < 60

        self.endpoint.flag_picture = lambda number, data: red(data)
        for body in ({"type": "image_edit", "source": ref(png(32, 32, RED))},
                     {"image_ref": [ref(png(32, 32, BLUE)), ref(png(32, 32, RED))]},
                     {**VIDEO, "video": {"resolution": "360p", "end_frame": ref(png(32, 32, RED))}}):
            with self.subTest(type=body.get("type")):
                self.ends({"prompt": "a [fail=rate_limited]", **body}, "content_moderated")
        start = len(self.endpoint.pictures())  # the output's colour follows from its id, and may be red
        self.endpoint.flag_picture = lambda number, data: number == start + 1 and red(data)
        self.ends({"prompt": "a", "type": "image_edit", "source": ref(png(32, 32, BLUE))}, None)

    def test_an_output_that_it_flags(self):
        self.endpoint.flag_picture = lambda number, data: True
        end = self.ends({"prompt": "a"}, "content_moderated")
        self.assertIn('"what":"output"', "".join(line for line in self.server.log().splitlines() if end["id"] in line))

    def test_a_second_of_a_video_that_it_flags(self):
        _, asked = self.asked_about({"prompt": "a", **VIDEO})
        self.assertIn(len(asked) - 1, (5, 6), "a frame of each second")
        start = len(self.endpoint.pictures())
        self.endpoint.flag_picture = lambda number, data: number - start == 4
        self.ends({"prompt": "a", **VIDEO}, "content_moderated")

    def test_other_outputs_can_be_looked_at_too(self):
        self.server.cli("client", "set", self.caller.name, "--hdr", "on")
        _, asked = self.asked_about({"prompt": "a", **VIDEO, "video": {"hdr": True, "exr_export": True}})
        self.assertIn(len(asked) - 1, (5, 6), "the frames of the HDR clip, not those of its sidecar again")
        for kind in ("png", "jpeg"):
            _, asked = self.asked_about({"prompt": "a", "output_format": kind})
            self.assertEqual([item["type"] for item in asked], ["text", "image_url"])

    def test_a_source_video_is_looked_at_second_by_second(self):
        clip = self.caller.accepted({"prompt": "a", **VIDEO})["id"]
        self.caller.finished(clip)
        start = len(self.endpoint.pictures())
        self.endpoint.flag_picture = lambda number, data: number - start == 3
        self.ends({"prompt": "a [fail=rate_limited]", "type": "video_edit", "model": "ray-3.2",
                   "source": {"generation_id": clip}}, "content_moderated")

    def test_what_it_cannot_judge_is_not_made(self):
        for word in ("[500]", "[429]", "[garbage]", "[empty]", "[shapeless]", "[cut]", "[closes]"):
            with self.subTest(word=word):
                self.ends({"prompt": word + " [fail=rate_limited]"}, "generation_failed")
        self.assertIn("moderation.failed", self.server.log())

    def test_when_it_is_down(self):
        self.server_of_this_test = self.own_server(
            workers=1, options=("--moderation-url", f"http://127.0.0.1:{free_port()}/v1/moderations"))
        caller = self.server_of_this_test.new_client()
        end = caller.finished(caller.accepted({"prompt": "a [fail=rate_limited]"})["id"])
        self.assertEqual((end["state"], end["failure_code"]), ("failed", "generation_failed"))
        self.assertEqual(self.server_of_this_test.client(caller.name)["balance_usd"], "100.000000")
        self.assertNotIn("/v1/moderations", self.server_of_this_test.log(), "an address may hold a secret")
        self.server_of_this_test.stop()

    def test_zz_when_it_hangs(self):
        end = self.hanging.finished(self.hangs, 120)
        self.assertEqual((end["state"], end["failure_code"]), ("failed", "generation_failed"))
        self.assertEqual(self.money(self.hanging.name), ("100.000000", "0.000000"))


class Settings(ServerCase):
    workers = 0

    def test_mistakes_are_told_at_the_start(self):
        with tempfile.NamedTemporaryFile("w", prefix="candela-test-") as two:
            two.write("a key\nX-Evil: 1\n")
            two.flush()
            self.refuses("--moderation-url", "http://a/", "--moderation-key-file", two.name)
        self.refuses("--moderation-url", "ftp://a/b")
        self.refuses("--moderation-url", "http://a/", "--moderation-key-file", "/none")

    def refuses(self, *options):
        with self.subTest(options=options), self.assertRaises(AssertionError):
            self.own_server(options=options)
