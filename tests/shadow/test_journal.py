"""Comparisons on disk: all of them, readable after a kill, and honest about a full disk."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from switchover.shadow import JournalError, Outcome, read_comparisons, run
from switchover.shadow.records.journal import FileJournal


def calls(count):
    return (((number,), {}) for number in range(count))


def test_every_input_is_one_line(tmp_path):
    """What was seen reads back in order, with cost, error and differences."""
    file = tmp_path / "new" / "folder" / "o.jsonl"
    record = run(lambda n: 6 // n, lambda n: 7 // n, calls(8), observations=file)
    read = list(read_comparisons(file))
    assert record.observations == str(file)
    assert [one.index for one in read] == list(range(8))
    assert read[0].outcome is Outcome.BOTH_RAISED
    assert read[0].control.failure.type == "ZeroDivisionError"
    assert read[1].differences[0].control == "6"
    assert read[1].control.preview == "6"
    assert all(one.control.wall_s > 0 for one in read)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_said_and_the_run_goes_on():
    """The counts are complete; a warning says from which input on the file is not."""
    record = run(lambda n: n, lambda n: n, calls(2000), observations=Path("/dev/full"))
    assert record.counts == {Outcome.MATCH: 2000}
    (warning,) = (one for one in record.warnings if "/dev/full" in one)
    assert "/dev/full: cannot be written: No space left on device" in warning


def test_a_file_that_cannot_be_opened_is_refused_before_anything_runs(tmp_path):
    """A folder in the file's place is an error at once."""
    with pytest.raises(JournalError, match="cannot be written"):
        run(lambda n: n, lambda n: n, calls(1), observations=tmp_path)


KILLED = """
import sys, time
from pathlib import Path
from switchover.shadow import run
side = lambda n: n
told = lambda n: print(n, flush=True)
inputs = (((n,), {}) for n in range(10**6))
run(side, side, inputs, observations=Path(sys.argv[1]), progress=told)
"""


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_run_leaves_a_readable_file(tmp_path, sign):
    """After kill -9 whole lines are there to read; after Ctrl-C, every one."""
    file = tmp_path / "o.jsonl"
    command = [sys.executable, "-c", KILLED, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        for line in process.stdout:
            if int(line) >= 3000:
                break
        os.kill(process.pid, sign)
        last = max([int(line) for line in process.stdout], default=3000)
        process.wait(30)
    read = [one.index for one in read_comparisons(file)]
    assert read == list(range(len(read)))
    assert len(read) > (last - 1 if sign == signal.SIGINT else 1000)


def test_a_spoilt_line_is_named(tmp_path):
    """What is no comparison is said with file and line."""
    file = tmp_path / "o.jsonl"
    run(lambda n: n, lambda n: n, calls(2), observations=file)
    file.write_bytes(file.read_bytes() + b'{"index": "x"}\n')
    with pytest.raises(JournalError, match=r"o\.jsonl:3: no comparison: "):
        list(read_comparisons(file))
    with pytest.raises(JournalError, match="cannot be read"):
        list(read_comparisons(tmp_path / "none"))


@pytest.mark.parametrize("cut", [0, 1, 700, None])
def test_an_interrupted_writing_goes_on_where_the_file_ends(tmp_path, cut):
    """Ctrl-C before, within or after a write: at the end every line is there, and once."""
    file = tmp_path / "o.jsonl"
    record = run(lambda n: n, lambda n: n + 1, calls(5), observations=tmp_path / "made.jsonl")
    comparisons = list(read_comparisons(tmp_path / "made.jsonl"))
    assert record.counts == {Outcome.DIFFERENCE: 5}
    journal = FileJournal(file)
    for one in comparisons:
        journal.write(one)

    class Interrupting:
        def __init__(self, real):
            self.real = real

        def write(self, view):
            journal._file = self.real
            if cut != 0:
                self.real.write(view[:cut])
            raise KeyboardInterrupt

        def __getattr__(self, name):
            return getattr(self.real, name)

    journal._file = Interrupting(journal._file)
    with pytest.raises(KeyboardInterrupt):
        journal._flush()
    journal.close()
    assert list(read_comparisons(file)) == comparisons
