"""tests/contract/test_ingest.py - contract, section 6: media comes in by base64, by https address and by id, or is
refused in the documented words, and what is refused leaves nothing behind."""
import base64
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time

from harness import TOP, ServerCase, png, ref, wait_for

UUID = "d290f1ee-6c54-4b01-90e6-d701748f0851"


def png_head(width, height):
    """A PNG whose header says so, and no more of it."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">IIBBBBBI", width, height, 8, 2, 0, 0, 0, 0)


class Ingest(ServerCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="candela-test-")
        cls.web = subprocess.Popen([sys.executable, os.path.join(TOP, "tests/unit/net/fetch_server.py"), cls.folder],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        cls.web_port, cls.proxy, cls.rude_proxy, cls.closed = map(int, cls.web.stdout.readline().split())
        cls.options = ("--ingest-allow", "127.0.0.0/8", "--ingest-ca", os.path.join(cls.folder, "ca.pem"))
        super().setUpClass()

    @classmethod
    def tearDownClass(cls):
        cls.web.stdin.close()
        cls.web.wait(10)
        cls.web.stdout.close()
        shutil.rmtree(cls.folder, ignore_errors=True)
        super().tearDownClass()

    def setUp(self):
        self.caller = self.server.new_client(rpm=1000, concurrency=1000)

    def edit(self, source, **more):
        return self.caller.post({"prompt": "a", "type": "image_edit", "source": source, **more})

    def url(self, path):
        return f"https://127.0.0.1:{self.web_port}{path}"

    def incoming(self, server=None):
        """Objects that hold inputs."""
        folder = os.path.join((server or self.server).data, "objects", "in", "incoming")
        return set(os.listdir(folder)) if os.path.isdir(folder) else set()

    def refused_and_gone(self, reply, status, detail):
        self.refused(reply, status, detail)
        self.assertEqual(self.money(self.caller.name), ("100.000000", "0.000000"))

    def test_base64(self):
        reply = self.edit(ref(png()), image_ref=[ref(png()), ref(png())])
        self.assertEqual(reply.status, 201, reply)
        self.assertEqual(len([name for name in self.incoming() if name.startswith(reply.json["id"])]), 3)
        self.assertEqual(self.caller.finished(reply.json["id"])["state"], "completed")

    def test_bad_base64(self):
        before = self.incoming()
        for data in ("####", "AAA", "AAAA====", "AA AA", "AAAA\n", "data:image/png;base64,AAAA", "-_-_"):
            with self.subTest(data=data):
                self.refused_and_gone(self.caller.post({"prompt": "a", "image_ref": [
                    ref(png()), {"data": data, "media_type": "image/png"}]}), 422, "image_ref[1]: invalid base64 data")
        self.assertEqual(self.incoming(), before)

    def test_escaped_slashes(self):
        body = (b'{"prompt":"a","type":"image_edit","source":{"media_type":"image/png","data":"' +
                base64.b64encode(png() + b"\xff" * 200000).replace(b"/", b"\\/") + b'"}}')
        self.assertIn(b"\\/", body)
        self.assertEqual(self.caller.post(body).status, 201)

    def test_image_over_50_mb(self):
        fine, over = bytes(52428800), bytes(52428801)
        self.assertEqual(self.edit(ref(png() + fine[len(png()):])).status, 201)
        self.refused(self.edit(ref(over)), 413, "source: image exceeds 50 MB limit")
        self.refused(self.caller.post({"prompt": "a", "image_ref": [ref(png()), ref(png()), ref(over)]}), 413,
                     "image_ref[2]: image exceeds 50 MB limit")

    def test_sides(self):
        for width, height in ((8001, 10), (10, 8001), (30000, 30000)):
            self.refused_and_gone(self.edit(ref(png_head(width, height))), 422,
                                  f"source: image is {width}x{height}px but each side must be <= 8000px. "
                                  "Resize and try again.")

    def test_what_cannot_be_decoded_fails_later(self):
        for data, code in ((b"this is no picture", "unsupported_format"), (png()[:60], "corrupt_input"),
                           (png_head(64, 64), "corrupt_input")):
            with self.subTest(code=code):
                reply = self.edit(ref(data))
                self.assertEqual(reply.status, 201, reply)
                end = self.caller.finished(reply.json["id"])
                self.assertEqual((end["state"], end["failure_code"]), ("failed", code))
        self.assertEqual(self.money(self.caller.name), ("100.000000", "0.000000"))

    def test_url(self):
        for path in ("/ok.png", "/upper", "/relative", "/hop-4", "/early"):
            with self.subTest(path=path):
                self.assertEqual(self.edit({"url": self.url(path)}).status, 201)

    def test_refused_urls(self):
        before = self.incoming()
        for path in ("/404", "/500", "/304", "/nowhere", "/loop", "/down", "/private", "/metadata", "/login", "/file",
                     "/long", "/garbage", "/short", "/hop-5", "/headers"):
            with self.subTest(path=path):
                self.refused_and_gone(self.caller.post({"prompt": "a", "image_ref": [{"url": self.url(path)}]}), 422,
                                      "image_ref[0]: failed to fetch URL")
        for url in (f"http://127.0.0.1:{self.web_port}/ok.png", f"https://127.0.0.1:{self.server.port}/", "ftp://a/b",
                    "https://10.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest", "https://2130706433/x",
                    "https://0x7f.1:1/", f"https://127.0.0.1:{self.closed}/", "https://", "https://a b/", "x" * 9000):
            with self.subTest(url=url[:60]):
                self.refused_and_gone(self.edit({"url": url}), 422, "source: failed to fetch URL")
        for path in ("/text", "/untyped", "/almost"):
            self.refused_and_gone(self.edit({"url": self.url(path)}), 422, "source: content-type is not an image")
        for path in ("/big", "/endless", "/chunks"):
            self.refused_and_gone(self.edit({"url": self.url(path)}), 413, "source: image exceeds 50 MB limit")
        self.assertEqual(self.incoming(), before)

    def test_slow_urls_end_after_18_seconds_together(self):
        start = time.monotonic()
        reply = self.caller.post({"prompt": "a", "image_ref": [{"url": self.url("/ok.png")}, {"url": self.url("/drip")},
                                                               {"url": self.url("/silent")}]})
        self.refused_and_gone(reply, 422, "image_ref[1]: failed to fetch URL")
        self.assertLess(time.monotonic() - start, 25)

    def test_ids(self):
        made = self.caller.accepted({"prompt": "a"})["id"]
        self.caller.finished(made)
        reply = self.edit({"generation_id": made}, image_ref=[{"generation_id": made}])
        self.assertEqual(reply.status, 201, reply)
        self.assertEqual(self.caller.finished(reply.json["id"])["state"], "completed")

    def test_ids_that_are_not_usable(self):
        failed = self.caller.accepted({"prompt": "[fail=generation_failed]"})["id"]
        self.caller.finished(failed)
        waiting = self.caller.accepted({"prompt": "[delay=3000]"})["id"]
        foreign = self.server.accepted({"prompt": "a"})["id"]
        self.server.finished(foreign)
        for generation in (UUID, failed, waiting, foreign):
            with self.subTest(generation=generation):
                self.refused(self.edit({"generation_id": generation}), 400, "source: generation not found")

    def test_a_kind_that_does_not_fit(self):
        picture = self.caller.accepted({"prompt": "a"})["id"]
        clip = self.caller.accepted({"prompt": "a", "type": "video", "model": "ray-3.2"})["id"]
        self.caller.finished(picture)
        self.caller.finished(clip)
        self.refused(self.edit({"generation_id": clip}), 400, "source: generation not found")
        self.refused(self.caller.post({"prompt": "a", "type": "video_edit", "model": "ray-3.2",
                                       "source": {"generation_id": picture}}), 400, "source: generation not found")
        self.assertEqual(self.caller.post({"prompt": "a", "type": "video_edit", "model": "ray-3.2",
                                           "source": {"generation_id": clip}}).status, 201)

    def clip(self, **video):
        made = self.caller.accepted({"prompt": "a", "type": "video", "model": "ray-3.2", "video": video})["id"]
        end = self.caller.finished(made)
        self.assertEqual(end["state"], "completed", end)
        return made, self.caller.fetch(end["output"][0]["url"]).body

    def test_video_sources(self):
        made, data = self.clip(resolution="360p")
        self.assertEqual(data[4:8], b"ftyp")
        for source in ({"generation_id": made}, ref(data, "video/mp4")):
            for kind, more in (("video_edit", {}), ("video_reframe", {"aspect_ratio": "1:1"})):
                reply = self.caller.post({"prompt": "a", "type": kind, "model": "ray-3.2", "source": source, **more})
                self.assertEqual(reply.status, 201, reply)
                self.assertEqual(self.caller.finished(reply.json["id"])["state"], "completed")

    def test_video_prices_follow_the_source(self):
        made, _ = self.clip(duration="10s", resolution="360p")
        before = float(self.money(self.caller.name)[0])
        for kind, more, price in (("video_edit", {"video": {"resolution": "540p"}}, 1.44),
                                  ("video_reframe", {"aspect_ratio": "1:1", "video": {"resolution": "540p"}}, 0.60)):
            job = self.caller.accepted({"prompt": "a", "type": kind, "model": "ray-3.2",
                                        "source": {"generation_id": made}, **more})["id"]
            self.caller.finished(job)
            after = float(self.money(self.caller.name)[0])
            self.assertAlmostEqual(before - after, price, places=6)
            before = after

    def test_a_source_that_is_too_long(self):
        """The longest source of an edit is 18 s: two clips of ten make more."""
        path = os.path.join(self.folder, "long.mp4")
        made = subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=c=red:s=64x64:d=42:r=24", "-y", path],
                              check=False)
        self.assertEqual(made.returncode, 0)
        with open(path, "rb") as file:
            source = ref(file.read(), "video/mp4")
        self.refused_and_gone(self.caller.post({"prompt": "a", "type": "video_edit", "model": "ray-3.2",
                                                "source": source}), 422,
                              "source: source video is 42.0s but must be \u226418s. Trim the clip and retry.")
        self.refused_and_gone(self.caller.post({"prompt": "a", "type": "video_reframe", "model": "ray-3.2",
                                                "aspect_ratio": "1:1", "source": source}), 422,
                              "source: source video is 42.0s but must be \u226430s. Trim the clip and retry.")

    def test_keyframes_stand_for_frames_of_the_source(self):
        made, _ = self.clip(resolution="360p")
        body = {"prompt": "a", "type": "video_edit", "model": "ray-3.2", "source": {"generation_id": made}}
        for index, status in ((120, 201), (121, 400)):
            reply = self.caller.post({**body, "video": {"edit": {"keyframes": [ref(png())],
                                                                 "keyframe_indexes": [index]}}})
            self.assertEqual(reply.status, status, reply)
        self.assertEqual(reply.detail,
                         "video.edit.keyframe_indexes[0]: 121 is outside the source's frames 0 to 120")

    def test_extend(self):
        made, _ = self.clip()
        for place in ("start_frame", "end_frame"):
            reply = self.caller.post({"prompt": "a", "type": "video", "model": "ray-3.2",
                                      "video": {place: {"generation_id": made}}})
            self.assertEqual(reply.status, 201, reply)
            self.assertEqual(self.caller.finished(reply.json["id"])["state"], "completed")

    def test_no_url_ingest(self):
        server = self.own_server(options=["--no-url-ingest"])
        self.refused(server.post({"prompt": "a", "image_ref": [{"url": "https://example.com/a.png"}]}), 503,
                     "Media URL ingestion is unavailable")
        self.assertEqual(server.post({"prompt": "a", "image_ref": [ref(png())]}).status, 201)

    def test_proxy(self):
        ca = ["--ingest-ca", os.path.join(self.folder, "ca.pem")]
        url = {"url": f"https://good.test:{self.web_port}/ok.png"}
        server = self.own_server(options=[*ca, "--ingest-proxy", f"http://127.0.0.1:{self.proxy}"])
        self.assertEqual(server.post({"prompt": "a", "image_ref": [url]}).status, 201)
        down = self.own_server(options=[*ca, "--ingest-proxy", f"http://127.0.0.1:{self.closed}"])
        self.refused(down.post({"prompt": "a", "image_ref": [url]}), 502, "image_ref[0]: fetch proxy unavailable")

    def test_wrong_settings_are_said_at_the_start(self):
        for option, value in (("--ingest-allow", "10.0.0.0/99"), ("--ingest-proxy", "socks://x"),
                              ("--ingest-ca", "/nowhere.pem"), ("--moderation-url", "ftp://x"),
                              ("--moderation-key-file", "/nowhere"), ("--request-ceiling", "-1")):
            with self.subTest(option=option):
                run = subprocess.run([*self.server.command()[:2], "--data", self.folder, option, value],
                                     capture_output=True, text=True, check=False, timeout=30)
                self.assertNotEqual(run.returncode, 0)
                self.assertTrue(run.stderr.strip(), run)

    def test_inputs_are_there_before_the_job(self):
        """A worker that comes later finds them: a server without workers, then with."""
        server = self.own_server(workers=0)
        made = server.post({"prompt": "a", "type": "image_edit", "source": ref(png())}).json["id"]
        server.kill()
        server.workers = 1
        server.start()
        self.assertEqual(server.finished(made)["state"], "completed")

    def test_the_janitor_clears_what_no_job_needs(self):
        server = self.own_server()
        made = server.post({"prompt": "a", "type": "image_edit", "source": ref(png())}).json["id"]
        server.finished(made)
        folder = os.path.join(server.data, "objects", "in", "incoming")
        with open(os.path.join(folder, UUID + "-0"), "wb") as file:
            file.write(b"of a request that crashed")
        for name in os.listdir(folder):
            os.utime(os.path.join(folder, name), (time.time() - 3600,) * 2)
        server.stop()
        server.start()
        wait_for(lambda: not self.incoming(server))


class Large(ServerCase):
    def peak(self):
        """Most memory that the server has had, in bytes."""
        with open(f"/proc/{self.server.process.pid}/status", encoding="ascii") as file:
            return int(next(line for line in file if line.startswith("VmHWM")).split()[1]) * 1024

    def test_a_body_of_280_mb(self):
        """A video of 200 MB in base64 is one copy in memory, and is gone afterwards."""
        size = 200 * 1024 * 1024
        body = (b'{"prompt":"a","type":"video_edit","model":"ray-3.2","source":{"media_type":"video/mp4","data":"' +
                base64.b64encode(bytes(size)) + b'"}}')
        before = self.peak()
        reply = self.server.post(body)
        self.assertEqual(reply.status, 201, reply)
        if not os.environ.get("CANDELA_SANITIZED"):
            self.assertLess(self.peak() - before, 2.2 * len(body))
        end = self.server.finished(reply.json["id"])
        self.assertEqual((end["state"], end["failure_code"]), ("failed", "unsupported_format"))
        self.refused(self.server.post(body.replace(b'"data":"', b'"data":"AAAA')), 413,
                     "source: video exceeds 200 MB limit")

    def test_a_wrong_key_is_refused_before_the_body(self):
        with self.server.raw() as sock:
            sock.sendall(b"POST /v1/generations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer luma-api-wrong\r\n"
                         b"Content-Type: application/json\r\nContent-Length: 300000000\r\nExpect: 100-continue\r\n\r\n")
            self.assertIn(b"401", sock.recv(4096).split(b"\r\n")[0])

    def test_many_large_bodies_wait_their_turn(self):
        """Memory for large bodies is bounded: what does not fit is told to come back."""
        socks = []
        try:
            for _ in range(4):
                sock = self.server.raw()
                sock.sendall(b"POST /v1/generations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " +
                             self.server.key.encode() + b"\r\nContent-Length: 600000000\r\nExpect: 100-continue\r\n\r\n")
                socks.append(sock)
            lines = [sock.recv(4096).split(b"\r\n")[0] for sock in socks]
            self.assertEqual(sorted(line.split()[1] for line in lines), [b"100", b"100", b"503", b"503"])
        finally:
            for sock in socks:
                sock.close()
        wait_for(lambda: self.server.post({"prompt": "x" * 100, "image_ref": [ref(bytes(3 << 20))]}).status == 201)
