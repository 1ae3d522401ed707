"""tests/contract/test_rules.py - contract, sections 4, 5 and 12: what a request may say, in which words it is refused, and
what is reserved for it. The first class sends the rules' own requests (src/request/rules_*.def), the others were written
from the contract alone."""
import json
import os
import re

from harness import TOP, ServerCase

UUID = "d290f1ee-6c54-4b01-90e6-d701748f0851"
IMAGE = {"url": "https://a.example/i.png"}
VIDEO = {"url": "https://a.example/v.mp4", "media_type": "video/mp4"}
MADE = {"generation_id": UUID}
STATUS = {"INVALID": 400, "UNPROCESSABLE": 422}
LITERAL = r'"(?:[^"\\]|\\.)*"'


def rows():
    """(name, status, accepting request, refusing request, text) of each rule."""
    for part in ("common", "media", "video"):
        with open(os.path.join(TOP, f"src/request/rules_{part}.def"), encoding="utf-8") as file:
            text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
        for row in re.findall(r"^CD_RULE\(.*?\)$(?=\nCD_RULE|\s*\Z)", text, re.S | re.M):
            name, _predicate, kind = re.match(r"CD_RULE\((\w+), (\w+), (\w+),", row).groups()
            texts = ["".join(json.loads(one) for one in re.findall(LITERAL, run))
                     for run in re.findall(rf"(?:{LITERAL}\s*)+", row)]
            _template, accepts, refuses, refusal = texts
            yield name, STATUS[kind], *(json.loads(one.replace("'", '"')) for one in (accepts, refuses)), refusal


def ray(kind, video=None, **more):
    body = {"prompt": "a", "model": "ray-3.2", "type": kind, **more}
    if video is not None:
        body["video"] = video
    if kind != "video":
        body.setdefault("source", VIDEO)
    if kind == "video_reframe":
        body.setdefault("aspect_ratio", "1:1")
    return body


class RulesCase(ServerCase):
    """A client that may do everything, and no worker: only answers count."""

    workers = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.all = cls.server.new_client(rpm=100000, concurrency=100000, credit="100000", hdr="on")
        cls.plain = cls.server.new_client(rpm=100000, concurrency=100000, credit="1000")


class Rows(RulesCase):
    def test_each_rule_refuses_in_its_words(self):
        count, able = 0, self.server.new_client(rpm=1000, credit="1", hdr="on")
        for name, status, _accepts, refuses, refusal in rows():
            client = self.plain if name == "V40_HDR_ACCESS" else able
            with self.subTest(rule=name):
                self.refused(client.post(refuses), status, refusal)
            count += 1
        self.assertGreater(count, 40)
        self.assertEqual(self.money(able.name), ("1.000000", "0.000000"))

    def test_each_rule_accepts(self):
        for name, _status, accepts, _refuses, _refusal in rows():
            if any(channel in json.dumps(accepts) for channel in ('"url"', '"data"', '"generation_id"', '"file_id"')):
                continue  # media is fetched before the answer: tests of ingest
            client = self.plain if name == "V40_HDR_ACCESS" else self.all
            with self.subTest(rule=name):
                reply = client.post(accepts)
                self.assertEqual((reply.status, reply.json.get("state")), (201, "queued"), reply)


class Texts(RulesCase):
    """The documented texts, at each place that they can name."""

    def test_media_channels_at_every_place(self):
        places = {
            "source": lambda ref: {"prompt": "a", "type": "image_edit", "source": ref},
            "image_ref[0]": lambda ref: {"prompt": "a", "image_ref": [ref]},
            "image_ref[2]": lambda ref: {"prompt": "a", "image_ref": [IMAGE, IMAGE, ref]},
            "video.start_frame": lambda ref: ray("video", {"start_frame": ref}),
            "video.end_frame": lambda ref: ray("video", {"end_frame": ref}),
            "video.keyframes[1]": lambda ref: ray("video", {"keyframes": [IMAGE, ref], "keyframe_indexes": [0, 1]}),
            "video.edit.keyframes[0]": lambda ref: ray("video_edit", {"edit": {"keyframes": [ref],
                                                                               "keyframe_indexes": [9]}}),
        }
        texts = [({"url": "https://a.example/i", "data": "AAAA", "media_type": "image/png"},
                  "{}: provide either 'url' or 'data', not both"),
                 ({}, "{}: provide either 'url' or 'data', not neither"),
                 ({"url": None, "data": "", "media_type": "image/png"}, "{}: provide either 'url' or 'data', not neither"),
                 ({"data": "AAAA"}, "{}: 'media_type' is required with 'data'")]
        for place, body in places.items():
            for ref, text in texts:
                with self.subTest(place=place, text=text):
                    self.refused(self.all.post(body(ref)), 400, text.format(place))

    def test_models_types_and_ratios(self):
        ratios = "1:1, 16:9, 21:9, 3:4, 4:3, 9:16"
        for body, text in [
            ({"model": "ray-3.2"}, "Type 'image' is not supported for model 'ray-3.2'"),
            ({"model": "ray-3.2", "type": "image_edit"}, "Type 'image_edit' is not supported for model 'ray-3.2'"),
            ({"model": "uni-1-max", "type": "video"}, "Type 'video' is not supported for model 'uni-1-max'"),
            ({"type": "video_reframe", "aspect_ratio": "3:2"}, "Type 'video_reframe' is not supported for model 'uni-1'"),
            ({"model": "ray-3.2+hdr"}, "Unknown model: ray-3.2+hdr"),
            ({"model": "photon-1", "type": "video"}, "Unknown model: photon-1"),
            ({"model": "ray-3.2", "type": "video", "aspect_ratio": "3:2"},
             f"Invalid aspect_ratio '3:2'. Valid: {ratios}"),
            ({"model": "ray-3.2", "type": "video_reframe", "source": VIDEO, "aspect_ratio": "1:3"},
             f"Invalid aspect_ratio '1:3'. Valid: {ratios}"),
            ({"model": "ray-3.2", "type": "video_reframe", "source": VIDEO, "aspect_ratio": None},
             "aspect_ratio is required for type 'video_reframe'"),
        ]:
            with self.subTest(text=text):
                self.refused(self.all.post({"prompt": "a", **body}), 400, text)

    def test_sources(self):
        typed = ("source.media_type must be a video/* type (e.g. 'video/mp4') when providing source.url / source.data "
                 "on type='{}'")
        for body, text in [
            ({"prompt": "a", "source": IMAGE}, "source is only valid for type 'image_edit'"),
            ({"prompt": "a", "type": "image_edit"}, "source is required for type 'image_edit'"),
            ({"prompt": "a", "type": "image_edit", "source": None}, "source is required for type 'image_edit'"),
            (ray("video_edit", source=None), "source is required for type 'video_edit'"),
            (ray("video_reframe", source=None), "source is required for type 'video_reframe'"),
            (ray("video_edit", source={"url": "https://a.example/v.mp4"}), typed.format("video_edit")),
            (ray("video_edit", source={"data": "AAAA"}), typed.format("video_edit")),
            (ray("video_reframe", source={"data": "AAAA", "media_type": "image/png"}), typed.format("video_reframe")),
            (ray("video_edit", image_ref=[IMAGE]), "image_ref is not supported for type 'video_edit'"),
            ({"prompt": "a", "type": "image_edit", "source": IMAGE, "image_ref": [IMAGE] * 9},
             "image_edit supports up to 8 reference images (source occupies one slot)"),
        ]:
            with self.subTest(body=str(body)[:80]):
                self.refused(self.all.post(body), 400, text)

    def test_manga(self):
        valid = "Valid aspect_ratio: 1:2, 1:3, 2:3, 9:16"
        for ratio in ("3:1", "2:1", "16:9", "3:2", "1:1"):
            self.refused(self.all.post({"prompt": "a", "style": "manga", "aspect_ratio": ratio}), 422,
                         f"aspect_ratio='{ratio}' is not allowed when style='manga'. {valid}")
        for ratio in ("2:3", "9:16", "1:2", "1:3", None):
            self.assertEqual(self.all.post({"prompt": "a", "style": "manga", "aspect_ratio": ratio}).status, 201)

    def test_video_options(self):
        controls = ("video.edit.auto_controls=true cannot be combined with video.edit.controls (auto mode derives the "
                    "schedule and ignores manual per-signal controls)")
        position = {"x_norm": 0, "y_norm": 0, "w_norm": 1, "h_norm": 1}
        for body, text in [
            (ray("video_edit", {"edit": {"auto_controls": True, "controls": {}}}), controls),
            (ray("video", {"source_position": position}), "video.source_position is only valid for type 'video_reframe'"),
            (ray("video_edit", {"loop": True}), "video.loop is only valid for type 'video'"),
            (ray("video_reframe", {"loop": True}), "video.loop is only valid for type 'video'"),
            (ray("video_reframe", {"edit": {}}), "video.edit is only valid for type 'video_edit'"),
            (ray("video_reframe", {"start_frame": IMAGE}), "video.start_frame is not supported for type 'video_reframe'"),
        ]:
            with self.subTest(text=text):
                self.refused(self.all.post(body), 400, text)

    def test_what_does_not_go_together(self):
        frames = {"keyframes": [IMAGE, IMAGE], "keyframe_indexes": [0, 24]}
        for video in (
            {"keyframes": [IMAGE]}, {"keyframe_indexes": [0]}, {**frames, "keyframe_indexes": [0]},
            {**frames, "keyframe_indexes": [5, 5]}, {**frames, "keyframe_indexes": [0, 121]},
            {**frames, "duration": "10s", "keyframe_indexes": [0, 241]},
            {**frames, "start_frame": IMAGE}, {**frames, "end_frame": IMAGE}, {**frames, "loop": True},
            {"start_frame": MADE, "end_frame": IMAGE}, {"start_frame": IMAGE, "end_frame": MADE},
            {"start_frame": MADE, "end_frame": MADE}, {"start_frame": MADE, "hdr": True}, {"end_frame": MADE, "hdr": True},
            {"end_frame": MADE, "loop": True}, {"end_frame": IMAGE, "loop": True},
            {"duration": "10s", "start_frame": IMAGE}, {"duration": "10s", "end_frame": IMAGE},
            {"duration": "10s", "loop": True}, {"duration": "10s", "hdr": True},
            {"hdr": True, "resolution": "360p"}, {"hdr": True, "resolution": "540p"}, {"hdr": True, "loop": True},
            {"exr_export": True}, {"exr_export": True, "hdr": False},
        ):
            with self.subTest(video=video):
                reply = self.all.post(ray("video", video))
                self.assertEqual(reply.status, 400, reply)
                self.assertRegex(reply.detail, r"video\.")
        for ratio in ("9:16", "3:4"):
            reply = self.all.post(ray("video_reframe", {"resolution": "1080p"}, aspect_ratio=ratio))
            self.assertEqual(reply.status, 400, reply)
            self.assertIn("coming soon", reply.detail)
        self.assertEqual(self.plain.post(ray("video", {"hdr": True})).status, 400)


class Schema(RulesCase):
    """422 with the place of each mistake, however deep."""

    def test_nested_places(self):
        for member, loc, kind in [
            ({"source": {"url": 5}}, ["source", "url"], "string_type"),
            ({"image_ref": [IMAGE, {"generation_id": "x"}]}, ["image_ref", 1, "generation_id"], "uuid_parsing"),
            ({"image_ref": [None]}, ["image_ref", 0], "model_attributes_type"),
            ({"video": {"resolution": "4k"}}, ["video", "resolution"], "literal_error"),
            ({"video": {"duration": "6s"}}, ["video", "duration"], "literal_error"),
            ({"video": {"keyframes": []}}, ["video", "keyframes"], "too_short"),
            ({"video": {"keyframes": [IMAGE] * 65}}, ["video", "keyframes"], "too_long"),
            ({"video": {"keyframe_indexes": [0, -1]}}, ["video", "keyframe_indexes", 1], "greater_than_equal"),
            ({"video": {"keyframe_indexes": [0.5]}}, ["video", "keyframe_indexes", 0], "int_from_float"),
            ({"video": {"edit": {"strength": "x"}}}, ["video", "edit", "strength"], "literal_error"),
            ({"video": {"edit": {"controls": {"depth": {"blur": 2}}}}},
             ["video", "edit", "controls", "depth", "blur"], "less_than_equal"),
            ({"video": {"source_position": {"x_norm": 0, "y_norm": 0, "w_norm": 0, "h_norm": 1}}},
             ["video", "source_position", "w_norm"], "greater_than"),
            ({"video": {"source_position": {"x_norm": 0, "y_norm": 0, "w_norm": 1}}},
             ["video", "source_position", "h_norm"], "missing"),
        ]:
            with self.subTest(loc=loc):
                reply = self.all.post({"prompt": "a", **member})
                self.assertEqual(reply.status, 422, reply)
                self.assertEqual([(item["loc"], item["type"]) for item in reply.detail], [(["body", *loc], kind)])

    def test_the_list_is_bounded(self):
        reply = self.all.post({"prompt": "a", "image_ref": [{"url": 1, "data": 2, "file_id": "x" * 200}] * 100})
        self.assertEqual((reply.status, len(reply.detail)), (422, 64))

    def test_a_long_value_is_not_sent_back(self):
        reply = self.all.post({"prompt": "a", "source": {"generation_id": "f" * 100000}})
        self.assertEqual((reply.status, reply.detail[0]["input"]), (422, None))
        self.assertLess(len(reply.body), 1000)


class Reserve(RulesCase):
    """Section 12: what is reserved for requests without media."""

    def reserved(self, body):
        client = self.server.new_client(credit="1000", hdr="on")
        reply = client.post(body)
        self.assertEqual(reply.status, 201, reply)
        return self.money(client.name)[1]

    def test_prices(self):
        for price, video in [
            ("0.060000", {"resolution": "360p"}), ("0.150000", {"resolution": "540p"}), ("0.300000", {}),
            ("1.200000", {"resolution": "1080p"}), ("0.180000", {"resolution": "360p", "duration": "10s"}),
            ("0.450000", {"resolution": "540p", "duration": "10s"}), ("0.900000", {"duration": "10s"}),
            ("3.600000", {"resolution": "1080p", "duration": "10s"}), ("0.600000", {"hdr": True}),
            ("2.400000", {"hdr": True, "resolution": "1080p"}), ("0.900000", {"hdr": True, "exr_export": True}),
            ("3.600000", {"hdr": True, "exr_export": True, "resolution": "1080p"}),
        ]:
            with self.subTest(video=video):
                self.assertEqual(self.reserved(ray("video", video)), price)
