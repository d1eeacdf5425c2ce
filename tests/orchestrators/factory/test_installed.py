"""Task types of other distributions."""

from pathlib import Path

import distributions
import pytest

from switchover.orchestrators.factory import installed_task_types
from switchover.orchestrators.factory.errors import TaskTypePluginError

MODULE = """
from dataclasses import dataclass
from switchover.engine.config import TaskConfig
from switchover.orchestrators.factory import TaskType

@dataclass(frozen=True, slots=True)
class Loop(TaskConfig):
    type_name = "loop"

task_type = TaskType(view=Loop, build=lambda context: context)
number = 3
"""


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    offers = f"[switchover.tasks]\nloop = {target}\n"
    distributions.install(folder, monkeypatch, "acme_tasks", MODULE, offers)


def test_finds_installed_types_with_their_distribution(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A type that another distribution offers is found, and knows whom it comes from."""
    install(tmp_path, monkeypatch, "acme_tasks:task_type")
    found = {kind.name: kind.origin for kind in installed_task_types()}
    assert found["loop"] == "acme-tasks"


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("acme_tasks:number", "it is a int"),
        ("acme_tasks:missing", "missing"),
        ("acme_nowhere:task_type", "acme_nowhere"),
    ],
)
def test_a_broken_offer_names_distribution_and_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, reason: str
) -> None:
    """Who offers what cannot be used, and why, is in the message."""
    install(tmp_path, monkeypatch, target)
    with pytest.raises(TaskTypePluginError, match=f"acme-tasks.*{reason}"):
        installed_task_types()
