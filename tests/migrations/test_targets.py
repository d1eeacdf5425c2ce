"""Where the sides of a plan are written, as found by the process that looks for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from switchover.migrations import targets

MODULE = """
import functools, math


def plain(x):
    return x


@functools.lru_cache
def decorated(x):
    return x


class Priced:
    def total(self, x):
        return x

    def __call__(self, x):
        return x


called = Priced()
partial = functools.partial(plain, 1)
root = math.sqrt
"""
LINES = {
    "plain": 5,
    "decorated": 9,
    "Priced.total": 15,
    "Priced": 14,
    "called": 14,
    "partial": 5,
    "root": None,
}


def test_a_side_has_its_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of functions, methods, classes and callable objects; what is written in C has none."""
    (tmp_path / "sides_with_lines.py").write_text(MODULE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    named = {name: f"sides_with_lines:{name}" for name in LINES}
    assert targets.problems([*named.values(), "sides_with_lines:none"])[:-1] == [None] * len(named)
    found = {name: targets.source_line(spec) for name, spec in named.items()}
    assert {name: at and at.line for name, at in found.items()} == LINES
    assert {at.file for at in found.values() if at} == {"sides_with_lines.py"}
    assert targets.source_line("sides_with_lines:none") is None
    here = targets.source_line(test_a_side_has_its_file_and_line)
    assert here is not None
    assert Path(here.file) == Path(__file__)


def test_two_versions_of_a_library_are_two_things(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They have one name in their module, and each its own file."""
    for age in ("old", "new"):
        (tmp_path / age).mkdir()
        (tmp_path / age / "versioned_library.py").write_text("def half(n):\n    return n / 2\n")
        (tmp_path / f"library_of_{age}.py").write_text(
            f"import sys\nsys.path.insert(0, {str(tmp_path / age)!r})\n"
            "from versioned_library import half\n"
        )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    specs = ["library_of_old:half", "library_of_new:half"]
    assert not any(targets.problems(specs))
    assert not targets.is_one(*specs)
    assert targets.is_one(specs[0], specs[0])


def test_a_version_in_a_folder_is_not_the_one_that_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of both is looked for first: the other's module is imported by then."""
    (tmp_path / "old").mkdir()
    for folder in (tmp_path, tmp_path / "old"):
        (folder / "mid_library.py").write_text("def half(n):\n    return n / 2\n")
    for name in ("a_beside", "z_beside"):
        (tmp_path / f"{name}.py").write_text(
            f"import sys\nsys.path.insert(0, {str(tmp_path / 'old')!r})\n"
            "from mid_library import half\n"
        )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    specs = ["a_beside:half", "mid_library:half", "z_beside:half"]
    assert not any(targets.problems(specs))
    assert targets.is_one(specs[0], specs[2])
    assert not targets.is_one(specs[0], specs[1])
    assert not targets.is_one(specs[1], specs[2])
    lines = [targets.source_line(spec) for spec in specs]
    assert [line and line.file for line in lines] == [
        "old/mid_library.py", "mid_library.py", "old/mid_library.py",
    ]  # fmt: skip


def test_one_thing_under_two_names_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A candidate that is the control, imported: nothing was replaced. Closures are two things."""
    (tmp_path / "sides_of_old.py").write_text(
        f"{MODULE}\n\ndef made(n):\n    return lambda x: x + n\n\n\none, two = made(1), made(2)\n"
    )
    (tmp_path / "sides_of_new.py").write_text(
        "from sides_of_old import *\nfrom sides_of_old import Priced as Taxed\n"
        "def own(x):\n    return plain(x)\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    names = ["plain", "own", "decorated", "Priced", "Taxed", "one", "two"]
    specs = [f"sides_of_{age}:{name}" for name in names for age in ("old", "new")]
    targets.problems(specs)

    def is_one(old: str, new: str) -> bool:
        return targets.is_one(f"sides_of_old:{old}", f"sides_of_new:{new}")

    for same in (("plain", "plain"), ("decorated", "decorated"), ("Priced", "Taxed")):
        assert is_one(*same), same
    assert [is_one(*names) for names in (("plain", "own"), ("one", "two"))] == [False, False]
    assert targets.is_one("never:looked_for", "never:looked_for")
    assert not targets.is_one("never:looked_for", "never:looked")
