"""A package that imports late gives what it offers, and loads nothing before."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

FACE = """
from switchover.ground import late
__all__ = ["ShopError", "dumps", "prices"]
homes = {".errors": "ShopError", "json": "dumps dump", ".prices": ""}
__getattr__, __dir__ = late(globals(), homes)
"""


@pytest.fixture
def face(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A package with two modules, of which none is loaded."""
    folder = tmp_path / "late_shop"
    folder.mkdir()
    (folder / "__init__.py").write_text(FACE)
    (folder / "errors.py").write_text("class ShopError(Exception): ...\n")
    (folder / "prices.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    yield import_module("late_shop")
    for name in [name for name in sys.modules if name.partition(".")[0] == "late_shop"]:
        del sys.modules[name]


def test_a_module_is_loaded_when_a_name_of_it_is_asked_for(face: ModuleType) -> None:
    """Not before, and no other one; the name stays in the package."""
    assert "late_shop.errors" not in sys.modules
    error = face.ShopError
    assert vars(face)["ShopError"] is error is sys.modules["late_shop.errors"].ShopError
    assert "late_shop.prices" not in sys.modules


def test_a_home_may_be_elsewhere_or_the_name_itself(face: ModuleType) -> None:
    """Absolute names are of other packages; a module without names is what is offered."""
    assert face.dumps is import_module("json").dumps
    assert face.prices is import_module("late_shop.prices")


def test_what_is_not_offered_is_said_as_of_any_module(face: ModuleType) -> None:
    """The face lists what it offers, loaded or not."""
    with pytest.raises(AttributeError, match=r"^module 'late_shop' has no attribute 'nothing'$"):
        _ = face.nothing
    assert dir(face) == ["ShopError", "dumps", "prices"]
