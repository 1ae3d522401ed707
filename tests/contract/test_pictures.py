"""tests/contract/test_pictures.py - contract, section 13, with the built-in engine: every ratio and format comes out as a
real image of the documented size; the same generation asked for twice gives other pictures."""
import hashlib

from harness import ServerCase, image_size

SIZES = {"1:1": (2048, 2048), "16:9": (2048, 1152), "9:16": (1152, 2048), "3:2": (2048, 1360), "2:3": (1360, 2048),
         "2:1": (2048, 1024), "1:2": (1024, 2048), "3:1": (2048, 688), "1:3": (688, 2048)}
PROMPT = "A glass of iced coffee on a marble countertop, morning light streaming through a window"


class Pictures(ServerCase):
    engine = "multiplane"

    def picture(self, **body):
        done = self.server.finished(self.server.accepted({"prompt": PROMPT, **body})["id"], 120)
        self.assertEqual(done["state"], "completed", done)
        self.assertEqual([item["type"] for item in done["output"]], ["image"])
        return self.server.fetch(done["output"][0]["url"])

    def test_every_ratio_in_both_formats(self):
        for index, (ratio, size) in enumerate(SIZES.items()):
            kind = "jpeg" if index % 2 else "png"
            with self.subTest(ratio=ratio, format=kind):
                reply = self.picture(aspect_ratio=ratio, output_format=kind)
                self.assertEqual(reply.status, 200)
                self.assertEqual(image_size(reply.body), (kind, *size))
                self.assertEqual(reply.headers["content-type"], "image/" + kind)
                self.assertGreater(len(reply.body), 20000)

    def test_the_model_picks_what_is_not_said(self):
        reply = self.picture(aspect_ratio=None, output_format=None)
        kind, width, height = image_size(reply.body)
        self.assertIn(kind, ("png", "jpeg"))
        self.assertIn((width, height), SIZES.values())

    def test_two_generations_differ(self):
        seen = {hashlib.sha256(self.picture(aspect_ratio="3:1").body).hexdigest() for _ in range(2)}
        self.assertEqual(len(seen), 2)

    def test_any_prompt_makes_a_picture(self):
        for prompt in ("x", "\n\t ", "\U0001f600\U0001f680", "\u6771\u4eac\u306e\u591c", "%s%n%x \\ \" ' <svg>", "a " * 3000,
                       "[crash] [hang]", "</svg><image href='file:///etc/passwd'/>", "\u202e\u0000".replace("\0", "")):
            with self.subTest(prompt=prompt[:20]):
                reply = self.picture(prompt=prompt, aspect_ratio="3:1", output_format="jpeg")
                self.assertEqual(image_size(reply.body), ("jpeg", 2048, 688))

    def test_the_larger_model_too(self):
        reply = self.picture(model="uni-1-max", aspect_ratio="1:3")
        self.assertEqual(image_size(reply.body)[1:], (688, 2048))
