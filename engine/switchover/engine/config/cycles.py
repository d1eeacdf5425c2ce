"""Transitions that lead round and round, with no condition that leads out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .field import FieldError
from .kinds import is_template
from .problem import Problem
from .task import TaskConfig
from .workflow import WorkflowConfig

__all__ = ["cycle_hints"]

SHOWN = 8  # tasks of a cycle that a message names


def cycle_hints(workflow: WorkflowConfig) -> Iterator[Problem]:
    """Every cycle of top-level tasks that nothing ends as long as nothing fails, told once.

    A template may lead anywhere, a name that no task has leads to the end, and a router does not
    go round for ever as long as one of its routes leads out.
    """
    places: dict[str, int] = {}
    tasks: dict[str, TaskConfig] = {}
    for index, task in enumerate(workflow.tasks):
        name = str(task.data.get("id"))
        places.setdefault(name, index)
        tasks.setdefault(name, task)
    ways = {name: _ways(task, tasks) for name, task in tasks.items()}
    told: set[frozenset[str]] = set()
    for name in _endless(ways):
        cycle = _cycle(name, ways)
        if frozenset(cycle) in told:
            continue
        told.add(frozenset(cycle))
        first = min(range(len(cycle)), key=lambda at: places[cycle[at]])
        round_trip = [*cycle[first:], *cycle[:first], cycle[first]]
        yield _problem(tasks[cycle[first]], round_trip).below("tasks", places[cycle[first]])


def _problem(task: TaskConfig, round_trip: list[str]) -> Problem:
    shown = round_trip if len(round_trip) <= SHOWN else [*round_trip[: SHOWN - 1], "…"]
    way = " → ".join(shown)
    text = f"{way} has no end as long as no task fails: no condition leads out of it"
    path = ("on_success", "next") if task.data.get("on_success") else ("routes",)
    advice = "a router with a way out; a run stops at its limit of transitions"
    return task.problem("ENDLESS", text, *path, severity="warning", allowed=advice)


def _ways(task: TaskConfig, tasks: Mapping[str, TaskConfig]) -> tuple[str, ...]:
    """Where a task may lead; nothing, if that may be the end."""
    try:
        targets = tuple(task.following())
    except FieldError:
        return ()  # said where the field stands
    is_closed = all(target in tasks and not is_template(target) for target in targets)
    return targets if is_closed else ()


def _endless(ways: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Give the tasks from which no end can be reached."""
    sources: dict[str, list[str]] = {}
    for name, targets in ways.items():
        for target in targets:
            sources.setdefault(target, []).append(name)
    ending = {name for name, targets in ways.items() if not targets}
    found = [*ending]
    while found:
        for source in sources.get(found.pop(), ()):
            if source not in ending:
                ending.add(source)
                found.append(source)
    return [name for name in ways if name not in ending]


def _cycle(name: str, ways: Mapping[str, tuple[str, ...]]) -> list[str]:
    seen: dict[str, int] = {}
    while name not in seen:
        seen[name] = len(seen)
        name = ways[name][0]
    return [*seen][seen[name] :]
