"""How many calls there were: exact, whatever ends a process, and whatever a call holds."""

import json
import os
import subprocess
import sys
from random import Random

import pytest

from switchover.shadow.recording import Recording, RecordingSettings, finish
from switchover.shadow.recording.drawing import fairly
from switchover.shadow.recording.environment import recording_environment
from switchover.shadow.recording.merge import begin_folder
from switchover.shadow.recording.parts import Part

COUNTED = """\
import os

def double(x):
    return 2 * x

def forking(x):
    return os.fork()

class Box:
    @classmethod
    def of(cls, x):
        return x

class Small(Box):
    pass

def held(x):
    return 1
"""
PROGRAM = """\
import os
from counted_target import double, forking

def many():
    for number in range(700):
        double(number % 7)

for end in ("exit", "kill"):
    pid = os.fork()
    if pid == 0:
        many()
        os._exit(0) if end == "exit" else os.kill(os.getpid(), 9)
    os.wait()
many()
os.closerange(3, 2000)
many()
if forking(1) == 0:
    forking(2) or os._exit(0)
    os.wait()
    os._exit(0)
os.wait()
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "counted_target.py").write_text(COUNTED)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    sys.modules.pop("counted_target", None)


def _weights(kept):
    return [
        (one["args"], one["weight"]) for one in map(json.loads, kept.file.read_text().splitlines())
    ]


def test_calls_are_counted_to_the_last_one(project):
    """Of processes that end without a word, are killed or close all files, however few are kept.

    A call that forks is one call, and belongs to the process that it was begun in.
    """
    folder = project / "calls"
    targets = ("counted_target:double", "counted_target:forking")
    begin_folder(folder, RecordingSettings(targets, "00", per_site=5), replace=False)
    environment = recording_environment(folder, os.environ)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=project, env=environment, capture_output=True
    )
    assert (done.returncode, done.stderr) == (0, b"")
    double, forking = finish(folder)
    assert (double.calls, double.notes, forking.calls, forking.notes) == (4 * 700, [], 2, [])
    assert sum(weight for _, weight in _weights(double)) == 4 * 700
    assert _weights(forking) == [([1], 1), ([2], 1)]


def test_what_is_left_out_has_no_weight(project):
    """It is counted with its reason; what is kept stands for its own calls alone."""
    import counted_target as target

    def made():
        class Nameless:
            pass

        return Nameless

    names = ["counted_target:Box.of", "counted_target:held"]
    with Recording(project / "calls", names) as recording:
        for number in range(30):
            (target.Small if number % 3 else target.Box).of(number % 2)
        for one in [*([1, made(), lambda: 1, made, [2], target.Box] * 10), "x" * (9 << 20)]:
            target.held(one)
    of, held = (one for one in recording.kept if one.target in names)
    below = "calls of the class method on another class than the one that is named"
    assert (of.calls, of.left_out) == (30, {below: 20})
    assert [weight for _, weight in _weights(of)] == [5, 5]
    assert (held.calls, held.left_out) == (61, {
        "calls that hold a class that no name leads to, which nothing can make again": 10,
        "calls that hold a function, which nothing can make again": 20,
        "calls that were larger than 8 MiB": 1,
    })  # fmt: skip
    assert [weight for _, weight in _weights(held)] == [10, 10, 10]


def test_calls_of_another_class_take_no_place_of_those_that_are_kept(project):
    """Of 400 calls of one place a tenth is of the class: they alone are counted, and drawn evenly."""
    import counted_target as target

    first, rounds = 0, 6
    for at in range(rounds):
        folder = project / f"calls-{at}"
        with Recording(folder, ["counted_target:Box.of"], per_site=10) as recording:
            for number in range(400):
                (target.Small if number % 10 else target.Box).of(number)
        kept = recording.kept[-1]
        found = _weights(kept)
        assert (kept.calls, [*kept.left_out.values()]) == (400, [360])
        assert [weight for _, weight in found] == [4] * 10
        assert all(args[0] % 10 == 0 for args, _ in found)
        first += sum(args[0] < 200 for args, _ in found)
    assert abs(first - 5 * rounds) < 5 * (10 * rounds / 4) ** 0.5, "five deviations of a fair coin"


@pytest.mark.parametrize("most", [1, 2, 3, 7, 10, 40, 111, 112, 500])
def test_places_share_out_what_may_be_kept(most):
    """Each has as many as any other that has more left; the weights add up to all calls."""
    places = {("busy", n): "busy" for n in range(100)} | {("rare", n): "rare" for n in range(10)}
    places |= {("once", 0): "once", ("twice", 0): "twice"}
    weights = {key: 1000.0 if key[0] == "busy" else 1.0 for key in places}
    kept = fairly(weights, places, most, Random(1))
    assert len(kept) == min(most, len(places))
    assert sum(kept.values()) == pytest.approx(sum(weights.values()))
    if most >= 7:
        counts = {name: sum(key[0] == name for key in kept) for name in ("busy", "rare", "once")}
        assert counts["once"] == 1
        assert counts["rare"] == min(10, (most - 2) // 2)
        of_busy = sum(weight for key, weight in kept.items() if key[0] == "busy")
        assert of_busy == pytest.approx(100_000)


@pytest.mark.parametrize("is_written", [False, True])
def test_a_frame_that_failed_takes_no_other_along(project, monkeypatch, is_written):
    """The memory ends while the first call of a place is written, or just after: the next one tells
    where that place is, and each that is kept stands for one call at least.
    """
    import counted_target as target

    appended, failures = Part.append, [MemoryError()]

    def failing(part, header, *bodies):
        if is_written or not failures:
            appended(part, header, *bodies)
        if failures:
            raise failures.pop()

    monkeypatch.setattr(Part, "append", failing)
    with Recording(project / "calls", ["counted_target:double"]) as recording:
        for number in range(3 - is_written * 2):
            target.double(number)
    (kept,) = (one for one in recording.kept if one.target == "counted_target:double")
    lines = [json.loads(line) for line in kept.file.read_text().splitlines()]
    numbers = [0] if is_written else [1, 2]
    assert [(line["args"], line["weight"]) for line in lines] == [([n], 1) for n in numbers]
    assert all(line["site"].startswith(__file__) for line in lines)
    assert kept.calls == 3 - is_written * 2
    assert kept.left_out == {
        "calls that could not be kept: the stack or the memory was at its end": 1
    }


def test_a_file_that_gets_another_name_is_no_full_disk(tmp_path, monkeypatch):
    """A process that stops renames its own while another one adds up what all have written."""
    (tmp_path / "gone").write_bytes(b"12345")
    (tmp_path / "there").write_bytes(b"123")
    scan = os.scandir

    class Renamed:
        def __init__(self, folder):
            self._entries = list(scan(folder))

        def __enter__(self):
            (tmp_path / "gone").rename(tmp_path / "gone.full")
            return iter(self._entries)

        def __exit__(self, *_):
            return None

    monkeypatch.setattr(os, "scandir", Renamed)
    part = Part(str(tmp_path), 1 << 30)
    part.append("{}")
    assert not part.is_full


LAZY = """\
ASKED = []

class Lazy:
    @property
    def __class__(self):
        ASKED.append("class")
        raise RuntimeError("outside of a request")

class Watched(type):
    def __getattribute__(cls, name):
        ASKED.append(name)
        return super().__getattribute__(name)

class Kind(metaclass=Watched):
    pass

def held(x):
    return 1
"""


@pytest.mark.parametrize("name", ["Lazy()", "Kind", "[Lazy()]"])
def test_no_code_of_an_argument_is_run(tmp_path, monkeypatch, name):
    """A lazy one would do its work for the recording, or refuse and be left out."""
    module = f"lazy_target_{len(name)}"
    (tmp_path / f"{module}.py").write_text(LAZY)
    monkeypatch.syspath_prepend(tmp_path)
    target = __import__(module)
    value = eval(name, vars(target))
    with Recording(tmp_path / "calls", [f"{module}:held"]) as recording:
        target.ASKED.clear()
        target.held(value)
        assert target.ASKED == []
    (kept,) = (one for one in recording.kept if one.target == f"{module}:held")
    assert (kept.calls, kept.inputs, kept.left_out) == (1, 1, {})
    sys.modules.pop(module)
