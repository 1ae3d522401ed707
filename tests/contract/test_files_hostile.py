"""tests/contract/test_files_hostile.py - the Files API and large bodies against callers who do things at the same time, in the
wrong order or not at all."""
import base64
import os
import socket
import threading
import time
import uuid

from harness import ServerCase, png, read_reply, wait_for

BOUNDARY = b"Xboundary"
FORM = {"Content-Type": "multipart/form-data; boundary=Xboundary"}


def form(*parts):
    """A multipart body of (headers, bytes)."""
    return b"".join(b"--" + BOUNDARY + b"\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + data + b"\r\n"
                    for head, data in parts) + b"--" + BOUNDARY + b"--\r\n"


class Hostile(ServerCase):
    def setUp(self):
        self.caller = self.server.new_client(rpm=1000, concurrency=100)

    def announce(self, data, mime="image/png", **more):
        reply = self.caller.request("POST", "/v1/files", {"mime_type": mime, "size_bytes": len(data), **more})
        self.assertEqual(reply.status, 200, reply)
        return reply.json

    def path(self, created):
        return created["upload"]["url"].split(f":{self.server.port}", 1)[1]

    def put(self, created, data):
        return self.server.request("PUT", self.path(created), body=data, auth=False)

    def file(self, name):
        return self.caller.request("GET", f"/v1/files/{name}").json

    def test_a_form_may_name_its_fields_in_any_order(self):
        bytes_part = (b'name="file"; filename="camera.png"\r\nContent-Type: image/png', png())
        fields = [(b'name="filename"', b"mine.png"), (b'name="mime_type"', b"image/png"), (b'name="purpose"', b"reference")]
        for parts in ((bytes_part, *fields), (*fields, bytes_part)):
            reply = self.caller.request("POST", "/v1/files", form(*parts), FORM)
            self.assertEqual(reply.status, 200, reply)
            self.assertEqual((reply.json["file"]["filename"], reply.json["file"]["purpose"]), ("mine.png", "reference"))

    def test_forms_that_are_none(self):
        for body in (b"", b"--Xboundary", form((b'name="purpose"', b"input")), form((b'name="file"; filename="a"', b"")),
                     form((b'name="file"; filename="a.png"', png()), (b'name="purpose"', b"x" * 9000)),
                     form((b'name="file"; filename="\xff\xfe"\r\nContent-Type: image/png', png()))):
            with self.subTest(body=body[:60]):
                self.assertIn(self.caller.request("POST", "/v1/files", body, FORM).status, (400, 413, 422))
        self.assertEqual(self.caller.request("GET", "/v1/files").json["data"], [])

    def test_types_that_are_no_header(self):
        for mime in ("image/png\r\nX-Evil: 1", "image/\u00e9", "image/\x7f", "", "image", "text/html", "image/" + "a" * 300):
            with self.subTest(mime=mime):
                reply = self.caller.request("POST", "/v1/files", {"mime_type": mime, "size_bytes": 3})
                self.assertEqual((reply.status, reply.detail[0]["loc"]), (422, ["body", "mime_type"]))

    def test_arguments_may_be_escaped(self):
        made = self.announce(png())
        for query, found in (("limit=%31&state=pend%69ng", 1), ("state=%72eady", 0), ("purpose=%69nput", 1)):
            reply = self.caller.request("GET", "/v1/files?" + query)
            self.assertEqual([file["id"] for file in reply.json["data"]], [made["id"]] * found)
        for query in ("limit=%", "limit=%zz", "limit=1%00", "state=%00", "cursor=%2"):
            self.assertEqual(self.caller.request("GET", "/v1/files?" + query).status, 422, query)

    def test_why_a_form_failed_stays_known(self):
        made = self.caller.request("POST", "/v1/files", form((b'name="file"; filename="a"\r\nContent-Type: image/png', b"no")),
                                   FORM).json["file"]
        self.assertEqual(made["state"], "failed")
        self.assertEqual(self.file(made["id"]), made)

    def test_what_is_deleted_while_it_is_looked_at_stays_deleted(self):
        clip = self.server.accepted({"prompt": "a", "type": "video", "model": "ray-3.2", "video": {"duration": "10s"}})
        clip = self.server.fetch(self.server.finished(clip["id"])["output"][0]["url"]).body
        for _ in range(5):
            created = self.announce(clip, "video/mp4")
            self.assertEqual(self.put(created, clip).status, 200)
            looking = threading.Thread(target=self.caller.request, args=("POST", f"/v1/files/{created['id']}/complete"))
            looking.start()
            self.assertEqual(self.caller.request("DELETE", f"/v1/files/{created['id']}").status, 204)
            looking.join()
            self.assertEqual(self.file(created["id"])["state"], "deleted")

    def test_bytes_that_were_looked_at_are_not_exchanged(self):
        data, other = png(64, 64, (1, 2, 3)), png(64, 64, (3, 2, 1))
        self.assertEqual(len(data), len(other))
        data, other, half = data + bytes(3 << 20), other + bytes(3 << 20), 2 << 20
        created = self.announce(data)
        with self.server.raw() as late:
            late.sendall(f"PUT {self.path(created)} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(other)}\r\n\r\n".encode() + other[:half])
            self.assertEqual(self.put(created, data).status, 200)
            self.assertEqual(self.caller.request("POST", f"/v1/files/{created['id']}/complete").json["state"], "ready")
            late.sendall(other[half:])
            self.assertEqual(read_reply(late)[0], 409)

    def test_a_file_is_held_to_the_limit_of_its_place(self):
        data = png() + bytes(52428801 - len(png()))
        created = self.announce(data)
        self.assertEqual(self.put(created, data).status, 200)
        self.assertEqual(self.caller.request("POST", f"/v1/files/{created['id']}/complete").json["state"], "ready")
        self.refused(self.caller.post({"prompt": "a", "image_ref": [{"file_id": created["id"]}]}), 413,
                     "image_ref[0]: image exceeds 50 MB limit")
        self.assertEqual(self.money(self.caller.name), ("100.000000", "0.000000"))

    def test_callers_without_a_key_take_no_room_from_others(self):
        body = b'{"prompt":"a","user_id":"' + b"x" * (2 << 20) + b'"}'
        head = "POST /v1/generations HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nAuthorization: Bearer {}\r\n\r\n1\r\n{{\r\n"
        slow = []
        try:
            for key in ("nobody", "luma-api-nobody", self.caller.key, self.caller.key):
                slow.append(socket.create_connection(("127.0.0.1", self.server.port), timeout=30))
                slow[-1].sendall(head.format(key).encode())
            for _ in range(3):
                self.assertEqual(self.caller.post(body).status, 422)
        finally:
            for one in slow:
                one.close()

    def test_the_same_request_many_times_at_once_stores_its_media_once(self):
        server = self.own_server(workers=0)
        body = {"prompt": "a", "type": "image_edit", "source": {"data": base64.b64encode(png()).decode(), "media_type": "image/png"}}
        for key in "abc":
            replies, start = [], threading.Barrier(8)

            def post():
                start.wait()
                replies.append(server.post(body, headers={"Idempotency-Key": key}))

            threads = [threading.Thread(target=post) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertLessEqual({reply.status for reply in replies}, {201, 409})
            self.assertEqual(len({reply.json["id"] for reply in replies if reply.status == 201}), 1)
        wait_for(lambda: len(os.listdir(os.path.join(server.data, "objects", "in", "incoming"))) == 3)
        server.stop()

    def test_what_a_crash_leaves_of_uploads_is_cleared(self):
        server = self.own_server(workers=0)
        caller = server.new_client()
        data = png()
        created = caller.request("POST", "/v1/files", {"mime_type": "image/png", "size_bytes": len(data)}).json
        path = created["upload"]["url"].split(f":{server.port}", 1)[1]
        self.assertEqual(server.request("PUT", path, body=data, auth=False).status, 200)
        folder = os.path.join(server.data, "objects", "fi", "files")
        self.assertEqual(os.listdir(folder), [created["id"]])
        for name, age_s in ((str(uuid.uuid4()), 3600), (created["id"] + ".tmp.1-1", 2 * 86400), (created["id"], 3600)):
            with open(os.path.join(folder, name), "ab"):
                pass
            os.utime(os.path.join(folder, name), (time.time() - age_s,) * 2)
        server.stop()
        server.start()
        wait_for(lambda: os.listdir(folder) == [created["id"]])
        server.stop()
