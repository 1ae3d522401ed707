"""tests/contract/test_files.py - contract, section 16: files are announced, uploaded, looked at, listed, deleted, used."""
import json

from harness import ServerCase, png


class Files(ServerCase):
    def setUp(self):
        self.caller = self.server.new_client(rpm=1000, concurrency=100)

    def announce(self, data, mime="image/png", **more):
        reply = self.caller.request("POST", "/v1/files", {"mime_type": mime, "size_bytes": len(data), **more})
        self.assertEqual(reply.status, 200, reply)
        return reply.json

    def put(self, created, data):
        upload = created["upload"]
        self.assertEqual(upload["method"], "PUT")
        path = upload["url"].split(f":{self.server.port}", 1)[1]
        return self.server.request("PUT", path, body=data, headers=upload["headers"], auth=False)

    def upload(self, data, mime="image/png", **more):
        created = self.announce(data, mime, **more)
        self.assertEqual(self.put(created, data).status, 200)
        reply = self.caller.request("POST", f"/v1/files/{created['id']}/complete")
        self.assertEqual(reply.status, 200, reply)
        return reply.json

    def test_announce_upload_complete(self):
        data = png()
        created = self.announce(data, filename="a.png", purpose="reference", user_id="u-1")
        self.assertEqual((created["state"], created["file"]["state"]), ("pending", "pending"))
        self.assertEqual(created["id"], created["file"]["id"])
        self.assertEqual(set(created["file"]), {"id", "created_at", "mime_type", "purpose", "size_bytes", "state",
                                                "deleted_at", "expires_at", "failure_reason", "filename", "user_id"})
        early = self.caller.request("POST", f"/v1/files/{created['id']}/complete")
        self.refused(early, 409, "The file has not been uploaded yet")
        self.assertEqual(self.put(created, data).status, 200)
        done = self.caller.request("POST", f"/v1/files/{created['id']}/complete").json
        self.assertEqual((done["state"], done["filename"], done["purpose"], done["user_id"], done["size_bytes"]),
                         ("ready", "a.png", "reference", "u-1", len(data)))
        self.assertEqual(self.caller.request("GET", f"/v1/files/{created['id']}").json, done)
        self.assertEqual(self.put(created, data).status, 409)

    def test_multipart(self):
        data = png()
        body = (b"--Xboundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.png\"\r\n"
                b"Content-Type: image/png\r\n\r\n" + data +
                b"\r\n--Xboundary\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\ninput\r\n--Xboundary--\r\n")
        reply = self.caller.request("POST", "/v1/files", body, {"Content-Type": "multipart/form-data; boundary=Xboundary"})
        self.assertEqual(reply.status, 200, reply)
        file = reply.json["file"]
        self.assertIsNone(reply.json["upload"])
        self.assertEqual((file["state"], file["filename"], file["mime_type"], file["size_bytes"], file["purpose"]),
                         ("ready", "b.png", "image/png", len(data), "input"))

    def test_large_multipart(self):
        data = png() + bytes(5 << 20)
        body = (b"--Xboundary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.png\"\r\n"
                b"Content-Type: image/png\r\n\r\n" + data + b"\r\n--Xboundary--\r\n")
        reply = self.caller.request("POST", "/v1/files", body, {"Content-Type": "multipart/form-data; boundary=Xboundary"})
        self.assertEqual((reply.status, reply.json["file"]["size_bytes"]), (200, len(data)), reply)

    def test_what_is_no_image_fails(self):
        file = self.upload(b"this is text, not a picture")
        self.assertEqual(file["state"], "failed")
        self.assertTrue(file["failure_reason"])

    def test_the_bytes_decide_the_type(self):
        self.assertEqual(self.upload(png(), mime="image/jpeg")["mime_type"], "image/png")

    def test_schema(self):
        for body, where in (({}, "mime_type"), ({"mime_type": "image/png"}, "size_bytes"),
                            ({"mime_type": "image/png", "size_bytes": 0}, "size_bytes"),
                            ({"mime_type": "image/png", "size_bytes": 5368709121}, "size_bytes"),
                            ({"mime_type": "image/png", "size_bytes": 1.5}, "size_bytes"),
                            ({"mime_type": "image/png", "size_bytes": 1, "purpose": "fun"}, "purpose"),
                            ({"mime_type": "image/png", "size_bytes": 1, "expires_at": "soon"}, "expires_at")):
            with self.subTest(body=body):
                reply = self.caller.request("POST", "/v1/files", body)
                self.assertEqual(reply.status, 422)
                self.assertIn(["body", where], [item["loc"] for item in reply.detail])

    def test_uploads_are_held_to_their_size(self):
        data = png()
        created = self.announce(data)
        self.assertEqual(self.put(created, data + b"!").status, 413)
        self.assertEqual(self.put(created, data[:-1]).status, 400)
        self.assertEqual(self.put(created, data).status, 200)
        forged = json.loads(json.dumps(created).replace("signature=", "signature=A"))
        self.assertEqual(self.put(forged, data).status, 403)

    def test_quota(self):
        server = self.own_server(options=["--files-quota", "1"])
        half = {"mime_type": "video/mp4", "size_bytes": 1 << 29}
        ids = [server.request("POST", "/v1/files", half).json["id"] for _ in range(2)]
        reply = server.request("POST", "/v1/files", {"mime_type": "image/png", "size_bytes": 1})
        self.refused(reply, 400, "The files would be over 1073741824 bytes together: delete some first")
        self.assertEqual(server.request("DELETE", "/v1/files/" + ids[0]).status, 204)
        self.assertEqual(server.request("POST", "/v1/files", half).status, 200)

    def test_upload_link_is_for_that_file_and_method(self):
        created = self.announce(png())
        path = created["upload"]["url"].split(f":{self.server.port}", 1)[1]
        self.assertEqual(self.server.request("GET", path, auth=False).status, 403)
        other = self.announce(png())["id"]
        self.assertEqual(self.server.request("PUT", path.replace(created["id"], other), body=b"x", auth=False).status,
                         403)

    def test_pages(self):
        made = [self.upload(png(color=(i, 0, 0)), purpose="reference" if i % 2 else "input")["id"] for i in range(7)]
        seen, cursor = [], ""
        while cursor is not None:
            page = self.caller.request("GET", f"/v1/files?limit=3{cursor and '&cursor=' + cursor}").json
            seen += [file["id"] for file in page["data"]]
            self.assertEqual(page["has_more"], page["next_cursor"] is not None)
            cursor = page["next_cursor"]
        self.assertEqual(seen, made[::-1])
        odd = self.caller.request("GET", "/v1/files?purpose=reference&state=ready").json["data"]
        self.assertEqual([file["id"] for file in odd], made[::-1][1::2])
        for query in ("limit=0", "limit=101", "limit=x", "cursor=x", "state=lost", "purpose=fun"):
            self.assertEqual(self.caller.request("GET", "/v1/files?" + query).status, 422, query)

    def test_delete(self):
        file = self.upload(png())["id"]
        reply = self.caller.request("DELETE", f"/v1/files/{file}", headers={"Accept": "*/*"})
        self.assertEqual((reply.status, reply.body), (204, b""))
        self.assertEqual(self.caller.request("GET", f"/v1/files/{file}").json["state"], "deleted")
        self.assertEqual(self.caller.request("GET", "/v1/files").json["data"], [])
        self.assertEqual(len(self.caller.request("GET", "/v1/files?state=deleted").json["data"]), 1)
        self.refused(self.use(file), 400, "image_ref[0]: file not found")
        self.assertEqual(self.caller.request("DELETE", f"/v1/files/{file}").status, 204)

    def use(self, file):
        return self.caller.post({"prompt": "a", "image_ref": [{"file_id": file}]})

    def test_use(self):
        reply = self.use(self.upload(png())["id"])
        self.assertEqual(reply.status, 201, reply)
        self.assertEqual(self.caller.finished(reply.json["id"])["state"], "completed")

    def test_use_of_what_is_not_ready(self):
        for file in (self.announce(png())["id"], self.upload(b"no picture at all")["id"],
                     "00000000-0000-4000-8000-000000000000"):
            self.refused(self.use(file), 400, "image_ref[0]: file not found")

    def test_other_clients_see_nothing(self):
        file = self.upload(png())["id"]
        other = self.server.new_client()
        for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/complete")):
            self.refused(other.request(method, f"/v1/files/{file}{path}"), 404, "File not found")
        self.refused(other.post({"prompt": "a", "image_ref": [{"file_id": file}]}), 400, "image_ref[0]: file not found")
        self.assertEqual(other.request("GET", "/v1/files").json, {"data": [], "has_more": False, "next_cursor": None})

    def test_expiry(self):
        caller = self.server.new_client(key_options=["--sandbox"])
        self.caller = caller
        clock = caller.request("GET", "/sandbox/clock").json["now"]
        hour = f"{int(clock[11:13]):02d}"
        year = int(clock[:4]) + 1
        file = self.upload(png(), expires_at=f"{year}{clock[4:10].replace('02-29', '02-28')}T{hour}:00:00Z")
        self.assertEqual(self.use(file["id"]).status, 201)
        caller.request("POST", "/sandbox/clock", {"advance_s": 367 * 86400})
        self.refused(self.use(file["id"]), 400, "image_ref[0]: file not found")
        self.assertEqual(caller.request("GET", f"/v1/files/{file['id']}").json["state"], "deleted")
        self.assertEqual(caller.request("GET", "/v1/files").json["data"], [])
