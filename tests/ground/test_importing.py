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


MODULES = {
    "ground_lazy": "def __getattr__(name):\n    raise ImportError('pip install more') if name == 'later' else AttributeError(name)\n",
    "ground_typo": "import no_such_module_of_ours\n",
    "ground_exits": "raise SystemExit(3)\n",
    "ground_plain": "class A:\n    class B:\n        x = 1\n    @property\n    def broken(self): raise ValueError\n_hidden = 2\nnone = None\n",
}


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in MODULES.items():
        (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("modules")
@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("ground_lazy:later", "ground_lazy:later: later of ground_lazy cannot be had: ImportError: pip install more"),
        ("ground_lazy:other", "no 'other' in ground_lazy"),
        ("ground_typo:x", "importing ground_typo failed: No module named 'no_such_module_of_ours'"),
        ("ground_plain:A.C", "no 'C' in A; there is "),
        ("ground_plain:A.B.y", "no 'y' in A.B"),
        ("ground_plain:A.B.x.y", "no 'y' in 1"),
        ("ground_plain:hidden", "no 'hidden' in ground_plain"),
        ("ground_plain:_hiden", "did you mean _hidden"),
        ("ground_plain.A:B", "ground_plain is a module, not a package: write ground_plain:A for a name in it"),
        ("ground_plain.py:A", "is not an import string: write ground_plain:A"),
        ("json.decodr:x", "no module 'decodr' in package json; did you mean decoder"),
    ],
)  # fmt: skip
def test_each_way_to_fail_is_told_in_its_own_words(spec: str, told: str) -> None:
    """What was found, and what is there instead; always as the one error."""
    with pytest.raises(ResolveError) as caught:
        named(spec)
    assert told in str(caught.value)


@pytest.mark.usefixtures("modules")
def test_nothing_is_still_something() -> None:
    """A name may stand for None, for a hidden value, or for a property itself."""
    assert named("ground_plain:none") is None
    assert named("ground_plain:_hidden") == 2
    assert held("ground_plain:A.B.x")[1] == 1
    assert isinstance(named("ground_plain:A.broken"), property)
    with pytest.raises(SystemExit):
        named("ground_exits:x")
    with pytest.raises(ResolveError, match="SystemExit: 3"):
        named("ground_exits:x", failures=BaseException)


@pytest.mark.parametrize(
    ("spec", "meant"),
    [
        ("", "package.module:function"),
        (":", "package.module:function"),
        ("a:", "package.module:function"),
        (":b", "package.module:function"),
        ("a", "package.module:function"),
        ("a.b.c", "a.b:c"),
        ("a:b:c", "a.b:c"),
        ("a b:c", "package.module:function"),
        ("a..b:c", "package.module:function"),
        (".a:b", "package.module:function"),
        ("a:b.", "package.module:function"),
        ("a:b()", "package.module:function"),
        ("a-b:c", "package.module:function"),
        ("1a:b", "package.module:function"),
        ("./src/a.py:b", "src.a:b"),
        ("src\\a.py:b", "src.a:b"),
        ("/src/a:b", "src.a:b"),
        ("a/b:C.d", "a.b:C.d"),
    ],
)
def test_a_malformed_string_is_told_with_what_was_meant(spec: str, meant: str) -> None:
    """Nothing is imported for it."""
    with pytest.raises(ResolveError, match="is not an import string") as caught:
        split(spec)
    assert meant in str(caught.value)
