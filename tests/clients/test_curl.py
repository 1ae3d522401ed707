"""tests/clients/test_curl.py - curl, as the documentation uses it: submit, poll, download, resume a download."""
import json
import os
import subprocess

from harness import ServerCase, image_size, wait_for


class Curl(ServerCase):
    def curl(self, *words):
        run = subprocess.run(["curl", "-sS", "--noproxy", "*", "--max-time", "60", *words], stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(run.returncode, 0, run)
        return run.stdout

    def api(self, path, *words):
        return json.loads(self.curl(f"http://127.0.0.1:{self.server.port}/v1{path}", "-H",
                                    "Authorization: Bearer " + self.server.key, *words))

    def submit(self):
        made = self.api("/generations", "-H", "Content-Type: application/json", "-d", '{"prompt": "a cat"}')
        return wait_for(lambda: (lambda got: got if got["state"] == "completed" else None)(
            self.api("/generations/" + made["id"])))

    def test_submit_poll_download(self):
        done = self.submit()
        path = os.path.join(self.server.data, "curl.png")
        self.curl(done["output"][0]["url"], "-o", path, "--fail")
        with open(path, "rb") as file:
            whole = file.read()
        self.assertEqual(image_size(whole)[0], "png")
        with open(path, "wb") as file:
            file.write(whole[:100])
        self.curl("-C", "-", done["output"][0]["url"], "-o", path, "--fail")
        with open(path, "rb") as file:
            self.assertEqual(file.read(), whole)

    def test_form_body_is_a_schema_error(self):
        reply = self.api("/generations", "-d", "prompt=a cat")
        self.assertIsInstance(reply["detail"], list)

    def test_http2_prior_knowledge_is_not_spoken_but_survived(self):
        subprocess.run(["curl", "-s", "--noproxy", "*", "--max-time", "5", "--http2-prior-knowledge",
                        f"http://127.0.0.1:{self.server.port}/healthz"], stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, check=False)
        self.assertIn("ok", self.curl(f"http://127.0.0.1:{self.server.port}/healthz"))
