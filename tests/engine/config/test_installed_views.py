"""Task types of other distributions, as workflows may use them."""

from pathlib import Path

import distributions
import pytest

from switchover.engine.config import engine_types
from switchover.engine.errors import EngineError

MODULE = """
from switchover.engine.config import TaskConfig


class LoopTask(TaskConfig):
    __slots__ = ()
    type_name = "loop"


class Loop:
    view = LoopTask


class Twice:
    view = type("Another", (LoopTask,), {"type_name": "basic", "__slots__": ()})


class Nothing:
    view = 3
"""


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    offers = f"[switchover.tasks]\nloop = {target}\n"
    distributions.install(folder, monkeypatch, "acme_views", MODULE, offers)


def test_an_installed_type_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workflow may use the type as it uses the engine's own."""
    install(tmp_path, monkeypatch, "acme_views:Loop")
    types = engine_types()
    assert "loop" in types.names
    assert type(types.task({"id": "x", "type": "loop"})).__name__ == "LoopTask"


@pytest.mark.parametrize("target", ["acme_views:Nothing", "acme_views:Absent", "absent:Loop"])
def test_what_gives_no_configuration_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    """The error names the entry point and what stands behind it."""
    install(tmp_path, monkeypatch, target)
    with pytest.raises(EngineError, match=target) as raised:
        engine_types()
    assert raised.value.code == "TYPE_PLUGIN"


def test_a_taken_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed type cannot take the place of one of the engine's."""
    install(tmp_path, monkeypatch, "acme_views:Twice")
    with pytest.raises(ValueError, match="basic"):
        engine_types()
