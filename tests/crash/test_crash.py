"""tests/crash/test_crash.py - kill -9 in the middle of work. Whatever was answered 201 ends, is charged once or refunded,
and the ledger adds up; a restart of the server costs no attempt, three deaths of the worker end a job."""
import base64
import concurrent.futures
import http.client
import os
import random
import signal
import sqlite3
import time

from harness import ServerCase, png, wait_for

JOBS = 50
PRICE_MICRO = 40400


class Crash(ServerCase):
    workers = 0

    def books(self, server):
        """What the database says, after the server has stopped."""
        self.assertEqual(server.cli("doctor", check=False).returncode, 0)
        with sqlite3.connect(f"file:{server.data}/candela.db?mode=ro", uri=True) as db:
            rows = dict(db.execute("SELECT kind, count(*) FROM ledger WHERE job_id IS NOT NULL GROUP BY kind"))
            twice = db.execute("SELECT count(*) FROM (SELECT job_id FROM ledger WHERE kind IN ('capture', 'release')"
                               " GROUP BY job_id HAVING count(*) > 1)").fetchone()[0]
            jobs = db.execute("SELECT count(*) FROM job").fetchone()[0]
        self.assertEqual(twice, 0)
        self.assertEqual(rows.get("hold", 0), jobs)
        self.assertEqual(rows.get("capture", 0) + rows.get("release", 0), jobs)
        return rows

    def attempt(self, server):
        """State of the only job, and how many attempts it has lost."""
        with sqlite3.connect(f"file:{server.data}/candela.db?mode=ro", uri=True) as db:
            return db.execute("SELECT state, attempts FROM job").fetchone()

    def submit_until_killed(self, client, count, prompt, accepted):
        """Posts from many threads; keeps the ids of every 201, whatever happens to the server meanwhile."""

        def one(_):
            try:
                reply = client.post(prompt if isinstance(prompt, dict) else {"prompt": prompt})
                if reply.status == 201:
                    accepted.append(reply.json["id"])
            except (OSError, http.client.HTTPException):
                pass

        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            list(pool.map(one, range(count)))

    def test_server_killed_five_times(self):
        server = self.own_server(workers=2)
        client = server.new_client(credit="100", rpm=100000, concurrency=100000)
        chance = random.Random(os.environ.get("CHECK_SEED", "1"))
        accepted = []
        for round_number in range(5):
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                posting = pool.submit(self.submit_until_killed, client, JOBS // 5, "[delay=100]", accepted)
                target = len(accepted) + chance.randrange(JOBS // 5)
                wait_for(lambda target=target, posting=posting: len(accepted) >= target or posting.done())
                server.kill()
                posting.result()
            server.start()
            self.assertTrue(accepted, round_number)
        self.submit_until_killed(client, JOBS - len(accepted), "[delay=100]", accepted)
        for generation in accepted:
            self.assertEqual(client.finished(generation)["state"], "completed", generation)

        def settled():
            return server.client(client.name)["reserved_usd"] == "0.000000"

        wait_for(settled)
        server.stop()
        rows = self.books(server)
        self.assertGreaterEqual(rows["capture"], len(accepted))
        self.assertNotIn("release", rows)
        micro = 100 * 10 ** 6 - rows["capture"] * PRICE_MICRO
        self.assertEqual(server.client(client.name)["balance_usd"], f"{micro // 10 ** 6}.{micro % 10 ** 6:06d}")

    def test_workers_killed_five_times(self):
        server = self.own_server(workers=2)
        client = server.new_client(credit="100", rpm=100000, concurrency=100000)
        accepted = []
        self.submit_until_killed(client, JOBS, "[delay=100]", accepted)
        self.assertEqual(len(accepted), JOBS)
        for _ in range(5):
            pids = wait_for(server.worker_pids)
            for pid in pids:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            wait_for(lambda pids=pids: server.worker_pids() and not set(pids) & set(server.worker_pids()))
        for generation in accepted:  # a job that lost an attempt goes to the end: none loses three
            self.assertEqual(client.finished(generation)["state"], "completed", generation)
        wait_for(lambda: server.client(client.name)["reserved_usd"] == "0.000000")
        server.stop()
        rows = self.books(server)
        self.assertEqual((rows.get("capture", 0), rows.get("release", 0)), (JOBS, 0))

    def test_three_deaths_end_a_job(self):
        server = self.own_server(workers=1)
        client = server.new_client(credit="1")
        made = client.accepted({"prompt": "[hang]"})["id"]
        for lost in range(3):
            wait_for(lambda lost=lost: self.attempt(server) == ("processing", lost))
            os.kill(server.worker_pids()[0], signal.SIGKILL)
        ended = client.finished(made)
        self.assertEqual((ended["state"], ended["failure_code"], ended["failure_reason"]),
                         ("failed", "generation_failed", "Generation failed"))
        self.assertEqual(server.client(client.name)["balance_usd"], "1.000000")
        self.assertEqual(server.client(client.name)["reserved_usd"], "0.000000")

    def test_restarts_cost_no_attempt(self):
        server = self.own_server(workers=1)
        client = server.new_client(credit="1")
        made = client.accepted({"prompt": "[delay=4000]"})["id"]
        for _ in range(5):
            wait_for(lambda: client.get(made).json["state"] == "processing")
            server.kill()
            server.start()
        self.assertEqual(client.finished(made)["state"], "completed")
        self.assertEqual(server.client(client.name)["balance_usd"], "0.959600")
        server.stop()
        self.assertEqual(self.books(server), {"hold": 1, "capture": 1})

    def test_killed_at_every_moment_of_a_submission(self):
        """The reply is read for as long as there is one; what it promised must be there."""
        server = self.own_server(workers=0)
        client = server.new_client(credit="100", rpm=100000, concurrency=100000)
        chance = random.Random(os.environ.get("CHECK_SEED", "2"))
        for _ in range(8):
            accepted = []
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                posting = pool.submit(self.submit_until_killed, client, 200, "a", accepted)
                until = time.monotonic() + chance.random() * 0.2
                wait_for(lambda until=until: time.monotonic() > until, step=0.001)
                server.kill()
                posting.result()
            server.start()
            for generation in accepted:
                self.assertEqual(client.get(generation).status, 200)
        shown = server.client(client.name)
        server.stop()
        with sqlite3.connect(f"file:{server.data}/candela.db?mode=ro", uri=True) as db:
            jobs = db.execute("SELECT count(*) FROM job").fetchone()[0]
        self.assertEqual(shown["reserved_usd"], f"{jobs * PRICE_MICRO / 10 ** 6:.6f}")
        self.assertEqual(server.cli("doctor", check=False).returncode, 0)

    def test_killed_while_media_comes_in(self):
        """Whatever was answered 201 has its inputs; what was not leaves nothing that stays."""
        server = self.own_server(workers=0)
        client = server.new_client(credit="100", rpm=100000, concurrency=100000)
        chance = random.Random(os.environ.get("CHECK_SEED", "3"))
        data = base64.b64encode(png() + bytes(300000)).decode()
        body = {"prompt": "a", "type": "image_edit", "source": {"data": data, "media_type": "image/png"}}
        accepted = []
        for _ in range(5):
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                posting = pool.submit(self.submit_until_killed, client, 60, body, accepted)
                until = time.monotonic() + 0.05 + chance.random() * 0.3
                wait_for(lambda until=until: time.monotonic() > until, step=0.001)
                server.kill()
                posting.result()
            server.start()
        server.stop()
        folder = os.path.join(server.data, "objects", "in", "incoming")
        inputs = {name[:36] for name in os.listdir(folder) if ".tmp." not in name}
        self.assertTrue(accepted)
        self.assertLessEqual(set(accepted), inputs)
        with sqlite3.connect(f"file:{server.data}/candela.db?mode=ro", uri=True) as db:
            jobs = db.execute("SELECT count(*) FROM job").fetchone()[0]
        for name in os.listdir(folder):  # as if days had passed
            os.utime(os.path.join(folder, name), (time.time() - 2 * 86400,) * 2)
        server.workers = 2
        server.start()
        for generation in accepted:
            self.assertEqual(client.finished(generation)["state"], "completed")
        # a job whose answer nobody heard ends too
        wait_for(lambda: server.client(client.name)["reserved_usd"] == "0.000000")
        self.assertEqual(server.client(client.name)["balance_usd"], f"{100 - jobs * 0.0434:.6f}")
        server.stop()
        server.start()  # the janitor looks at the start, too
        wait_for(lambda: not os.listdir(folder))

    def test_repeats_after_a_kill_make_no_second_job(self):
        """A caller that got no answer repeats the request under the same Idempotency-Key."""
        server = self.own_server(workers=0)
        client = server.new_client(credit="100", rpm=100000, concurrency=100000)
        keys = [f"request-{number}" for number in range(JOBS)]

        def one(key):
            try:
                reply = client.post({"prompt": key}, headers={"Idempotency-Key": key})
                return reply.json["id"] if reply.status == 201 else None
            except (OSError, http.client.HTTPException):
                return None

        first = {}
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            answers = {key: pool.submit(one, key) for key in keys}
            wait_for(lambda: sum(answer.done() for answer in answers.values()) >= JOBS // 3, step=0.001)
            server.kill()
            first = {key: answer.result() for key, answer in answers.items()}
        server.start()
        second = {key: one(key) for key in keys}
        for key in keys:
            self.assertTrue(second[key], key)
            self.assertIn(first[key], (None, second[key]))
        self.assertEqual(len(set(second.values())), JOBS)
        self.assertEqual(server.client(client.name)["reserved_usd"], f"{JOBS * PRICE_MICRO / 10 ** 6:.6f}")
        server.stop()
        with sqlite3.connect(f"file:{server.data}/candela.db?mode=ro", uri=True) as db:
            self.assertEqual(db.execute("SELECT count(*) FROM job").fetchone()[0], JOBS)
        self.assertEqual(server.cli("doctor", check=False).returncode, 0)
