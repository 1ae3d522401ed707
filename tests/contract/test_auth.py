"""tests/contract/test_auth.py - contract, section 3: who may ask, on POST and GET alike; keys and clients change at
once on the running server."""
import json
import os
import stat

from harness import ServerCase

NOBODY = "d290f1ee-6c54-4b01-90e6-d701748f0851"


class Auth(ServerCase):
    def both(self, caller, status, detail, **more):
        self.refused(caller.post({"prompt": "a"}, **more), status, detail)
        self.refused(caller.get(NOBODY, **more), status, detail)

    def test_missing_or_malformed(self):
        key = self.server.key
        for header in (False, "bearer " + key, "BEARER " + key, key, "Basic " + key, "Bearer", "Bearer ",
                       "Bearer xyz", "Bearer " + key.removeprefix("luma-api-"), "Bearer luma-" + key,
                       "Token " + key):
            with self.subTest(header=header):
                self.both(self.server, 401, "Missing or invalid API key", auth=header)

    def test_unknown_key(self):
        key = self.server.key
        other = key[:-1] + ("A" if key[-1] != "A" else "B")
        for token in (key[:-1], key + "x", other, "luma-api-", "luma-api-" + "x" * 43, "luma-api-" + "x" * 5000):
            with self.subTest(token=token[:40]):
                self.both(self.server, 401, "Invalid API key", auth="Bearer " + token)

    def test_auth_comes_before_the_path(self):
        self.refused(self.server.get("not-an-id", auth=False), 401, "Missing or invalid API key")
        self.refused(self.server.get("not-an-id", auth="Bearer luma-api-nope"), 401, "Invalid API key")

    def test_auth_comes_before_the_schema(self):
        self.refused(self.server.post(b"{", auth="Bearer luma-api-nope"), 401, "Invalid API key")

    def test_revoked_key_stops_at_once(self):
        caller = self.server.new_client()
        keys = json.loads(self.server.cli("key", "list", "--client", caller.name, "--json").stdout)["data"]
        self.assertEqual(len(keys), 1)
        self.assertTrue(caller.key.startswith(keys[0]["prefix"]))
        self.assertEqual(keys[0]["state"], "active")
        self.assertEqual(caller.post({"prompt": "a"}).status, 201)
        self.server.cli("key", "revoke", keys[0]["id"])
        self.both(caller, 401, "API key has been revoked")
        keys = json.loads(self.server.cli("key", "list", "--client", caller.name, "--json").stdout)["data"]
        self.assertEqual(keys[0]["state"], "revoked")
        self.assertIsNotNone(keys[0]["revoked_at"])

    def test_expired_key(self):
        caller = self.server.new_client(key_options=("--expires", "2020-01-01T00:00:00Z"))
        self.both(caller, 401, "API key has expired")
        later = self.server.new_client(key_options=("--expires", "2999-01-01T00:00:00Z"))
        self.assertEqual(later.post({"prompt": "a"}).status, 201)

    def test_many_keys_share_one_client(self):
        caller = self.server.new_client()
        made = caller.accepted({"prompt": "a"})
        caller.key = self.server.cli("key", "add", "--client", caller.name, "--name", "second").stdout.strip()
        self.assertTrue(caller.key.startswith("luma-api-"))
        self.assertEqual(caller.get(made["id"]).status, 200)

    def test_suspended_and_deactivated_clients(self):
        caller = self.server.new_client()
        for state in ("suspended", "deactivated"):
            self.server.cli("client", "set", caller.name, "--state", state)
            self.both(caller, 403, f"API client is {state}")
        self.server.cli("client", "set", caller.name, "--state", "active")
        self.assertEqual(caller.post({"prompt": "a"}).status, 201)

    def test_the_first_key_is_private(self):
        mode = stat.S_IMODE(os.stat(os.path.join(self.server.data, "default.key")).st_mode)
        self.assertEqual(mode, 0o600)
        self.assertNotIn(self.server.key, self.server.log().replace("default.key", ""))

    def test_another_clients_generation_is_unknown(self):
        mine = self.server.new_client().accepted({"prompt": "a"})
        other = self.server.new_client()
        for name in (mine["id"], NOBODY, "not-a-uuid", "x" * 2000, mine["id"] + "0"):
            with self.subTest(name=name[:60]):
                self.refused(other.get(name), 404, "Generation not found")

