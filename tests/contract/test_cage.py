"""tests/contract/test_cage.py - `candela cage`, which decodes what callers send: the real binary is as shut as it should be."""
import os
import signal
import struct
import subprocess
import tempfile
import unittest
import zlib

from harness import BINARY, SANITIZED

MESSAGE = struct.Struct("<8I96s")
INFO, FRAME, END, ERROR = 0xca9e01, 0xca9e02, 0xca9e03, 0xca9e04


def png(width, height, rgb):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(rgb) * width) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class Cage(unittest.TestCase):
    def run_cage(self, *words, data=b"", **more):
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.flush()
            return subprocess.run([BINARY, "cage", *words], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  check=False, timeout=60, **more)

    def test_a_picture(self):
        run = self.run_cage("picture", "frames", "2", "0", "0", "5", data=png(8, 4, (1, 2, 3)))
        self.assertEqual((run.returncode, run.stderr), (0, b""))
        at, seen = 0, []
        while at < len(run.stdout):
            word, width, height, *_ = MESSAGE.unpack_from(run.stdout, at)
            at += MESSAGE.size
            seen.append(word)
            if word == FRAME:
                self.assertEqual((width, height), (2, 1))
                self.assertEqual(run.stdout[at:at + 6], bytes((1, 2, 3)) * 2)
                at += 6
        self.assertEqual(seen, [INFO, FRAME, END])

    def test_what_is_no_picture(self):
        for data in (b"", b"words", png(8, 4, (1, 2, 3))[:40]):
            run = self.run_cage("picture", "frames", "0", "0", "0", "5", data=data)
            self.assertGreater(run.returncode, 0)
            words = [MESSAGE.unpack_from(run.stdout, at)[0] for at in range(0, len(run.stdout), MESSAGE.size)]
            self.assertEqual(words[-1], ERROR)

    def test_wrong_words(self):
        for words in ([], ["picture"], ["picture", "frames", "x", "0", "0", "5"], ["--self-test", "unheard-of"]):
            self.assertIn(self.run_cage(*words).returncode, (2, 77))

    @unittest.skipIf(SANITIZED, "a sanitizer's runtime needs calls that the cage refuses")
    def test_it_is_shut(self):
        for what in ("open", "socket", "fork", "exec", "kill", "stderr", "code", "file-memory"):
            with self.subTest(what):
                self.assertEqual(self.run_cage("--self-test", what).returncode, -signal.SIGSYS)
        self.assertEqual(self.run_cage("--self-test", "memory").returncode, 3)
        run = self.run_cage("--self-test", "nothing")
        self.assertEqual((run.returncode, run.stdout), (0, b"alive\n"))

    def test_it_is_not_advertised(self):
        run = subprocess.run([BINARY, "help"], stdout=subprocess.PIPE, check=True, text=True, env={**os.environ})
        self.assertNotIn("cage", run.stdout)
