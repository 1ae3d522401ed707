"""tests/contract/test_openapi.py - /openapi.json and /docs say what the server does: same paths, same fields, same replies."""
import re

from harness import ServerCase


class OpenApi(ServerCase):
    workers = 1

    def document(self):
        reply = self.server.new_client().request("GET", "/openapi.json", auth=False)
        self.assertEqual((reply.status, reply.headers["content-type"]), (200, "application/json"))
        return reply.json

    def fits(self, schema, value, document):
        """Whether a value has the shape of a schema: types, required members, enumerations."""
        if "$ref" in schema:
            return self.fits(document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], value, document)
        if "type" not in schema:
            return True
        kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        self.assertIsInstance(value, tuple(kinds[name] for name in names))
        if "enum" in schema:
            self.assertIn(value, schema["enum"])
        if isinstance(value, dict):
            self.assertEqual(set(schema.get("required", ())) - set(value), set())
            members = schema.get("properties", dict.fromkeys(value, schema.get("additionalProperties", {})))
            self.assertEqual(set(value) - set(members), set())
            for name, member in value.items():
                self.fits(members[name], member, document)
        if isinstance(value, list) and "items" in schema:
            for item in value:
                self.fits(schema["items"], item, document)
        return True

    def schema(self, document, path, method, status):
        return document["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"]

    def test_replies_fit_their_schemas(self):
        document, client = self.document(), self.server.new_client(credit="1", rpm=100)
        self.assertEqual(document["openapi"], "3.1.0")
        made = client.post({"prompt": "a"})
        self.fits(self.schema(document, "/v1/generations", "post", "201"), made.json, document)
        for prompt in ("a", "[fail=rate_limited]"):
            ended = client.finished(client.accepted({"prompt": prompt})["id"])
            self.fits(self.schema(document, "/v1/generations/{id}", "get", "200"), ended, document)
        self.fits(self.schema(document, "/v1/usage", "get", "200"), client.request("GET", "/v1/usage").json, document)
        for body in ({"prompt": ""}, {}):
            refused = client.post(body)
            self.fits(self.schema(document, "/v1/generations", "post", str(refused.status)), refused.json, document)

    def test_replies_of_files_fit_their_schemas(self):
        document, client = self.document(), self.server.new_client()
        made = client.request("POST", "/v1/files", {"mime_type": "image/png", "size_bytes": 5, "filename": "a.png"})
        self.fits(self.schema(document, "/v1/files", "post", "200"), made.json, document)
        path = "/v1/files/" + made.json["id"]
        early = client.request("POST", path + "/complete")
        self.fits(self.schema(document, "/v1/files/{id}/complete", "post", "409"), early.json, document)
        listed = client.request("GET", "/v1/files")
        self.fits(self.schema(document, "/v1/files", "get", "200"), listed.json, document)
        self.assertEqual(len(listed.json["data"]), 1)
        self.assertEqual(client.request("DELETE", path).status, 204)
        self.fits(self.schema(document, "/v1/files/{id}", "get", "200"), client.request("GET", path).json, document)

    def test_each_method_of_a_path_has_its_place(self):
        paths = self.document()["paths"]
        self.assertEqual(set(paths["/v1/files"]), {"get", "post"})
        self.assertEqual(set(paths["/v1/files/{id}"]), {"get", "delete"})
        self.assertEqual(set(paths["/objects/{key}"]), {"get", "head", "put"})
        names = [one["operationId"] for operations in paths.values() for one in operations.values()]
        self.assertEqual(len(names), len(set(names)))

    def test_every_path_is_there_and_local_ones_are_not(self):
        document, client = self.document(), self.server.new_client(credit="1")
        for path, operations in document["paths"].items():
            self.assertFalse(path.startswith("/local"))
            for method in operations:
                with self.subTest(path=path, method=method):
                    reply = client.request(method.upper(), path.replace("{id}", "x").replace("{key}", "x"))
                    self.assertNotEqual(reply.status, 405)
                    expected = set(operations[method]["responses"])
                    self.assertIn(str(reply.status), expected | {"422"} if method == "post" else expected)

    def test_references_lead_somewhere_and_parameters_are_named(self):
        document = self.document()
        for name in re.findall(r"#/components/schemas/(\w+)", str(document)):
            self.assertIn(name, document["components"]["schemas"])
        for path, operations in document["paths"].items():
            for operation in operations.values():
                named = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
                self.assertEqual(named, set(re.findall(r"{(\w+)}", path)))

    def test_request_fields_are_those_of_the_contract(self):
        schema = self.document()["components"]["schemas"]["GenerationRequest"]
        self.assertEqual(schema["required"], ["prompt"])
        self.assertEqual(set(schema["properties"]), {"prompt", "type", "model", "aspect_ratio", "style", "output_format",
                                                     "web_search", "image_ref", "source", "video", "user_id"})
        self.assertIsNone(schema["properties"]["aspect_ratio"]["enum"][-1])

    def test_the_page_needs_nothing_else(self):
        reply = self.server.new_client().request("GET", "/docs", auth=False)
        self.assertEqual((reply.status, reply.headers["content-type"]), (200, "text/html; charset=utf-8"))
        page = reply.body.decode()
        self.assertNotRegex(page, r"(src|href)=.?(https?:)?//")
        self.assertIn("default-src 'none'", reply.headers["content-security-policy"])
        for word in ("/v1/generations/{id}", "aspect_ratio", "content_moderated"):
            self.assertIn(word, page)
