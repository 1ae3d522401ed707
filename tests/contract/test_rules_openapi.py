"""tests/contract/test_rules_openapi.py - the document describes requests as the server judges them: what it accepts fits the
schema, what it refuses as misshapen does not."""
from harness import ServerCase

UUID = "d290f1ee-6c54-4b01-90e6-d701748f0851"
IMAGE = {"url": "https://a.example/i.png"}
KINDS = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def is_a(value, kind):
    if kind in ("number", "integer"):
        whole = kind == "number" or value == int(value) if isinstance(value, (int, float)) else False
        return isinstance(value, (int, float)) and not isinstance(value, bool) and whole
    return isinstance(value, KINDS[kind])


class OfRequests(ServerCase):
    workers = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.schemas = cls.server.request("GET", "/openapi.json", auth=False).json["components"]["schemas"]

    def fits(self, value, schema):
        """As much of JSON Schema as the document uses."""
        if "$ref" in schema:
            return self.fits(value, self.schemas[schema["$ref"].rsplit("/", 1)[1]])
        if "anyOf" in schema:
            return any(self.fits(value, one) for one in schema["anyOf"])
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(is_a(value, kind) for kind in kinds) or value not in schema.get("enum", [value]):
            return False
        if isinstance(value, dict):
            return set(schema.get("required", ())) <= set(value) and all(
                self.fits(member, schema["properties"][name]) for name, member in value.items()
                if name in schema["properties"])
        if isinstance(value, list):
            return schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)) and all(
                self.fits(item, schema["items"]) for item in value)
        if isinstance(value, str):
            return len(value) <= schema.get("maxLength", len(value))
        if is_a(value, "number"):
            low, high = schema.get("minimum", value), schema.get("maximum", value)
            return low <= value <= high and value > schema.get("exclusiveMinimum", value - 1)
        return True

    def test_members_are_those_of_the_contract(self):
        members = {name: set(schema["properties"]) for name, schema in self.schemas.items() if "properties" in schema}
        self.assertEqual(members["ImageRef"], {"url", "data", "media_type", "generation_id", "file_id"})
        self.assertEqual(members["VideoOptions"], {"resolution", "duration", "loop", "hdr", "exr_export", "start_frame",
                                                   "end_frame", "keyframes", "keyframe_indexes", "edit", "source_position"})
        self.assertEqual(members["VideoEditOptions"],
                         {"auto_controls", "strength", "controls", "keyframes", "keyframe_indexes"})
        self.assertEqual(members["AdvancedControls"], {"pose", "depth", "normals", "trajectory", "face"})
        self.assertEqual(members["SourcePosition"], {"x_norm", "y_norm", "w_norm", "h_norm"})
        self.assertEqual(len(self.schemas["VideoEditOptions"]["properties"]["strength"]["enum"]), 9 + 1)

    def test_schema_and_server_agree(self):
        client = self.server.new_client(rpm=100000, concurrency=100000, credit="1000", hdr="on")
        position = {"x_norm": -2, "y_norm": 2, "w_norm": 0.1, "h_norm": 2}
        for member in (
            {}, {"style": "manga"}, {"style": "oil"}, {"output_format": None}, {"output_format": "jpg"}, {"user_id": "x" * 257},
            {"source": None}, {"source": {"url": 1}}, {"source": []}, {"source": {"file_id": None}},
            {"image_ref": None}, {"image_ref": []}, {"image_ref": [{}]}, {"image_ref": [5]},
            {"video": {}}, {"video": {"resolution": "720p", "duration": None, "loop": False}}, {"video": {"resolution": "8k"}},
            {"video": {"loop": 0}}, {"video": {"keyframes": []}}, {"video": {"keyframes": [IMAGE] * 65}},
            {"video": {"keyframes": [IMAGE], "keyframe_indexes": [0]}}, {"video": {"keyframe_indexes": [-1]}},
            {"video": {"keyframe_indexes": [1.5]}}, {"video": {"start_frame": {"generation_id": UUID}}},
            {"video": {"start_frame": {"media_type": 5}}}, {"video": {"edit": {"strength": None}}},
            {"video": {"edit": {"strength": "weak"}}}, {"video": {"edit": {"controls": {"face": {"enabled": "no"}}}}},
            {"video": {"edit": {"controls": {"depth": {"blur": 1}}}}}, {"video": {"edit": {"controls": {"depth": {"blur": 1.1}}}}},
            {"video": {"source_position": position}}, {"video": {"source_position": {**position, "w_norm": 0}}},
            {"video": {"source_position": {**position, "x_norm": None}}}, {"video": {"source_position": {"x_norm": 0}}},
        ):
            body = {"prompt": "a", **member}
            with self.subTest(member=member):
                reply = client.post(body)
                misshapen = reply.status == 422 and isinstance(reply.detail, list)
                self.assertEqual(self.fits(body, self.schemas["GenerationRequest"]), not misshapen, reply)

    def test_the_page_has_every_object(self):
        page = self.server.request("GET", "/docs", auth=False).body.decode()
        for name in ("ImageRef", "VideoOptions", "VideoEditOptions", "AdvancedControls", "SourcePosition"):
            self.assertIn(f"id={name}", page)
            self.assertIn(f"href=#{name}", page)
        for word in ("keyframe_indexes", "reimagine_3", "1080p", "generation_id"):
            self.assertIn(word, page)
