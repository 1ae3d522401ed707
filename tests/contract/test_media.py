"""tests/contract/test_media.py - contract, sections 4.8 and 13, with the built-in engine: what comes out of every type is
what the request asked for, as a decoder sees it."""
import base64
import io
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import zipfile

from harness import BINARY, ServerCase, image_size
from harness.media import clip, frames, luma, mse, picture, probe, psnr, raw

VIDEO = {"type": "video", "model": "ray-3.2"}


def ref(data, media_type="image/png"):
    return {"data": base64.b64encode(data).decode(), "media_type": media_type}


def video_ref(data):
    return ref(data, "video/mp4")


class MediaCase(ServerCase):
    engine = "multiplane"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.cli("client", "set", "default", "--hdr", "on")
        cls.server.cli("client", "credit", "default", "1000")

    def done(self, **body):
        end = self.server.finished(self.server.accepted({"prompt": "a fox in a meadow", **body})["id"], 300)
        self.assertEqual(end["state"], "completed", end)
        return end

    def output(self, end, index=0):
        reply = self.server.fetch(end["output"][index]["url"])
        self.assertEqual(reply.status, 200)
        return reply.body

    def made(self, **body):
        return self.output(self.done(**body))

    def video(self, resolution="360p", **options):
        body = {key: options.pop(key) for key in ("prompt", "aspect_ratio", "source", "type") if key in options}
        return self.made(**{**VIDEO, **body, "video": {"resolution": resolution, **options}})


class Videos(MediaCase):
    def check_stream(self, data, width, height, count):
        seen = probe(data)
        self.assertEqual((seen["codec_name"], seen["pix_fmt"], seen["width"], seen["height"]),
                         ("h264", "yuv420p", width, height))
        self.assertEqual((seen["avg_frame_rate"], int(seen["nb_read_frames"])), ("24/1", count))
        self.assertEqual([seen[key] for key in ("color_range", "color_space", "color_transfer", "color_primaries")],
                         ["tv", "bt709", "bt709", "bt709"])
        self.assertLess(data.index(b"moov"), data.index(b"mdat"))

    def test_sizes_by_ratio_and_resolution(self):
        for ratio, resolution, size in (("16:9", "360p", (640, 360)), ("9:16", "540p", (540, 960)),
                                        ("16:9", "720p", (1280, 720)), ("1:1", "360p", (480, 480))):
            with self.subTest(ratio=ratio, resolution=resolution):
                self.check_stream(self.video(aspect_ratio=ratio, resolution=resolution), *size, 121)

    def test_ten_seconds_and_other_ratios(self):
        data = self.video(aspect_ratio="21:9", duration="10s")
        seen = probe(data)
        self.assertEqual(int(seen["nb_read_frames"]), 241)
        self.assertAlmostEqual(seen["width"] / seen["height"], 21 / 9, delta=0.02 * 21 / 9)

    def test_the_picture_moves(self):
        seen = frames(self.video(prompt="a boat on a lake, pan left", aspect_ratio="16:9"), 160, 90)
        steps = [mse(a, b) for a, b in zip(seen, seen[1:])]
        self.assertGreater(statistics.median(steps), 0.2)
        self.assertGreater(mse(seen[0], seen[-1]), 20)

    def test_a_loop_has_no_seam(self):
        seen = frames(self.video(prompt="a lighthouse by the sea, snowing", aspect_ratio="16:9", loop=True), 160, 90)
        steps = [mse(a, b) ** 0.5 for a, b in zip(seen, seen[1:])]
        self.assertLessEqual(mse(seen[-1], seen[0]) ** 0.5, 1.2 * statistics.median(steps))

    def test_a_start_frame_is_the_first_frame(self):
        image = picture(640, 360)
        data = self.video(start_frame=ref(image))
        self.check_stream(data, 640, 360, 121)
        self.assertGreaterEqual(psnr(luma(data), luma(image, suffix=".png")), 38)
        self.assertLess(psnr(luma(data, 60), luma(image, suffix=".png")), 30)

    def test_a_loop_returns_to_its_start_frame(self):
        seen = frames(self.video(start_frame=ref(picture(640, 360)), loop=True), 160, 90)
        steps = [mse(a, b) ** 0.5 for a, b in zip(seen, seen[1:])]
        self.assertLessEqual(mse(seen[-1], seen[0]) ** 0.5, 1.2 * statistics.median(steps))

    def test_both_ends_and_what_is_between(self):
        first, last = picture(640, 360), picture(640, 360, "smptehdbars")
        data = self.video(start_frame=ref(first), end_frame=ref(last))
        self.assertGreaterEqual(psnr(luma(data), luma(first, suffix=".png")), 38)
        self.assertGreaterEqual(psnr(luma(data, 120), luma(last, suffix=".png")), 38)
        seen = frames(data, 160, 90)
        steps = [mse(a, b) ** 0.5 for a, b in zip(seen, seen[1:])]
        self.assertLess(max(steps), 12 * statistics.median(steps) + 1)  # nothing jumps

    def test_keyframes_at_their_places(self):
        images = [picture(640, 360), picture(640, 360, "smptehdbars"), picture(640, 360, "rgbtestsrc")]
        data = self.video(keyframes=[ref(image) for image in images], keyframe_indexes=[100, 20, 60], aspect_ratio="16:9")
        for image, index in zip(images, (100, 20, 60)):
            self.assertGreaterEqual(psnr(luma(data, index), luma(image, suffix=".png")), 38)

    def test_extending_goes_on_and_leads_up(self):
        first = self.done(**VIDEO, aspect_ratio="16:9", video={"resolution": "360p"})
        whole = self.output(first)
        after = self.video(start_frame={"generation_id": first["id"]})
        self.assertGreaterEqual(psnr(luma(after), luma(whole, 120)), 36)
        before = self.video(end_frame={"generation_id": first["id"]})
        self.assertGreaterEqual(psnr(luma(before, 120), luma(whole)), 36)
        self.check_stream(after, 640, 360, 121)

    def scene(self, generation):
        with open(os.path.join(self.server.data, "objects", generation[:2], generation, "1-0.json"), encoding="utf-8") as file:
            return json.load(file)

    def test_it_goes_on_snowing(self):
        first = self.done(**VIDEO, prompt="a fir in falling snow", aspect_ratio="16:9", video={"resolution": "360p"})["id"]
        self.assertEqual(self.scene(first)["weather"], "snowfall")
        after = self.done(**VIDEO, prompt="go on", video={"resolution": "360p", "start_frame": {"generation_id": first}})["id"]
        self.assertEqual(self.scene(after)["weather"], "snowfall")

    def test_the_same_generation_never_twice(self):
        self.assertNotEqual(self.video(aspect_ratio="16:9"), self.video(aspect_ratio="16:9"))

    def test_hdr_says_so_and_keeps_its_frames(self):
        end = self.done(**VIDEO, prompt="a lighthouse at sunset", aspect_ratio="16:9",
                        video={"resolution": "720p", "hdr": True, "exr_export": True})
        self.assertEqual(len(end["output"]), 2)
        self.assertEqual(end["output"][0]["type"], "video")
        data = self.output(end)
        seen = probe(data)
        self.assertEqual([seen[key] for key in ("codec_name", "codec_tag_string", "pix_fmt", "color_transfer", "color_primaries",
                                                "color_space")],
                         ["hevc", "hvc1", "yuv420p10le", "smpte2084", "bt2020", "bt2020nc"])
        self.assertIn(b"mdcv", data)
        self.assertIn(b"clli", data)
        with zipfile.ZipFile(io.BytesIO(self.output(end, 1))) as archive:
            self.assertIsNone(archive.testzip())
            names = archive.namelist()
            self.assertEqual(len(names), 121)
            floats = raw(archive.read(names[0]), "null", ".exr", "gbrpf32le")
        self.assertEqual(len(floats), 1280 * 720 * 3 * 4)
        green = memoryview(floats)[:1280 * 720 * 4].cast("f")
        self.assertGreater(max(green), 1.2)  # the sun is brighter than white
        self.assertLess(statistics.median(green), 1.0)
        self.assertGreaterEqual(min(green), 0.0)


class CommandLine(MediaCase):
    def generate(self, *words):
        folder = tempfile.mkdtemp(prefix="candela-test-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        for name, data in (("first.png", picture(320, 180)), ("last.png", picture(320, 180, "smptehdbars")),
                           ("clip.mp4", clip(160, 120, 1))):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)
        run = subprocess.run([BINARY, "generate", "--server", f"http://127.0.0.1:{self.server.port}", "--key-file",
                              os.path.join(self.server.data, "default.key"), *words], cwd=folder, check=False,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=300)
        return run, folder

    def made_by(self, *words):
        run, folder = self.generate(*words)
        self.assertEqual(run.returncode, 0, run.stderr)
        with open(os.path.join(folder, run.stdout.splitlines()[0]), "rb") as file:
            return file.read()

    def test_files_become_media_of_every_type(self):
        data = self.made_by("morph", "--type", "video", "--resolution", "360p", "--start-frame", "first.png", "--end-frame",
                            "last.png", "-o", "made.mp4")
        self.assertEqual(int(probe(data)["nb_read_frames"]), 121)
        data = self.made_by("between", "--type", "video", "--resolution", "360p", "--keyframe", "0:first.png", "--keyframe",
                            "120:last.png")
        self.assertEqual(int(probe(data)["nb_read_frames"]), 121)
        data = self.made_by("sepia", "--type", "video_edit", "--source", "clip.mp4", "--strength", "adhere_2", "--keyframe",
                            "3:first.png", "-o", "edit.mp4")
        self.assertEqual((probe(data)["width"], int(probe(data)["nb_read_frames"])), (160, 24))
        data = self.made_by("wider", "--type", "video_reframe", "--source", "clip.mp4", "--aspect-ratio", "21:9", "--resolution",
                            "360p")
        self.assertEqual(int(probe(data)["nb_read_frames"]), 24)
        data = self.made_by("add a hat", "--type", "image_edit", "--source", "first.png", "--image-ref", "last.png")
        self.assertEqual(image_size(data), ("png", 320, 180))
        data = self.made_by("a hero", "--style", "manga", "--output-format", "jpeg", "--image-ref", "first.png", "--image-ref",
                            "last.png")
        self.assertEqual(image_size(data), ("jpeg", 1360, 2048))

    def test_ids_are_passed_on_and_nonsense_is_refused(self):
        first = self.done(prompt="a cat", aspect_ratio="3:1")["id"]
        self.assertEqual(image_size(self.made_by("at night", "--type", "image_edit", "--source", first)), ("png", 2048, 688))
        for words in (("--source", "nothing.png"), ("--source", "clip"), ("--keyframe", "first.png")):
            self.assertEqual(self.generate("a", "--type", "video", *words)[0].returncode, 2, words)
        self.assertEqual(self.generate("a", "--type", "image_edit", "--source", "http://127.0.0.1/a.png")[0].returncode, 3)


class Edits(MediaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = clip(400, 300, 3.5)

    def edit(self, **options):
        body = {key: options.pop(key) for key in ("prompt",) if key in options}
        return self.made(type="video_edit", model="ray-3.2", source=video_ref(self.source), **body, video=options or None)

    def test_an_edit_keeps_size_and_length(self):
        seen = probe(self.edit(prompt="make it a snowy night"))
        self.assertEqual((seen["width"], seen["height"], int(seen["nb_read_frames"])), (400, 300, 84))

    def test_the_stronger_the_farther_from_the_source(self):
        away = []
        for strength in ("adhere_1", "adhere_3", "flex_2", "reimagine_1", "reimagine_3"):
            data = self.edit(prompt="a moonlit night", edit={"strength": strength})
            away.append(mse(luma(data, 40), luma(self.source, 40)))
        self.assertEqual(away, sorted(away))
        self.assertGreater(away[-1], 3 * away[0])

    def test_keyframes_come_and_go(self):
        image = picture(400, 300, "smptehdbars")
        data = self.edit(prompt="sepia", edit={"keyframes": [ref(image)], "keyframe_indexes": [42]})
        self.assertGreaterEqual(psnr(luma(data, 42), luma(image, suffix=".png")), 38)
        self.assertLess(psnr(luma(data, 10), luma(image, suffix=".png")), 25)

    def test_any_rate_becomes_24(self):
        data = self.made(type="video_edit", model="ray-3.2", prompt="sepia", source=video_ref(clip(320, 240, 2, 30)))
        seen = probe(data)
        self.assertEqual(seen["avg_frame_rate"], "24/1")
        self.assertAlmostEqual(int(seen["nb_read_frames"]), 48, delta=1)

    def test_reframing_keeps_the_source_and_fills_the_rest(self):
        data = self.made(type="video_reframe", model="ray-3.2", aspect_ratio="9:16", source=video_ref(self.source),
                         video={"resolution": "360p"})
        seen = probe(data)
        self.assertEqual((seen["width"], seen["height"], int(seen["nb_read_frames"])), (360, 640, 84))
        for index in (0, 40, 83):
            inside = luma(data, index, area=(0, 185, 360, 270))
            self.assertGreaterEqual(psnr(inside, luma(self.source, index, size=(360, 270))), 38)
        top = raw(data, "select=eq(n\\,40),crop=360:180:0:0,format=gray")
        self.assertGreater(sum(top) / len(top), 40)  # not black
        edge = raw(data, "select=eq(n\\,40),crop=360:2:0:184,format=gray")
        self.assertLess(mse(edge[:360], edge[360:]), 60)  # no seam

    def test_reframing_where_it_is_told(self):
        data = self.made(type="video_reframe", model="ray-3.2", aspect_ratio="1:1", source=video_ref(self.source),
                         video={"resolution": "720p", "source_position": {"x_norm": 0.25, "y_norm": 0.5, "w_norm": 0.41666666,
                                                                         "h_norm": 0.3125}})
        self.assertEqual(probe(data)["width"], 960)
        self.assertGreaterEqual(psnr(luma(data, 30, area=(240, 480, 400, 300)), luma(self.source, 30)), 38)


class Pictures(MediaCase):
    def edit(self, prompt, size=(333, 217), **more):
        data = self.made(type="image_edit", prompt=prompt, source=ref(picture(*size)), output_format="png", **more)
        self.assertEqual(image_size(data), ("png", *size))
        return data

    def test_an_edit_keeps_the_size_and_does_something(self):
        seen = {raw(self.edit(prompt), "format=rgb24", ".png", "rgb24") for prompt in
                ("make it night", "snow", "watercolor", "pixel art", "a pencil sketch", "make the ball red", "add a hat", "qwertz")}
        self.assertEqual(len(seen), 8)
        before = raw(picture(333, 217), "format=rgb24", ".png", "rgb24")
        for after in seen:
            self.assertGreater(mse(before, after), 20)

    def test_night_is_darker_and_black_and_white_is_grey(self):
        before = raw(picture(333, 217), "format=gray", ".png")
        night = raw(self.edit("make it night"), "format=gray", ".png")
        self.assertLess(sum(night), 0.7 * sum(before))
        grey = raw(self.edit("black and white"), "format=rgb24", ".png", "rgb24")
        self.assertEqual(grey[0::3], grey[1::3])
        self.assertEqual(grey[0::3], grey[2::3])

    def test_a_reference_lends_its_colours(self):
        def color(data):
            pixels = raw(data, "scale=32:32:flags=area,format=rgb24", ".png", "rgb24")
            return [sum(pixels[c::3]) / 1024 for c in range(3)]

        red = picture(64, 64, "color=c=0xc02010")
        blue = picture(64, 64, "color=c=0x1030c0")
        warm = color(self.made(prompt="a beach", aspect_ratio="3:1", image_ref=[ref(red)]))
        cool = color(self.made(prompt="a beach", aspect_ratio="3:1", image_ref=[ref(blue)]))
        self.assertGreater(warm[0] - warm[2], cool[0] - cool[2] + 40)

    def test_manga_is_ink_on_paper(self):
        data = self.made(prompt="a girl in a city", style="manga", aspect_ratio="2:3", output_format="png")
        self.assertEqual(image_size(data), ("png", 1360, 2048))
        pixels = raw(data, "format=rgb24", ".png", "rgb24")
        self.assertEqual(pixels[0::3], pixels[2::3])
        ink = pixels[0::3]
        extreme = sum(1 for value in ink if value < 40 or value > 215)
        self.assertGreater(extreme, 0.75 * len(ink))
        self.assertTrue(all(value == 255 for value in ink[:1360]))  # the gutter
        self.assertEqual(image_size(self.made(prompt="a dog", style="manga"))[1:], (1360, 2048))
