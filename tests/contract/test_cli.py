"""tests/contract/test_cli.py - the command line that scripts depend on, with the server running and without."""
import json
import os
import subprocess

from harness import BINARY, ServerCase, image_size


class CommandLine(ServerCase):
    def test_the_same_with_and_without_a_server(self):
        server = self.own_server(workers=0)
        server.cli("client", "add", "before", "--rpm", "5", "--credit", "3")
        running = server.client("before")
        server.stop()
        self.assertEqual(server.client("before"), running)
        server.cli("client", "set", "before", "--rpm", "6", "--hdr", "on")
        server.cli("client", "add", "offline", "--concurrency", "2")
        key = server.cli("key", "add", "--client", "offline").stdout.strip()
        names = [row["name"] for row in json.loads(server.cli("client", "list", "--json").stdout)["data"]]
        self.assertEqual(names, ["default", "before", "offline"])
        server.start()
        shown = server.client("before")
        self.assertEqual((shown["rpm"], shown["hdr"]), (6, True))
        server.key = key
        self.assertEqual(server.post({"prompt": "a"}).status, 402)
        server.cli("client", "credit", "offline", "1")
        self.assertEqual(server.post({"prompt": "a"}).status, 201)

    def test_shapes_of_json(self):
        client = self.server.new_client(key_options=("--name", "label", "--sandbox"))
        shown = self.server.client(client.name)
        self.assertEqual(list(shown), ["id", "name", "state", "rpm", "concurrency", "hdr", "balance_usd",
                                       "reserved_usd", "created_at"])
        self.assertEqual(shown["name"], client.name)
        keys = json.loads(self.server.cli("key", "list", "--client", client.name, "--json").stdout)["data"]
        self.assertEqual([list(key) for key in keys], [["id", "client", "name", "prefix", "sandbox", "state",
                                                        "created_at", "expires_at", "revoked_at"]])
        self.assertEqual((keys[0]["name"], keys[0]["sandbox"], keys[0]["expires_at"]), ("label", True, None))
        everyone = json.loads(self.server.cli("key", "list", "--json").stdout)["data"]
        self.assertIn(keys[0], everyone)
        self.assertGreater(len(everyone), 1)

    def test_a_key_is_printed_alone_and_kept_nowhere(self):
        client = self.server.new_client()
        self.assertRegex(client.key, r"^luma-api-[A-Za-z0-9_-]{43}$")
        for folder, _, names in os.walk(self.server.data):
            for name in names:
                if name == "default.key":
                    continue
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        self.assertNotIn(client.key[9:].encode(), file.read(), path)

    def test_mistakes_are_named(self):
        table = [(["client", "show", "nobody"], "nobody"), (["client", "add", "a b"], ""),
                 (["client", "add", "default"], "default"), (["client", "add"], "usage"),
                 (["client", "set", "default", "--rpm", "x"], "rpm"),
                 (["client", "set", "default", "--rpm", "-1"], "rpm"),
                 (["client", "set", "default", "--state", "asleep"], "state"),
                 (["client", "set", "default", "--hdr", "maybe"], "hdr"),
                 (["client", "credit", "default", "1.2345678"], "credit"),
                 (["client", "credit", "default", "lots"], "credit"),
                 (["client", "frobnicate"], "usage"), (["key", "add"], "client"),
                 (["key", "add", "--client", "nobody"], "nobody"),
                 (["key", "add", "--client", "default", "--expires", "soon"], "expires"),
                 (["key", "revoke", "d290f1ee-6c54-4b01-90e6-d701748f0851"], "key"),
                 (["key", "revoke", "x"], "key"), (["key", "list", "--client", "nobody"], "nobody"),
                 (["client", "list", "--no-such-flag"], "--no-such-flag")]
        for words, said in table:
            with self.subTest(words=words):
                run = self.server.cli(*words, check=False)
                self.assertNotEqual(run.returncode, 0)
                self.assertTrue(run.stderr.strip())
                self.assertIn(said, run.stderr)

    def test_generate(self):
        out = os.path.join(self.server.data, "picture.png")
        env = {"CANDELA_SERVER": f"http://127.0.0.1:{self.server.port}",
               "CANDELA_KEY_FILE": os.path.join(self.server.data, "default.key")}
        run = self.generate("a picture", "-o", out, env=env)
        self.assertEqual(run.returncode, 0, run)
        with open(out, "rb") as file:
            self.assertEqual(image_size(file.read())[0], "png")

    def generate(self, *words, env):
        return subprocess.run([BINARY, "generate", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, check=False, env={**os.environ, **env}, timeout=120)

    def test_generate_options(self):
        out = os.path.join(self.server.data, "wide.jpg")
        run = self.generate("a picture", "--aspect-ratio", "16:9", "--output-format", "jpeg", "--model", "uni-1-max",
                            "-o", out, "--server", f"http://127.0.0.1:{self.server.port}", "--key-file",
                            os.path.join(self.server.data, "default.key"), env={})
        self.assertEqual(run.returncode, 0, run)
        with open(out, "rb") as file:
            self.assertEqual(image_size(file.read())[0], "jpeg")

    def test_generate_says_what_went_wrong(self):
        base = {"CANDELA_SERVER": f"http://127.0.0.1:{self.server.port}", "LUMA_AGENTS_API_KEY": self.server.key}
        out = os.path.join(self.server.data, "none.png")
        table = [
            (["[fail=content_moderated]", "-o", out], base, 4, "moderation"),
            (["a", "--aspect-ratio", "4:3", "-o", out], base, 3, "Invalid aspect_ratio '4:3'"),
            (["a", "-o", out], {**base, "LUMA_AGENTS_API_KEY": "luma-api-nope"}, 3, "Invalid API key"),
            (["a", "-o", out], {**base, "CANDELA_SERVER": "http://127.0.0.1:1"}, 5, "127.0.0.1:1"),
            (["a", "-o", "/no/such/folder/x.png"], base, 1, "/no/such/folder"),
            ([], base, 2, "prompt"),
        ]
        for words, env, status, said in table:
            with self.subTest(words=words, status=status):
                run = self.generate(*words, env=env)
                self.assertEqual(run.returncode, status, run)
                self.assertIn(said, run.stderr)
                self.assertFalse(os.path.exists(out))

    def test_version_and_help(self):
        self.assertRegex(self.plain("version").stdout, r"^candela \d+\.\d+\.\d+\n$")
        self.assertEqual(self.plain("--help").returncode, 0)
        for command in ("serve", "worker", "client", "key", "generate", "doctor", "migrate"):
            with self.subTest(command=command):
                run = self.plain(command, "--help")
                self.assertEqual(run.returncode, 0, run)
                self.assertIn("usage: candela " + command, run.stdout)
        self.assertEqual(self.plain("nonsense").returncode, 2)

    def plain(self, *words):
        return subprocess.run([BINARY, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, check=False, timeout=60)

    def test_settings_from_file_and_environment(self):
        server = self.own_server(workers=0)
        server.stop()
        config = os.path.join(server.data, "candela.conf")
        with open(config, "w", encoding="ascii") as file:
            file.write("# settings\npublic-url = https://pictures.example/api/\nworkers = 1\n")
        server.options = ["--config", config]
        server.workers = 1
        server.start()
        done = server.finished(server.accepted({"prompt": "a"})["id"])
        self.assertTrue(done["output"][0]["url"].startswith("https://pictures.example/api/objects/"), done)
        server.stop()
        server.env = {**server.env, "CANDELA_PUBLIC_URL": "https://other.example"}
        server.start()
        url = server.get(done["id"]).json["output"][0]["url"]
        self.assertTrue(url.startswith("https://other.example/objects/"), url)

    def test_settings_that_repeat_and_settings_that_switch(self):
        def serve(*words, env=None):
            run = subprocess.run([BINARY, "serve", *words, "--help"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, text=True, check=False, env={**os.environ, **(env or {})})
            return run.returncode, run.stderr

        self.assertEqual(serve("--ingest-allow", "10.0.0.0/8", "--ingest-allow=::1", "--no-url-ingest"), (0, ""))
        self.assertEqual(serve(env={"CANDELA_NO_URL_INGEST": "on", "CANDELA_INGEST_ALLOW": "10.0.0.0/8, ::1"}), (0, ""))
        for words, env, said in [(["--no-url-ingest=on"], {}, "takes no value"),
                                 (["--ingest-allow", "::1"] * 65, {}, "too often"),
                                 ([], {"CANDELA_NO_URL_INGEST": "perhaps"}, "on or off"),
                                 ([], {"CANDELA_INGEST_ALLOW": "::1," * 65 + "::1"}, "too many")]:
            status, error = serve(*words, env=env)
            self.assertEqual(status, 2, error)
            self.assertIn(said, error)
