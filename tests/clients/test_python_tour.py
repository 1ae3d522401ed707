"""tests/clients/test_python_tour.py - a tour of the whole API with the official Python client, unmodified: every type of
generation, every way for media to come in, every class of error, the Files API, the asynchronous client.

What the client (0.5.0) lacks and the API has: `files.create` has no argument for the bytes, so that an upload in one form
goes through the client's own `post`; `files.list` gives a page and its cursor and turns no pages by itself."""
import asyncio
import base64
import json
import os
import time
import urllib.request

import httpx
import luma_agents
from luma_agents.types import CreateFileResponse

from harness import PATIENCE, ServerCase, image_size, png

POLL_S = 0.05
PICTURE = png(64, 48)
MISSING = "d290f1ee-6c54-4b01-90e6-d701748f0851"


def ref(data=None, media_type="image/png"):
    return {"data": base64.b64encode(data or PICTURE).decode(), "media_type": media_type}


def fetch(url):
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url) as reply:
        return reply.read()


class Tour(ServerCase):
    def setUp(self):
        self.caller = self.server.new_client(rpm=1000, concurrency=100, credit="100", hdr="on")
        self.client = self.luma(self.caller.key)

    def luma(self, key, kind=luma_agents.Luma, **more):
        more.setdefault("max_retries", 0)
        return kind(auth_token=key, base_url=f"http://127.0.0.1:{self.server.port}/v1", timeout=60 * PATIENCE, **more)

    def ended(self, made):
        deadline = time.monotonic() + 120 * PATIENCE
        while made.state not in ("completed", "failed") and time.monotonic() < deadline:
            time.sleep(POLL_S)
            made = self.client.generations.get(made.id)
        return made

    def made(self, **parameters):
        """Submits and waits: a generation that is completed, with one output at least."""
        done = self.ended(self.client.generations.create(**parameters))
        self.assertEqual((done.state, done.failure_code), ("completed", None), done)
        self.assertEqual((done.type, done.model), (parameters.get("type", "image"), parameters.get("model", "uni-1")))
        self.assertEqual(done.output[0].type, "video" if parameters.get("model") == "ray-3.2" else "image")
        return done

    def upload(self, data, mime_type="image/png", **more):
        """Announces a file, puts its bytes where the answer says, and completes it."""
        created = self.client.files.create(mime_type=mime_type, size_bytes=len(data), **more)
        self.assertEqual((created.id, created.state, created.upload.method), (created.file.id, "pending", "PUT"))
        httpx.put(created.upload.url, content=data, headers=created.upload.headers, trust_env=False).raise_for_status()
        return self.client.files.complete(created.id)

    def balance(self):
        return self.money(self.caller.name)[0]


class Generations(Tour):
    def test_images(self):
        self.made(prompt="a heron")
        self.made(prompt="a heron", model="uni-1-max", aspect_ratio="2:1", output_format="png", web_search=True, user_id="u")
        self.made(prompt="a heron", style="manga", aspect_ratio="2:3")
        self.assertEqual(self.balance(), f"{100 - 0.0404 - 0.1 - 0.0404:.6f}")

    def test_references(self):
        first, file = self.made(prompt="a"), self.upload(PICTURE)
        self.made(prompt="a", image_ref=[ref(), {"generation_id": first.id}, {"file_id": file.id}])
        self.made(prompt="a", model="uni-1-max", image_ref=[ref()] * 9)
        self.assertEqual(self.balance(), f"{100 - 0.0404 - 0.0494 - 0.1270:.6f}")

    def test_edits(self):
        first = self.made(prompt="a")
        for source in (ref(), {"generation_id": first.id}, {"file_id": self.upload(PICTURE).id}):
            done = self.made(prompt="bluer", type="image_edit", source=source)
        self.assertEqual(image_size(fetch(done.output[0].url))[1:], (64, 48))
        self.made(prompt="bluer", type="image_edit", source=ref(), image_ref=[ref()] * 8, style="manga", aspect_ratio="1:1")

    def test_videos(self):
        clip = self.made(prompt="waves", type="video", model="ray-3.2", aspect_ratio="16:9", video={"resolution": "360p"})
        self.assertEqual(fetch(clip.output[0].url)[4:8], b"ftyp")
        self.made(prompt="waves", type="video", model="ray-3.2", video={"resolution": "360p", "duration": "10s"})
        self.made(prompt="waves", type="video", model="ray-3.2", video={"resolution": "360p", "loop": True, "start_frame": ref()})
        self.made(prompt="waves", type="video", model="ray-3.2", video={"start_frame": ref(), "end_frame": ref()})
        self.made(prompt="on", type="video", model="ray-3.2", video={"start_frame": {"generation_id": clip.id}})
        self.made(prompt="waves", type="video", model="ray-3.2",
                  video={"keyframes": [ref(), ref()], "keyframe_indexes": [0, 120], "resolution": "540p"})
        done = self.made(prompt="waves", type="video", model="ray-3.2", video={"hdr": True, "exr_export": True})
        self.assertEqual(len(done.output), 2)

    def test_video_edits_and_reframes(self):
        clip = self.made(prompt="waves", type="video", model="ray-3.2", video={"resolution": "360p"})
        by_id, data = {"generation_id": clip.id}, fetch(clip.output[0].url)
        by_data, by_file = ref(data, "video/mp4"), {"file_id": self.upload(data, "video/mp4").id}
        for source in (by_id, by_data, by_file):
            self.made(prompt="night", type="video_edit", model="ray-3.2", source=source,
                      video={"resolution": "360p", "edit": {"strength": "flex_2"}})
        self.made(prompt="night", type="video_edit", model="ray-3.2", source=by_id, video={"resolution": "360p", "edit": {
            "keyframes": [ref()], "keyframe_indexes": [12],
            "controls": {"pose": {"enabled": True, "strength": "precise"}, "depth": {"blur": 0.5}, "face": {"enabled": False}}}})
        self.made(prompt="night", type="video_edit", model="ray-3.2", source=by_id,
                  video={"resolution": "360p", "edit": {"auto_controls": True}, "start_frame": ref()})
        for source in (by_id, by_data, by_file):
            self.made(prompt="wider", type="video_reframe", model="ray-3.2", source=source, aspect_ratio="9:16", video={
                "resolution": "360p", "source_position": {"x_norm": 0, "y_norm": 0.25, "w_norm": 1, "h_norm": 0.5}})

    def test_every_failure_code_is_one_the_client_knows(self):
        for code in ("content_moderated", "generation_failed", "budget_exhausted", "output_not_found", "image_too_large",
                     "unsupported_format", "corrupt_input", "invalid_request", "rate_limited"):
            with self.subTest(code=code):
                done = self.ended(self.client.generations.create(prompt=f"[fail={code}]"))
                self.assertEqual((done.state, done.failure_code, done.output), ("failed", code, []))
                self.assertTrue(done.failure_reason)
                self.assertIn(code, str(luma_agents.types.GenerationFailureCode))

    def test_raw_and_streamed_replies(self):
        raw = self.client.generations.with_raw_response.create(prompt="a", extra_headers={"X-Request-Id": "tour-1"})
        self.assertEqual((raw.status_code, raw.headers["x-request-id"]), (201, "tour-1"))
        self.assertEqual(raw.headers["x-ratelimit-limit"], "1000")
        with self.client.generations.with_streaming_response.get(raw.parse().id) as reply:
            self.assertEqual(reply.parse().id, raw.parse().id)

    def test_a_callers_own_headers(self):
        client = self.luma(self.caller.key, default_headers={"X-Request-Id": "mine"})
        self.assertEqual(client.generations.with_raw_response.create(prompt="a").headers["x-request-id"], "mine")


    def test_headers_of_the_environment(self):
        os.environ["LUMA_CUSTOM_HEADERS"] = "X-Request-Id: of-the-environment\nIdempotency-Key: once"
        self.addCleanup(os.environ.pop, "LUMA_CUSTOM_HEADERS")
        client = self.luma(self.caller.key)
        first, again = (client.generations.with_raw_response.create(prompt="a") for _ in range(2))
        self.assertEqual(first.headers["x-request-id"], "of-the-environment")
        self.assertEqual(first.parse().id, again.parse().id)
        self.assertEqual(self.ended(first.parse()).state, "completed")
        self.assertEqual(self.balance(), f"{100 - 0.0404:.6f}")


class Asynchronous(Tour):
    def test_many_at_once(self):
        async def one(client, number):
            done = await client.generations.create(prompt=f"number {number}")
            while done.state not in ("completed", "failed"):
                await asyncio.sleep(POLL_S)
                done = await client.generations.get(done.id)
            return done.state

        async def all_of_them():
            async with self.luma(self.caller.key, luma_agents.AsyncLuma) as client:
                states = await asyncio.gather(*(one(client, number) for number in range(20)))
                page = await client.files.list()
                with self.assertRaises(luma_agents.BadRequestError):
                    await client.generations.create(prompt="a", model="nope")
                return states, page.data

        self.assertEqual(asyncio.run(all_of_them()), (["completed"] * 20, []))


class Errors(Tour):
    def raises(self, kind, status, detail, call):
        with self.assertRaises(kind) as caught:
            call()
        error = caught.exception
        self.assertEqual((error.status_code, error.response.status_code), (status, status))
        self.assertTrue(error.response.headers["x-request-id"])
        if detail is not None:
            self.assertEqual(error.body["detail"], detail)
        return error

    def create(self, client=None, **more):
        return lambda: (client or self.client).generations.create(**{"prompt": "a", **more})

    def test_400(self):
        for more, detail in (
                ({"model": "ray-3.14"}, "Unknown model: ray-3.14"),
                ({"type": "video"}, "Type 'video' is not supported for model 'uni-1'"),
                ({"aspect_ratio": "4:3"}, "Invalid aspect_ratio '4:3'. Valid: 1:1, 1:2, 1:3, 16:9, 2:1, 2:3, 3:1, 3:2, 9:16"),
                ({"prompt": ""}, "Prompt must be between 1 and 6000 characters"),
                ({"prompt": "a" * 6001}, "Prompt must be between 1 and 6000 characters"),
                ({"type": "image_edit"}, "source is required for type 'image_edit'"),
                ({"source": ref()}, "source is only valid for type 'image_edit'"),
                ({"image_ref": [{**ref(), "url": "https://a.example/b"}]},
                 "image_ref[0]: provide either 'url' or 'data', not both")):
            with self.subTest(detail=detail):
                self.raises(luma_agents.BadRequestError, 400, detail, self.create(**more))

    def test_401(self):
        kind = luma_agents.AuthenticationError
        self.raises(kind, 401, "Invalid API key", self.create(self.luma(self.caller.key[:-1])))
        self.raises(kind, 401, "Missing or invalid API key", self.create(self.luma("sk-other")))
        self.server.cli("key", "revoke", json.loads(self.server.cli("key", "list", "--client", self.caller.name,
                                                                    "--json").stdout)["data"][0]["id"])
        self.raises(kind, 401, "API key has been revoked", self.create())
        self.raises(kind, 401, "API key has been revoked", lambda: self.client.generations.get(MISSING))

    def test_402(self):
        poor = self.luma(self.server.new_client(credit="0").key)
        self.raises(luma_agents.APIStatusError, 402, "Insufficient balance. Please add funds to continue.", self.create(poor))

    def test_403(self):
        for state in ("suspended", "deactivated"):
            self.server.cli("client", "set", self.caller.name, "--state", state)
            self.raises(luma_agents.PermissionDeniedError, 403, f"API client is {state}", self.create())

    def test_404(self):
        for call in (lambda: self.client.generations.get(MISSING), lambda: self.client.generations.get("no-uuid")):
            self.raises(luma_agents.NotFoundError, 404, "Generation not found", call)
        self.raises(luma_agents.NotFoundError, 404, "File not found", lambda: self.client.files.get(MISSING))
        self.raises(luma_agents.NotFoundError, 404, "File not found", lambda: self.client.files.delete(MISSING))

    def test_409(self):
        created = self.client.files.create(mime_type="image/png", size_bytes=5)
        self.raises(luma_agents.ConflictError, 409, "The file has not been uploaded yet",
                    lambda: self.client.files.complete(created.id))

    def test_413(self):
        big = {"data": base64.b64encode(bytes(52428801)).decode(), "media_type": "image/png"}
        self.raises(luma_agents.APIStatusError, 413, "image_ref[0]: image exceeds 50 MB limit", self.create(image_ref=[big]))

    def test_422(self):
        kind = luma_agents.UnprocessableEntityError
        for more, where in (({"prompt": 7}, ["body", "prompt"]), ({"style": "oil"}, ["body", "style"]),
                            ({"image_ref": [{"url": 5}]}, ["body", "image_ref", 0, "url"]),
                            ({"video": {"resolution": "8k"}}, ["body", "video", "resolution"])):
            error = self.raises(kind, 422, None, self.create(**more))
            self.assertEqual(error.body["detail"][0]["loc"], where)
            self.assertTrue(error.body["detail"][0]["msg"] and error.body["detail"][0]["type"])
        self.raises(kind, 422, "aspect_ratio='1:1' is not allowed when style='manga'. Valid aspect_ratio: 1:2, 1:3, 2:3, 9:16",
                    self.create(style="manga", aspect_ratio="1:1"))
        self.raises(kind, 422, "image_ref[0]: invalid base64 data", self.create(image_ref=[{**ref(), "data": "####"}]))

    def test_429(self):
        caller = self.server.new_client(rpm=1)
        client = self.luma(caller.key)
        client.generations.create(prompt="a")
        error = self.raises(luma_agents.RateLimitError, 429, "Rate limit exceeded", self.create(client))
        self.assertEqual(error.response.headers["x-ratelimit-remaining"], "0")
        self.assertIn(int(error.response.headers["retry-after"]), range(1, 61))
        busy = self.luma(self.server.new_client(concurrency=1).key)
        busy.generations.create(prompt="[delay=60000]")
        error = self.raises(luma_agents.RateLimitError, 429, "Too many concurrent jobs", self.create(busy))
        self.assertEqual(error.response.headers["retry-after"], "60")

    def test_retries(self):
        """A sandbox key forces what a retry is for; the client says in a header which try it is."""
        key = self.server.new_client(key_options=("--sandbox",)).key
        client = self.luma(key, max_retries=1)
        for status, kind in (("429", luma_agents.RateLimitError), ("500", luma_agents.InternalServerError),
                             ("502", luma_agents.InternalServerError), ("503", luma_agents.InternalServerError)):
            with self.subTest(status=status):
                error = self.raises(kind, int(status), None,
                                    self.create(client, extra_headers={"X-Candela-Simulate": "status=" + status}))
                self.assertEqual(error.response.request.headers["x-stainless-retry-count"], "1")
        for status in ("400", "401", "402", "403", "404", "413", "422"):
            with self.subTest(status=status):
                error = self.raises(luma_agents.APIStatusError, int(status), None,
                                    self.create(client, extra_headers={"X-Candela-Simulate": "status=" + status}))
                self.assertEqual(error.response.request.headers["x-stainless-retry-count"], "0")

    def test_a_limit_that_a_retry_waits_out(self):
        caller = self.server.new_client(rpm=1, key_options=("--sandbox",))
        client = self.luma(caller.key, max_retries=2)
        client.generations.create(prompt="a")
        caller.request("POST", "/sandbox/clock", {"advance_s": 58})
        self.assertEqual(client.generations.create(prompt="a").state, "queued")


class Files(Tour):
    def test_a_file_from_announcement_to_deletion(self):
        file = self.upload(PICTURE, filename="heron.png", purpose="reference", user_id="u-1",
                           expires_at="2099-01-01T00:00:00Z")
        self.assertEqual((file.state, file.filename, file.purpose, file.user_id, file.mime_type, file.size_bytes),
                         ("ready", "heron.png", "reference", "u-1", "image/png", len(PICTURE)))
        self.assertEqual((file.created_at.tzinfo is not None, file.expires_at.year), (True, 2099))
        self.assertEqual(self.client.files.get(file.id), file)
        self.assertIsNone(self.client.files.delete(file.id))
        self.assertEqual(self.client.files.get(file.id).state, "deleted")
        with self.assertRaises(luma_agents.BadRequestError):
            self.client.generations.create(prompt="a", image_ref=[{"file_id": file.id}])

    def test_in_one_form(self):
        created = self.client.post("/files", cast_to=CreateFileResponse, body={"purpose": "input"},
                                   files={"file": ("heron.png", PICTURE, "image/png")},
                                   options={"headers": {"Content-Type": "multipart/form-data"}})
        self.assertEqual((created.upload, created.file.filename, created.file.mime_type), (None, "heron.png", "image/png"))
        self.assertIn(created.state, ("pending", "ready"))
        self.assertEqual(self.client.files.get(created.id).size_bytes, len(PICTURE))

    def test_what_is_no_picture(self):
        file = self.upload(b"no picture at all")
        self.assertEqual(file.state, "failed")
        self.assertTrue(file.failure_reason)

    def test_pages(self):
        made = [self.client.files.create(mime_type="image/png", size_bytes=1, purpose="reference" if i % 2 else "input").id
                for i in range(11)]
        seen, page = [], self.client.files.list(limit=4)
        while True:
            seen.append([file.id for file in page.data])
            if not page.has_more:
                break
            page = self.client.files.list(limit=4, cursor=page.next_cursor)
        self.assertEqual([len(ids) for ids in seen], [4, 4, 3])
        self.assertEqual(sum(seen, []), made[::-1])
        self.assertIsNone(page.next_cursor)
        self.assertEqual([file.id for file in self.client.files.list(purpose="reference").data], made[1::2][::-1])
        self.assertEqual([file.id for file in self.client.files.list(state="ready").data], [])
        with self.assertRaises(luma_agents.UnprocessableEntityError):
            self.client.files.list(limit=101)


class Drawn(Tour):
    """With the built-in engine, once: a clip and what is made from it."""

    engine = "multiplane"

    def test_clip(self):
        clip = self.made(prompt="a boat on a lake", type="video", model="ray-3.2", video={"resolution": "360p"})
        self.assertEqual(fetch(clip.output[0].url)[4:8], b"ftyp")
        self.made(prompt="a boat at night", type="video_reframe", model="ray-3.2", source={"generation_id": clip.id},
                  aspect_ratio="1:1", video={"resolution": "360p"})
        done = self.made(prompt="a red boat", type="image_edit", source=ref())
        self.assertEqual(image_size(fetch(done.output[0].url))[1:], (64, 48))
