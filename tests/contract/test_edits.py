"""tests/contract/test_edits.py - image_edit of the built-in engine's own pictures, told by generation_id: what the prompt asks
for changes, the rest stays as it is, and an edit can be edited again."""
from harness import ServerCase, image_size, ref
from harness import media

PROMPT = "a dog under a tree and a red kite in a meadow"
SIZE = (2048, 688)


class Edits(ServerCase):
    engine = "multiplane"

    def made(self, **body):
        done = self.server.finished(self.server.accepted(body)["id"], 120)
        self.assertEqual(done["state"], "completed", done)
        return done["id"], self.server.fetch(done["output"][0]["url"]).body

    def edited(self, prompt, source):
        return self.made(type="image_edit", prompt=prompt, source=source)

    @staticmethod
    def grey(picture):
        return media.raw(picture, "format=gray", suffix=".png")

    def changed(self, before, after):
        """The rows and columns from the first to the last that differ visibly, and PSNR of everything else."""
        first, second = self.grey(before), self.grey(after)
        self.assertEqual(len(first), SIZE[0] * SIZE[1])
        self.assertEqual(len(second), len(first))
        spots = [at for at, (a, b) in enumerate(zip(first, second)) if abs(a - b) > 12]
        self.assertTrue(spots, "nothing changed")
        columns = [at % SIZE[0] for at in spots]
        left, right, top, bottom = min(columns), max(columns), spots[0] // SIZE[0], spots[-1] // SIZE[0]
        rest = [(a - b) ** 2 for at, (a, b) in enumerate(zip(first, second))
                if not (left <= at % SIZE[0] <= right and top <= at // SIZE[0] <= bottom)]
        return (left, top, right, bottom), media.decibels(sum(rest) / len(rest))

    def test_an_edit_by_generation_changes_what_it_names(self):
        base, picture = self.made(prompt=PROMPT, aspect_ratio="3:1")
        boxes = []
        for prompt in ("remove the dog", "make the kite green"):
            with self.subTest(prompt=prompt):
                _, after = self.edited(prompt, {"generation_id": base})
                self.assertEqual(image_size(after), ("png", *SIZE))
                box, rest = self.changed(picture, after)
                self.assertLess((box[2] - box[0]) * (box[3] - box[1]), 0.35 * SIZE[0] * SIZE[1], box)
                self.assertGreaterEqual(rest, 40.0)
                boxes.append(box)
        self.assertNotEqual(boxes[0], boxes[1])

    def test_an_edit_of_an_edit_goes_on_from_there(self):
        base, picture = self.made(prompt=PROMPT, aspect_ratio="3:1")
        once, first = self.edited("remove the dog", {"generation_id": base})
        _, second = self.edited("add two balloons", {"generation_id": once})
        self.changed(picture, first)
        _, rest = self.changed(first, second)
        self.assertGreaterEqual(rest, 40.0)

    def test_the_same_picture_without_its_generation_is_edited_by_its_pixels(self):
        _, picture = self.made(prompt=PROMPT, aspect_ratio="3:1")
        _, after = self.edited("make it night", ref(picture))
        self.assertEqual(image_size(after), ("png", *SIZE))
        self.assertLess(sum(self.grey(after)), 0.75 * sum(self.grey(picture)))
