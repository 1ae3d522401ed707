"""tests/contract/test_lifecycle.py - start, stop, restart, a second server on the same folder, a full disk, workers that
die or hang."""
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import tempfile

from harness import BINARY, PATIENCE, TOP, Caller, ServerCase, free_port, wait_for


class Lifecycle(ServerCase):
    workers = 0

    def second(self, *options):
        return subprocess.run([BINARY, "serve", *options], check=False,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=30 * PATIENCE)

    def test_a_second_server_on_the_same_folder_refuses(self):
        run = self.second("--data", self.server.data, "--listen", f"127.0.0.1:{free_port()}")
        self.assertEqual(run.returncode, 7, run)
        self.assertIn(self.server.data, run.stderr + run.stdout)
        self.assertEqual(self.server.request("GET", "/readyz").status, 200)

    def test_a_taken_port_is_named(self):
        folder = os.path.join(self.server.data, "other")
        run = self.second("--data", folder, "--listen", f"127.0.0.1:{self.server.port}")
        self.assertEqual(run.returncode, 7, run)
        self.assertIn(str(self.server.port), run.stderr + run.stdout)

    def test_wrong_settings_are_named(self):
        for options, word in ((["--listen", "nonsense"], "nonsense"), (["--engine", "nope"], "nope"),
                              (["--workers", "many"], "--workers"), (["--no-such-flag"], "--no-such-flag"),
                              (["--listen"], "--listen")):
            with self.subTest(options=options):
                run = self.second("--data", os.path.join(self.server.data, "bad"), *options)
                self.assertNotEqual(run.returncode, 0)
                self.assertIn(word, run.stderr)

    def test_a_folder_that_cannot_be_made_is_named(self):
        run = self.second("--data", "/proc/candela")
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("/proc/candela", run.stderr)

    def test_the_data_folder_is_private(self):
        for folder, _, files in os.walk(self.server.data):
            for name in files:
                if name == "test-stderr.log":
                    continue
                mode = os.stat(os.path.join(folder, name)).st_mode
                if stat.S_ISREG(mode):
                    self.assertEqual(mode & 0o077, 0, os.path.join(folder, name))

    def test_restart_keeps_everything(self):
        server = self.own_server(workers=0)
        client = server.new_client(credit="1", rpm=7)
        made = [client.accepted({"prompt": "[delay=20]"})["id"] for _ in range(5)]
        server.stop()
        server.workers = 2
        server.start()
        for generation in made:
            self.assertEqual(client.finished(generation)["state"], "completed")
        self.assertEqual(server.client(client.name)["balance_usd"], "0.798000")
        reply = client.post({"prompt": "a"})
        self.assertEqual(reply.headers.get("x-ratelimit-remaining"), "1", "the minute is remembered")
        server.stop()

    def test_a_database_of_an_older_version_is_brought_up_to_date(self):
        """Each step that migrations.def ever had is a version that somebody may still run."""
        with open(os.path.join(TOP, "src/db/migrations.def"), encoding="utf-8") as file:
            rows = re.findall(r"CD_MIGRATION\((.*?)\)\s*(?=CD_MIGRATION|\Z)", file.read().split("*/", 1)[1], re.S)
        steps = ["".join(re.findall(r'"([^"]*)"', row)) for row in rows]
        self.assertGreaterEqual(len(steps), 3)
        for version in range(1, len(steps)):
            with self.subTest(version=version):
                folder = tempfile.mkdtemp(prefix="candela-test-")
                self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
                with sqlite3.connect(os.path.join(folder, "candela.db")) as db:
                    for step in steps[:version]:
                        db.executescript(step)
                    db.execute(f"PRAGMA user_version = {version}")
                    db.execute("INSERT INTO client VALUES(1, ?, 'old', 'active', 30, 10, 0, 1)", (bytes(16),))
                    db.execute("INSERT INTO account VALUES(1, 1000000, 0)")
                    db.execute("INSERT INTO ledger VALUES(1, 1, NULL, 'credit', 1000000, 0, 1, NULL)")
                db.close()
                with open(os.path.join(folder, "default.key"), "w", encoding="ascii") as file:
                    file.write("unused")
                for name in ("default.key", "candela.db"):
                    os.chmod(os.path.join(folder, name), 0o600)
                server = self.own_server(data=folder)
                key = server.cli("key", "add", "--client", "old").stdout.strip()
                caller = Caller(server.port, key)
                self.assertEqual(caller.finished(caller.accepted({"prompt": "a"})["id"])["state"], "completed")
                self.assertEqual(server.client("old")["balance_usd"], "0.959600")
                server.stop()
                server.cli("doctor")

    def test_the_key_stays_after_a_restart(self):
        server = self.own_server(workers=0)
        key = server.key
        server.stop()
        server.start()
        self.assertEqual(server.key, key)
        self.assertEqual(server.post({"prompt": "a"}).status, 201)

    def test_stop_while_work_is_under_way(self):
        server = self.own_server(workers=1)
        made = [server.accepted({"prompt": "[delay=60000]"})["id"], server.accepted({"prompt": "a"})["id"]]
        wait_for(lambda: server.get(made[0]).json["state"] == "processing")
        server.stop()
        server.start()
        self.assertIn(server.get(made[0]).json["state"], ("queued", "processing"))

    def test_interrupt_ends_it_too(self):
        server = self.own_server(workers=1)
        server.process.send_signal(signal.SIGINT)
        self.assertEqual(server.process.wait(60 * PATIENCE), 0)
        server.process = None

    def test_no_worker_outlives_its_server(self):
        for end in ("stop", "kill"):
            server = self.own_server(workers=2)
            pids = wait_for(lambda: len(server.worker_pids()) == 2 and server.worker_pids())
            getattr(server, end)()

            def alive(pid):
                try:
                    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
                        return file.read().rsplit(")", 1)[1].split()[0] != "Z"
                except OSError:
                    return False

            wait_for(lambda: not any(alive(pid) for pid in pids))


class Log(ServerCase):
    workers = 0

    def test_level_silences_what_is_below_in_server_and_workers(self):
        loud, quiet = self.own_server(workers=1), self.own_server(workers=1, options=["--log", "warn"])
        for server in (loud, quiet):
            client = server.new_client()
            client.finished(client.accepted({"prompt": "[fail=rate_limited]"})["id"])
            server.stop()
        self.assertIn('"event":"job.ended"', loud.log())
        self.assertNotIn('"level":"info"', quiet.log())
        self.assertIn('"event":"engine.failed"', quiet.log())


class Workers(ServerCase):
    def test_dead_workers_are_replaced(self):
        server = self.own_server(workers=2)
        for _ in range(3):
            pids = wait_for(lambda: len(server.worker_pids()) == 2 and server.worker_pids())
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
            wait_for(lambda: len(server.worker_pids()) == 2 and not set(pids) & set(server.worker_pids()))
        self.assertEqual(server.finished(server.accepted({"prompt": "a"})["id"])["state"], "completed")

    def test_a_worker_killed_in_the_middle_costs_one_attempt(self):
        server = self.own_server(workers=1)
        client = server.new_client(credit="1")
        made = client.accepted({"prompt": "[delay=1500]"})["id"]
        wait_for(lambda: client.get(made).json["state"] == "processing")
        os.kill(server.worker_pids()[0], signal.SIGKILL)
        self.assertEqual(client.finished(made)["state"], "completed")
        self.assertEqual(server.client(client.name)["balance_usd"], "0.959600")

    def test_progress_is_told(self):
        made = self.server.accepted({"prompt": "[delay=3000]"})["id"]
        seen = wait_for(lambda: int(self.server.get(made).headers.get("x-candela-progress", "0")) > 0)
        self.assertTrue(seen)


class FullDisk(ServerCase):
    """With files limited in size, as on a full disk, nothing is promised that is not kept."""

    def test_no_false_201(self):
        server = self.own_server(workers=0)
        client = server.new_client(credit="100", rpm=100000, concurrency=100000)
        good = [client.accepted({"prompt": "x" * 500})["id"] for _ in range(3)]
        largest = max(os.path.getsize(os.path.join(server.data, name)) for name in os.listdir(server.data)
                      if os.path.isfile(os.path.join(server.data, name)) and not name.startswith("test-"))
        subprocess.run(["prlimit", "--pid", str(server.process.pid), f"--fsize={largest + 65536}:unlimited"], check=True)
        statuses = []
        for _ in range(3000):
            reply = client.post({"prompt": "x" * 3000})
            statuses.append(reply.status)
            if reply.status != 201:
                self.assertEqual(reply.status, 503, reply)
                self.assertIsInstance(reply.detail, str)
                if statuses.count(503) == 3:
                    break
            else:
                good.append(reply.json["id"])
        self.assertEqual(statuses.count(503), 3, "the limit was never felt")
        self.assertEqual(client.get(good[-1]).status, 200)
        subprocess.run(["prlimit", "--pid", str(server.process.pid), "--fsize=unlimited:unlimited"], check=True)
        wait_for(lambda: client.post({"prompt": "a"}).status == 201 or None)
        reserved = server.client(client.name)["reserved_usd"]
        self.assertEqual(reserved, f"{(len(good) + 1) * 0.0404:.6f}")
        server.kill()
        server.start()
        for generation in (good[0], good[-1]):
            self.assertEqual(client.get(generation).json["state"], "queued")
        self.assertEqual(server.client(client.name)["reserved_usd"], reserved)
        server.stop()
        self.assertEqual(server.cli("doctor", check=False).returncode, 0)

    def test_outputs_that_cannot_be_stored_are_refunded(self):
        server = self.own_server(workers=1)
        client = server.new_client(credit="1")
        pid = wait_for(server.worker_pids)[0]
        subprocess.run(["prlimit", "--pid", str(pid), "--fsize=100:unlimited"], check=True)
        ended = client.finished(client.accepted({"prompt": "a"})["id"])
        if ended["state"] == "failed":
            self.assertEqual(server.client(client.name)["balance_usd"], "1.000000")
        else:
            self.assertEqual(server.fetch(ended["output"][0]["url"]).status, 200)
