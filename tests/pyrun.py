"""tests/pyrun.py - runs a folder of Python tests, two files at a time, and ends with 'RESULT passed failed skipped'.

    pyrun.py contract             every tests/contract/test_*.py
    pyrun.py contract presign     only tests with 'presign' in their name
    pyrun.py --file PATH [word]   one file, in this process (what the first form starts)
"""
import concurrent.futures
import glob
import importlib.util
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)


class Report(unittest.TestResult):
    """Counts, and prints what failed or was skipped and why."""

    def __init__(self):
        super().__init__()
        self.counts = [0, 0, 0]

    def addSuccess(self, test):
        self.counts[0] += 1

    def addFailure(self, test, err):
        self._fail(test, err)

    def addError(self, test, err):
        self._fail(test, err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self._fail(subtest, err)

    def addSkip(self, test, reason):
        self.counts[2] += 1
        print(f"skip  {test.id()}: {reason}")

    def _fail(self, test, err):
        self.counts[1] += 1
        print(f"FAIL  {test.id()}\n" + self._exc_info_to_string(err, test), flush=True)


def matching(suite, words):
    """The tests of a suite whose name holds one of the words; all without words."""
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from matching(item, words)
        elif not words or any(word in item.id() for word in words):
            yield item


def run_file(path, words):
    """Runs the tests of one file here."""
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    loaded = unittest.defaultTestLoader.loadTestsFromModule(module)
    report = Report()
    unittest.TestSuite(matching(loaded, words)).run(report)
    print(f"{'FAIL' if report.counts[1] else 'ok'}    {os.path.relpath(path, HERE)}: {report.counts[0]} passed, "
          f"{report.counts[1]} failed, {report.counts[2]} skipped")
    print("RESULT", *report.counts)


def run_folder(folder, words):
    """Runs every file of a folder in a process of its own."""
    total = [0, 0, 0]
    # the file that waits for timeouts goes first, beside the others
    files = sorted(glob.glob(os.path.join(HERE, folder, "test_*.py")), key=lambda path: ("slow" not in path, path))

    def one(path):
        return subprocess.run([sys.executable, __file__, "--file", path, *words], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False).stdout

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for path, output in zip(files, pool.map(one, files)):
            lines = output.splitlines()
            if not lines or not lines[-1].startswith("RESULT "):
                print("\n".join(lines) + f"\nFAIL  {os.path.relpath(path, HERE)} did not finish")
                total[1] += 1
                continue
            print("\n".join(lines[:-1]), flush=True)
            total = [a + int(b) for a, b in zip(total, lines[-1].split()[1:])]
    print("RESULT", *total)


if __name__ == "__main__":
    if sys.argv[1] == "--file":
        run_file(sys.argv[2], sys.argv[3:])
    else:
        run_folder(sys.argv[1], sys.argv[2:])
