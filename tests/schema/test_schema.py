"""tests/schema/test_schema.py - schemathesis (tests/requirements.txt) reads /openapi.json and asks a real server for what the
document says and for what it rules out: no 5xx, no status, type or body that is not described, no misshapen request
accepted, no key left unasked for, nothing served after its deletion. The same examples each time."""
import json
import os
import subprocess
import sys
import unittest

from harness import PATIENCE, ServerCase

# What the document cannot say is not asked: rules across members (a 400), and bytes that a file must have.
LEFT_OUT = "positive_data_acceptance"


class Described(ServerCase):
    def ask(self, caller, *options):
        """One run against the server; its report."""
        folder = os.path.join(self.server.data, "schemathesis")
        os.makedirs(folder, exist_ok=True)
        run = subprocess.run(
            [sys.executable, "-m", "schemathesis.cli", "run", f"http://127.0.0.1:{self.server.port}/openapi.json", "-H",
             "Authorization: Bearer " + caller.key, "--checks", "all", "--exclude-checks", LEFT_OUT, "--generation-deterministic",
             "--no-color", "--report", "junit", "--report-junit-path", os.path.join(folder, "junit.xml"),
             "--request-timeout", str(30 * PATIENCE), "--warnings", "off", *options],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            timeout=300 * PATIENCE)
        self.assertEqual(run.returncode, 0, run.stdout[-20000:])
        return run.stdout

    def operations(self):
        """All but the document itself, which is not asked for again."""
        paths = self.server.request("GET", "/openapi.json", auth=False).json["paths"]
        return sum(len(operations) for operations in paths.values()) - 1

    def nothing_went_wrong(self):
        """A mistake that a retry hid would still be in the log."""
        for line in self.server.log().splitlines():
            self.assertNotIn("request.failed", line)
            if line.startswith("{"):
                self.assertNotEqual(json.loads(line).get("level"), "error", line)

    def test_every_operation(self):
        caller = self.server.new_client(rpm=1000000, concurrency=100000, credit="100000", hdr="on")
        report = self.ask(caller, "--max-examples", "40", "--phases", "coverage,fuzzing")
        self.assertIn(f"{self.operations()} selected / {self.operations()} total", report)
        self.nothing_went_wrong()

    def test_every_operation_of_a_sandbox(self):
        """The clock's two are for sandbox keys; ids of one reply are arguments of the next request."""
        caller = self.server.new_client(rpm=1000000, concurrency=100000, key_options=("--sandbox",))
        report = self.ask(caller, "--max-examples", "40", "--phases", "coverage,stateful")
        self.assertIn("API Links", report)
        self.nothing_went_wrong()


if __name__ == "__main__":
    unittest.main()
