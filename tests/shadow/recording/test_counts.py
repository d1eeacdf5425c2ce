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
    (kept,) = recording.kept
    assert (kept.calls, kept.inputs, kept.left_out) == (1, 1, {})
    sys.modules.pop(module)
