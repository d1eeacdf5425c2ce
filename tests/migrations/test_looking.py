"""How import strings of a plan are looked for: once, in a process of their own, whatever they do."""

from __future__ import annotations

import functools
import math
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from switchover.bench import TargetError
from switchover.migrations import targets
from switchover.values import encode

MODULE = """
import functools
def plain(x): return x
def outer():
    def inner(x): return x
    return inner
closure = outer()
partial = functools.partial(plain, 1)
class Priced:
    def total(self, x): return x
    def __call__(self, x): return x
    @staticmethod
    def static(x): return x
class Child(Priced): pass
again = plain
one = Priced()
"""


def test_the_process_that_looks_loads_no_records() -> None:
    """It is one more process of each run, and only imports what is named."""
    script = "import sys, switchover.migrations.targets; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(done.stdout.split())
    assert loaded.isdisjoint({"switchover.reports", "switchover.bench.against", "msgspec"})


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A module of a user, and one that cannot be imported."""
    (tmp_path / "looked_for.py").write_text(MODULE)
    (tmp_path / "looked_broken.py").write_text("1 / 0\n")
    (tmp_path / "looked_leaves.py").write_text("raise SystemExit(0)\n")
    (tmp_path / "looked_moves.py").write_text(
        "import sys\nsys.path.insert(0, '/nowhere')\ndef f(): pass\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(targets, "_known", {})
    yield "looked_for"
    for name in ("looked_for", "looked_broken", "looked_leaves", "looked_moves"):
        sys.modules.pop(name, None)


class Answered:
    """A worker that answers at once, here; what it was asked is kept."""

    asked: list[list[str]] = []
    state = "returned"

    def __init__(self, target: object, *, timeout_s: float) -> None:
        assert timeout_s == targets.START_S

    def answer(self, call: Any) -> Any:
        (specs,) = call.args
        self.asked.append(list(specs))
        found = targets.look_here(specs)

        class Reply:
            state = Answered.state
            reason = "it took too long"
            document = encode((None, found, (), {}))

        return Reply()

    def close(self) -> None:
        """Nothing is to be closed."""


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> type[Answered]:
    """Look in this process."""
    monkeypatch.setattr(targets, "Worker", Answered)
    monkeypatch.setattr(targets, "importable", lambda spec: spec)
    monkeypatch.setattr(Answered, "asked", [])
    monkeypatch.setattr(Answered, "state", "returned")
    return Answered


def test_what_was_found_once_is_not_looked_for_again(module: str, worker: type[Answered]) -> None:
    """What was not found is: it may be mended meanwhile."""
    good, bad = f"{module}:plain", f"{module}:nowhere"
    assert [each and each[: len(bad)] for each in targets.problems([good, bad, good])] == [None, bad, None]  # fmt: skip
    assert targets.problems([bad, good])[1] is None
    assert worker.asked == [[bad, good], [bad]]


def test_one_that_changes_the_import_path_ends_its_process(
    module: str, worker: type[Answered], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked for first in one, and what comes after it in another: each finds its own modules."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    specs = ["looked_moves:f", f"{module}:plain", f"{module}:Priced"]
    assert targets.problems(specs) == [None] * 3
    every = [f"{module}:Priced", f"{module}:plain", "looked_moves:f"]
    assert worker.asked == [every, every[2:]]
    monkeypatch.setattr(targets, "_known", {})
    sys.modules.pop("looked_moves")
    worker.asked.clear()
    found = targets._looked(specs)
    assert [each.problem for each in found] == [None] * 3
    assert worker.asked == [specs, specs[1:]]


def test_a_process_that_gives_no_answer_is_asked_for_each_alone(
    module: str, worker: type[Answered], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the one that is to blame is named."""
    monkeypatch.setattr(worker, "state", "timed out")
    found = targets.problems([f"{module}:plain", f"{module}:one"])
    assert found == [
        f"{module}:{name}: importing it failed: it took too long" for name in ("plain", "one")
    ]
    assert len(worker.asked) == 3


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("looked_broken:f", "importing looked_broken failed: ZeroDivisionError: division by zero"),
        ("looked_leaves:f", "importing looked_leaves failed: SystemExit: 0"),
        ("looked_for:nowhere", "no 'nowhere' in looked_for"),
        ("nowhere_at_all:f", "no module 'nowhere_at_all'"),
        ("no string", "'no string' is not an import string"),
    ],
)
def test_whatever_a_module_does_is_told_as_a_problem(module: str, spec: str, told: str) -> None:
    """Nothing ends the process that looks."""
    ((problem, file, line, origin),) = targets.look_here([spec])
    assert told in problem
    assert (file, line, origin) == (None, 0, "")


@pytest.mark.parametrize(
    ("name", "line", "own"),
    [
        ("plain", 3, "plain"),
        ("again", 3, "plain"),
        ("closure", 5, ""),
        ("partial", 3, ""),
        ("Priced", 9, "Priced"),
        ("Priced.static", 12, "Priced.static"),
        ("one", 9, ""),
    ],
)
def test_a_side_is_known_by_where_its_own_module_has_it(
    module: str, tmp_path: Path, name: str, line: int, own: str
) -> None:
    """A second name leads to the first; what no module has by its name is one of its own."""
    ((problem, file, found, origin),) = targets.look_here([f"{module}:{name}"])
    assert (problem, found) == (None, line)
    assert Path(file) == tmp_path / "looked_for.py"
    assert origin == (f"{file}:{module}:{own}" if own else "")


def test_what_is_written_in_c_has_no_line() -> None:
    """And is one thing under its name all the same."""
    ((problem, file, line, origin),) = targets.look_here(["math:sqrt"])
    assert (problem, file, line) == (None, None, 0)
    assert origin.endswith(":math:sqrt")


def test_callables_are_looked_at_as_they_are(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a process; one that cannot be called is refused."""
    monkeypatch.setattr(targets, "Worker", None)
    targets.find([math.sqrt, functools.partial(math.sqrt)])
    nothing: Any = 5
    with pytest.raises(TargetError):
        targets.find([nothing])
    assert targets.name(math.sqrt) == "math:sqrt"
    assert targets.name("a:f") == "a:f"


def test_a_problem_is_raised_as_it_is_told(module: str, worker: type[Answered]) -> None:
    """The first of them."""
    targets.find([f"{module}:plain"])
    with pytest.raises(TargetError, match="no 'x' in looked_for"):
        targets.find([f"{module}:plain", f"{module}:x", f"{module}:y"])


@pytest.mark.parametrize(
    ("control", "candidate", "same"),
    [
        (math.sqrt, math.sqrt, True),
        (math.sqrt, math.floor, False),
        ("a:f", "a:f", True),
        ("a:f", "a:g", False),
        ("a:f", math.sqrt, False),
        ("looked_for:plain", "looked_for:again", True),
        ("looked_for:plain", "looked_for:closure", False),
        ("looked_for:closure", "looked_for:closure", True),
        ("looked_for:closure", "looked_for:partial", False),
    ],
    ids=str,
)
def test_two_names_of_one_thing_are_one(
    module: str,
    worker: type[Answered],
    control: str | Callable[..., Any],
    candidate: str | Callable[..., Any],
    same: bool,
) -> None:
    """Of what was looked for; of anything else only equal names."""
    targets.problems([f"{module}:{name}" for name in ("plain", "again", "closure", "partial")])
    assert targets.is_one(control, candidate) is same
