"""The fixture under pytest-xdist: nothing is lost, and no pair is measured beside another."""

import threading
import time
from types import SimpleNamespace

from switchover.bench.plugin.workers import alone, lock_file
from switchover.bench.records import SuiteRecord, read

pytest_plugins = ("pytester",)

BODY = """
import pytest

def old(size):
    return sum(range(size))

@pytest.mark.pair(time=0.5, inconclusive="pass")
@pytest.mark.parametrize("number", range(2))
def test_pair(pair, number):
    pair(control=old, candidate=old, inputs=[100])
    assert not number
"""


def test_the_records_of_all_workers_are_one(pytester, monkeypatch):
    """Files and table hold every pair, of whichever worker, also of a test that fails."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("TMPDIR", str(pytester.mkdir("tmp")))
    pytester.makepyfile(test_sample=BODY)
    plugins = ("-p", "xdist.plugin", "-p", "switchover.bench.plugin.hooks")
    options = (*plugins, "-n", "2", "-p", "no:cacheprovider", "--pair-json=pairs.json")
    result = pytester.runpytest_subprocess(*options, "--pair-benchmark-json=times.json")
    result.assert_outcomes(passed=1, failed=1)
    expected = [f"test_sample.py::test_pair[{number}]" for number in range(2)]
    suite = read(pytester.path / "pairs.json", SuiteRecord)
    assert sorted(pair.name for pair in suite.pairs) == expected
    result.stdout.fnmatch_lines(["*= pairs =*", "wrote *pairs.json"])
    assert (pytester.path / "times.json").stat().st_size
    assert list((pytester.path / "tmp").iterdir()) == []


def test_one_worker_measures_at_a_time():
    """Whoever comes second waits until the first is done."""
    config = SimpleNamespace(workerinput={"testrunuid": f"test-{time.time_ns()}"})
    inside, most = [], []

    def measure():
        with alone(config):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.02)
            inside.pop()

    threads = [threading.Thread(target=measure) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lock_file(config).unlink()
    assert most == [1] * 4


def test_without_workers_nobody_waits():
    """A plain run has no lock, and leaves no file of one."""
    with alone(SimpleNamespace()), alone(SimpleNamespace()):
        pass
