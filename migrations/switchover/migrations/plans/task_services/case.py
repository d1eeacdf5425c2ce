"""The corpus: workflows, each with what it is given and what happens to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from switchover.engine.config import TaskTypes, WorkflowConfig, read_workflow, read_yaml

from ..own import own_workflows

__all__ = ["FOLDER", "TYPES", "Case", "cases", "real_cases"]

FOLDER: Final = Path(__file__).parent
TYPES: Final = TaskTypes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One run of one workflow.

    Attributes:
        signals: names and payloads that wait for the run from its beginning.
        later: signals that are sent while the run goes on: after so many seconds of its own time,
            counted from the one before.
        cancel_after_s: when the run is canceled, in seconds of its own time; None for never.
        shows: the chosen difference that the case is there to show; for none, both systems have
            to do exactly the same.
        breaks: uses of the storage that fail, such as ``store config 2``.
        echoes: whether a tool that no stand-in is for gives its input back.
    """

    name: str
    workflow: WorkflowConfig
    input: Mapping[str, Any] = field(default_factory=dict)
    signals: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    later: tuple[tuple[float, str, Mapping[str, Any]], ...] = ()
    cancel_after_s: float | None = None
    breaks: tuple[str, ...] = ()
    shows: str = ""
    echoes: bool = False

    @property
    def types(self) -> frozenset[str]:
        """The task types that the workflow names, at any depth."""
        found = (task for top in self.workflow.tasks for _, task in top.walk())
        return frozenset(task.type for task in found)


class _Written(Mapping[str, Case]):
    """The workflows of the folder; each is read when it is asked for.

    What reads the others belongs to no run: coverage of one case tells of that case alone.
    """

    def __init__(self) -> None:
        described = read_yaml(FOLDER / "cases.yaml").data
        self._paths = {path.stem: path for path in sorted((FOLDER / "workflows").glob("*.yaml"))}
        self._described, self._common = described["cases"], described["input"]
        self._read: dict[str, Case] = {}

    def __getitem__(self, name: str) -> Case:
        if name not in self._read:
            self._read[name] = self._case(self._paths[name])
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def _case(self, path: Path) -> Case:
        more = self._described.get(path.stem) or {}
        return Case(
            name=path.stem,
            workflow=read_workflow(path, TYPES),
            input=more.get("input", self._common),
            signals=tuple((name, payload) for name, payload in more.get("signals", ())),
            later=tuple((after, name, payload) for after, name, payload in more.get("later", ())),
            breaks=tuple(more.get("breaks", ())),
            cancel_after_s=more.get("cancel_after_s"),
            shows=more.get("shows", ""),
        )


@cache
def cases() -> Mapping[str, Case]:
    """Return the cases of the corpus by name: each workflow of the folder, as `cases.yaml` says."""
    return _Written()


@cache
def real_cases() -> Mapping[str, Case]:
    """Return your own workflows by name, with what `real.yaml` says those it knows are given."""
    described = read_yaml(FOLDER / "real.yaml").data
    found = (_real(path, described.get(path.stem) or {}) for path in own_workflows())
    return {case.name: case for case in found}


def _real(path: Path, more: Mapping[str, Any]) -> Case:
    return Case(
        name=f"real-{path.stem}",
        workflow=read_workflow(path, TYPES),
        input=more.get("input", {}),
        signals=tuple((name, payload) for name, payload in more.get("signals", ())),
        echoes=True,
    )
