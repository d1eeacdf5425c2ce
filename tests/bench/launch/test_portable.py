"""What a fresh interpreter would load as it is here travels; all else is carried by a fork."""

from __future__ import annotations

import functools
import importlib
import json
import os
import pickle
import socket
import subprocess
import sys
from types import ModuleType

import pytest

from switchover.bench.launch.portable import Packed, is_importable, pack

SOURCE = """
import enum
class Kept:
    class Inner:
        def method(self):
            return 1
    @classmethod
    def made(cls):
        return cls()
    @staticmethod
    def plain():
        return 2
    def __init__(self, value=0):
        self.value = value
class Colour(enum.Enum):
    RED = 1
def top(x):
    return x
alias = top
def outer():
    def inner():
        return 3
    return inner
"""


@pytest.fixture
def travelling(tmp_path, monkeypatch):
    (tmp_path / "travelling.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module("travelling")
    del sys.modules["travelling"]


CARRIED = {
    "a function": lambda m: m.top,
    "a function by a second name": lambda m: m.alias,
    "a class": lambda m: m.Kept,
    "a class within one": lambda m: m.Kept.Inner,
    "an instance": lambda m: m.Kept(3),
    "a class method": lambda m: m.Kept.made,
    "a static method": lambda m: m.Kept.plain,
    "a bound method": lambda m: m.Kept.Inner().method,
    "a member of an enum": lambda m: m.Colour.RED,
    "a partial": lambda m: functools.partial(m.top, 1),
    "within containers": lambda m: {"calls": [(m.top, {"kept": m.Kept(1)})]},
    "an error": lambda m: ValueError("text", 1),
    "of the library": lambda _: [json.loads, os.path.join, json.JSONDecoder],
    "built in": lambda _: [len, dict, sys.getsizeof, (1).__add__],
}


@pytest.mark.parametrize("name", CARRIED)
def test_what_can_be_imported_travels_by_its_name(travelling, name):
    """And is, in a fresh interpreter with this import path, what it is here."""
    packed = pack(CARRIED[name](travelling))
    assert packed.data is not None, packed.obstacle
    assert packed.obstacle == ""
    loads = "import pickle, sys; sys.path[:0] = [sys.argv[1]]; "
    loads += "pickle.loads(sys.stdin.buffer.read())"
    ran = subprocess.run(
        [sys.executable, "-c", loads, os.path.dirname(travelling.__file__)],
        input=packed.data,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr


class Raising:
    def __init__(self, error):
        self.error = error

    def __reduce__(self):
        raise self.error


def made_here(monkeypatch, name, file=None):
    """A module that only this process has, with a function of its own."""
    module = ModuleType(name)
    if file is not None:
        module.__file__ = file
    exec("def call(x):\n    return x\nclass Kept:\n    pass", module.__dict__)
    monkeypatch.setitem(sys.modules, name, module)
    return module


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (lambda: lambda x: x, "lambda"),
        (lambda: [{"a": (lambda: 1)}], "lambda"),
        (lambda: (each for each in ()), "generator"),
        (lambda: socket.socket(), "socket"),
        (lambda: sys, "module"),
        (lambda: Raising(RuntimeError("not me")), "not me"),
        (lambda: Raising(RuntimeError()), "RuntimeError"),
        (lambda: Raising(RecursionError("too deep")), "too deep"),
    ],
)
def test_what_keeps_a_value_here_is_said(value, said):
    """In the words of who refused, or by the error's kind where that says nothing."""
    made = value()
    packed = pack(made)
    assert packed.data is None
    assert packed.value is made
    assert said in packed.obstacle
    if hasattr(made, "close"):
        made.close()


def test_a_function_within_another_has_no_name_to_travel_by(travelling):
    packed = pack(travelling.outer())
    assert packed.data is None
    assert "inner" in packed.obstacle


@pytest.mark.parametrize("part", ["call", "Kept"])
def test_a_module_that_is_here_alone_keeps_its_own(monkeypatch, tmp_path, part):
    """Made in memory from a file that no import path reaches, or that is another one by now."""
    (tmp_path / "elsewhere_alone.py").write_text(SOURCE)
    module = made_here(monkeypatch, "elsewhere_alone", str(tmp_path / "elsewhere_alone.py"))
    packed = pack([getattr(module, part)])
    assert packed.data is None
    assert "lives in elsewhere_alone, which a fresh interpreter cannot import" in packed.obstacle


def test_another_file_of_the_same_name_is_not_the_module(monkeypatch, tmp_path):
    """The first on the path would be loaded there: another version in silence."""
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "of_two_files.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path / "one"))
    module = importlib.import_module("of_two_files")
    try:
        assert pack(module.top).data is not None
        monkeypatch.syspath_prepend(str(tmp_path / "two"))
        assert pack(module.top).data is None
    finally:
        del sys.modules["of_two_files"]


def test_a_module_within_a_package_is_looked_for_through_it(monkeypatch, tmp_path):
    (tmp_path / "nesting" / "deep").mkdir(parents=True)
    for folder in ("nesting", "nesting/deep"):
        (tmp_path / folder / "__init__.py").write_text("")
    (tmp_path / "nesting" / "deep" / "leaf.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    leaf = importlib.import_module("nesting.deep.leaf")
    try:
        assert pack(leaf.top).data is not None
        (tmp_path / "nesting" / "deep" / "leaf.py").rename(tmp_path / "leaf.py")
        importlib.invalidate_caches()
        assert pickle.loads(pack(leaf.top).data) is leaf.top  # what was found once is known
    finally:
        for name in ("nesting.deep.leaf", "nesting.deep", "nesting"):
            del sys.modules[name]


@pytest.mark.parametrize(
    ("name", "is_there"),
    [
        ("json.decoder", True),
        ("builtins", True),
        ("sys", True),
        ("zipimport", True),
        ("switchover.bench.errors", True),
        ("__main__", False),
        (None, False),
        ("never.imported.here", False),
    ],
)
def test_a_module_that_is_built_in_or_frozen_is_everywhere(name, is_there):
    if name and is_there:
        importlib.import_module(name)
    assert is_importable(name) is is_there


def test_what_is_packed_stays_packed():
    packed = pack([1, 2])
    assert isinstance(packed, Packed)
    assert pack(packed) is packed
    assert pickle.loads(packed.data) == [1, 2]
