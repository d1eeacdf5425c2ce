"""Import strings are resolved once for all rooms."""

from __future__ import annotations

from pathlib import Path

import pytest

from switchover.ground import ResolveError, SwitchoverError, held, named, split


def test_an_import_string_gives_what_it_names() -> None:
    """Whatever it is: a value, a class, a method, with what holds it."""
    assert named("math:pi") == pytest.approx(3.14159, abs=1e-5)
    holder, found = held("pathlib:Path.joinpath")
    assert (holder, found) == (Path, Path.joinpath)
    assert split("a.b:C.d") == ("a.b", "C.d")


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("math.pi", "is not an import string: write package.module:function, such as math:pi"),
        ("shop/old.py:price", "write shop.old:price"),
        ("math:pie", "no 'pie' in math; did you mean pi"),
        ("maths:pi", "no module 'maths' in the import path; did you mean math"),
    ],
)
def test_what_leads_nowhere_is_told_with_what_is_near(spec: str, told: str) -> None:
    """As an error that is to be told."""
    with pytest.raises(ResolveError, match=told) as caught:
        named(spec)
    assert isinstance(caught.value, SwitchoverError)


def test_a_module_in_a_folder_of_this_one_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A project with its sources in `src` is told how to reach them, not what has a like name."""
    for place in ("src/mathz/__init__.py", "lib/maths.py", "data/mathe/old.csv"):
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).touch()
    monkeypatch.chdir(tmp_path)
    for name, told in (
        ("mathz", "; src/mathz is here: set PYTHONPATH=src, or install the project"),
        ("maths", "; lib/maths is here: set PYTHONPATH=lib, or install the project"),
        ("mathe", "; did you mean math"),
    ):
        with pytest.raises(ResolveError, match=f"no module '{name}' in the import path{told}"):
            named(f"{name}:pi")


def test_a_module_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what it raised; what is no failure to the caller passes."""
    (tmp_path / "failing_ground_module.py").write_text("1 / 0\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ResolveError, match="importing failing_ground_module failed") as caught:
        named("failing_ground_module:x")
    assert caught.value.module == "failing_ground_module"
    with pytest.raises(ZeroDivisionError):
        named("failing_ground_module:x", failures=OSError)
