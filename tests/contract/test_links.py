"""tests/contract/test_links.py - contract, sections 9 and 13: links to outputs, fresh each time, signed, with ranges."""
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from harness import ServerCase


class Links(ServerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = cls.server.accepted({"prompt": "a", "aspect_ratio": "16:9"})["id"]
        cls.url = cls.server.finished(cls.made)["output"][0]["url"]
        cls.whole = cls.server.fetch(cls.url).body

    def test_get(self):
        reply = self.server.fetch(self.url)
        self.assertEqual(reply.status, 200)
        self.assertEqual(reply.headers["content-type"], "image/png")
        self.assertEqual(reply.headers["x-content-type-options"], "nosniff")
        self.assertEqual(reply.headers["accept-ranges"], "bytes")
        self.assertEqual(int(reply.headers["content-length"]), len(reply.body))
        self.assertEqual(reply.body[:8], b"\x89PNG\r\n\x1a\n")
        self.assertRegex(reply.headers["etag"], r'^"[^"]+"$')

    def test_needs_no_key_and_ignores_a_wrong_one(self):
        self.assertEqual(self.server.fetch(self.url, headers={"Authorization": "Bearer nonsense"}).status, 200)

    def test_each_poll_gives_a_new_link(self):
        urls = {self.server.get(self.made).json["output"][0]["url"] for _ in range(20)}
        self.assertEqual(len(urls), 20)
        for url in urls:
            self.assertEqual(self.server.fetch(url).body, self.whole)

    def test_head(self):
        reply = self.server.fetch(self.url, method="HEAD")
        self.assertEqual((reply.status, reply.body), (200, b""))
        self.assertEqual(int(reply.headers["content-length"]), len(self.whole))
        self.assertEqual(reply.headers["content-type"], "image/png")

    def test_ranges(self):
        size = len(self.whole)
        table = [("bytes=0-0", 0, 0), ("bytes=0-99", 0, 99), ("bytes=100-", 100, size - 1),
                 (f"bytes={size - 1}-", size - 1, size - 1), ("bytes=-1", size - 1, size - 1),
                 ("bytes=-50", size - 50, size - 1), (f"bytes=-{size * 2}", 0, size - 1),
                 (f"bytes=10-{size * 5}", 10, size - 1)]
        for text, first, last in table:
            with self.subTest(range=text):
                reply = self.server.fetch(self.url, headers={"Range": text})
                self.assertEqual(reply.status, 206)
                self.assertEqual(reply.headers["content-range"], f"bytes {first}-{last}/{size}")
                self.assertEqual(reply.body, self.whole[first:last + 1])

    def test_ranges_outside(self):
        size = len(self.whole)
        for text in (f"bytes={size}-", f"bytes={size}-{size + 5}", "bytes=-0", f"bytes={2 ** 64 - 1}-"):
            with self.subTest(range=text):
                reply = self.server.fetch(self.url, headers={"Range": text})
                self.assertEqual(reply.status, 416)
                self.assertEqual(reply.json, {"detail": "Range not satisfiable"})
                self.assertEqual(reply.headers["content-range"], f"bytes */{size}")

    def test_odd_ranges_give_the_whole(self):
        for text in ("bytes=9-3", "bytes=a-b", "items=0-1", "bytes=", "bytes", "bytes=-", f"bytes={2 ** 70}-"):
            with self.subTest(range=text):
                reply = self.server.fetch(self.url, headers={"Range": text})
                self.assertEqual((reply.status, reply.body), (200, self.whole))

    def test_range_of_head(self):
        reply = self.server.fetch(self.url, method="HEAD", headers={"Range": "bytes=0-9"})
        self.assertIn(reply.status, (200, 206))
        self.assertEqual(reply.body, b"")

    def test_conditions(self):
        etag = self.server.fetch(self.url).headers["etag"]
        for header in (etag, "*", f'"x", {etag}', "W/" + etag):
            with self.subTest(header=header):
                reply = self.server.fetch(self.url, headers={"If-None-Match": header})
                self.assertEqual((reply.status, reply.body), (304, b""))
                self.assertEqual(reply.headers["etag"], etag)
        self.assertEqual(self.server.fetch(self.url, headers={"If-None-Match": '"other"'}).status, 200)
        some = {"Range": "bytes=0-9", "If-Range": etag}
        self.assertEqual(self.server.fetch(self.url, headers=some).status, 206)
        some["If-Range"] = '"other"'
        self.assertEqual(self.server.fetch(self.url, headers=some).status, 200)

    def forbidden(self, url):
        reply = self.server.fetch(url)
        self.assertEqual(reply.status, 403, url)
        self.assertIsInstance(reply.detail, str)

    def test_every_part_is_signed(self):
        parts = urlsplit(self.url)
        query = parse_qsl(parts.query)
        self.assertGreaterEqual(len(query), 3)
        for index, (name, value) in enumerate(query):
            for changed in (value[:-1] + ("1" if value[-1] != "1" else "2"), value + "0", "", "0"):
                other = [*query]
                other[index] = (name, changed)
                with self.subTest(name=name, changed=changed):
                    self.forbidden(parts._replace(query=urlencode(other)).geturl())
            with self.subTest(name=name, changed="left out"):
                self.forbidden(parts._replace(query=urlencode(query[:index] + query[index + 1:])).geturl())
        self.forbidden(parts._replace(query="").geturl())

    def test_the_path_is_signed(self):
        parts = urlsplit(self.url)
        second = self.server.finished(self.server.accepted({"prompt": "b"})["id"])["output"][0]["url"]
        self.forbidden(parts._replace(path=urlsplit(second).path).geturl())
        for path in (parts.path + "x", parts.path[:-1], re.sub("/objects/", "/objects//", parts.path),
                     "/objects/default.key", "/objects/../default.key"):
            with self.subTest(path=path):
                reply = self.server.fetch(parts._replace(path=path).geturl())
                self.assertIn(reply.status, (403, 404))
                self.assertNotIn(b"luma-api-", reply.body)

    def test_a_later_end_is_not_believed(self):
        parts = urlsplit(self.url)
        query = dict(parse_qsl(parts.query))
        expires = next(name for name, value in query.items() if name == "expires")
        query[expires] = str(int(query[expires]) + 3600)
        self.forbidden(parts._replace(query=urlencode(query)).geturl())

    def test_links_only_read(self):
        for method, status in (("PUT", 403), ("DELETE", 405), ("POST", 405)):  # uploads have links of their own
            self.assertEqual(self.server.fetch(self.url, method=method).status, status)

    def test_links_survive_a_restart(self):
        server = self.own_server()
        url = server.finished(server.accepted({"prompt": "a"})["id"])["output"][0]["url"]
        before = server.fetch(url)
        server.stop()
        server.start()
        after = server.fetch(url)
        self.assertEqual((after.status, after.body), (200, before.body))
        self.assertEqual(after.headers["etag"], before.headers["etag"])
