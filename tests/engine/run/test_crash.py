"""A run that is killed and resumed ends as one that was never broken."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("crash.py")


def launched(path):
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), str(path)], stdout=subprocess.PIPE, text=True
    )


def final(process):
    """The final state that the process says it has reached."""
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    (line,) = [line for line in output.splitlines() if line.startswith("done ")]
    return json.loads(line.removeprefix("done "))


def broken_and_resumed(path, lines, seconds):
    """The final state after a kill that many lines and seconds into the run; was it in time?"""
    process = launched(path)
    for _ in range(lines):
        process.stdout.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read()
    process.wait()
    process.stdout.close()
    return final(launched(path)), "done" not in rest


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    """The final state of a run that nobody touched, and how many lines it said before."""
    path = tmp_path_factory.mktemp("unbroken") / "store.db"
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(path)], capture_output=True, text=True, timeout=60
    )
    *before, last = done.stdout.splitlines()
    assert "started" in before
    return json.loads(last.removeprefix("done ")), len(before)


def check(unbroken, tmp_path, *, points, seed):
    expected, lines = unbroken
    moments = random.Random(seed)
    broken = 0
    for point in range(points):
        path = tmp_path / f"{point}.db"
        into, seconds = moments.randrange(1, lines), moments.uniform(0, 0.004)
        state, in_time = broken_and_resumed(path, into, seconds)
        assert state == expected, f"point {point} of seed {seed}: {into} lines and {seconds} s"
        broken += in_time
    assert broken >= points * 0.8, "most kills must come before the end to prove anything"


def test_the_unbroken_run_says_what_it_should(unbroken):
    """Whatever is compared below is a success with every task in it."""
    status, output, rows = unbroken[0]
    assert status == "SUCCESS"
    assert output["pause"] == {"processed": {"did": "look"}, "signal": {"end": True}}
    assert len(rows) == 37  # 33 tasks, and the processor once more for each of three signals


def test_killed_and_resumed_it_ends_the_same(unbroken, tmp_path):
    check(unbroken, tmp_path, points=6, seed=1)


@pytest.mark.proof
@pytest.mark.timeout(600)
def test_killed_at_fifty_points_it_ends_the_same(unbroken, tmp_path):
    check(unbroken, tmp_path, points=50, seed=2)
