"""What is timed: for each task type, a workflow that does little else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from itertools import pairwise
from typing import Any, Final

from switchover.engine.config import WorkflowConfig, engine_types

from .case import Case

__all__ = ["workload", "workloads"]

REPEATS: Final = 10
INPUT: Final[Mapping[str, Any]] = {"name": "Ada", "items": [f"item {n}" for n in range(100)]}

Task = dict[str, Any]

_TYPES: Final = engine_types()
"""As every command that runs workflows has them before it runs one: what is installed is known,
and the languages of conditions and templates are loaded, whichever system runs."""


@cache
def workload(task_type: str) -> Case:
    """Return the workload of a type: one workflow that is made once and run again and again."""
    tasks = workloads()[task_type]()
    data = {"id": f"timed-{task_type}", "CWD": ".", "tasks": tasks}
    signals = tuple(("go", {"n": number}) for number in range(REPEATS))
    return Case(name=task_type, workflow=WorkflowConfig(data, _TYPES), input=INPUT, signals=signals)


def _chain(make: Callable[[int], Task]) -> list[Task]:
    """Return ten tasks in a row."""
    tasks = [{"CWD": ".", **make(number)} for number in range(REPEATS)]
    for task, following in pairwise(tasks):
        task["on_success"] = {"next": following["id"]}
    return tasks


def _echo(number: int) -> Task:
    given = {"text": "hello {{ .workflow.input.name }}", "n": number}
    return {"id": f"task-{number:03}", "type": "basic", "tool": "echo", "with": given}


def _router(number: int) -> Task:
    target = f"task-{number + 1:03}" if number < REPEATS - 1 else "end"
    routes = {"Ada": target, "Bob": "end"}
    return {
        "id": f"task-{number:03}", "type": "router", "CWD": ".",
        "condition": "{{ .workflow.input.name }}", "routes": routes,
    }  # fmt: skip


def _routers() -> list[Task]:
    return [*(_router(number) for number in range(REPEATS)), {"CWD": ".", **_echo(0), "id": "end"}]


def _container(kind: str, count: int) -> list[Task]:
    children = [{"CWD": ".", **_echo(number)} for number in range(count)]
    return [{"id": "all", "type": kind, "CWD": ".", "tasks": children}]


def _collection() -> list[Task]:
    given = {"value": "{{ .item }}", "name": "{{ .workflow.input.name }}"}
    child = {"id": "each-{{ .index }}", "type": "basic", "tool": "echo", "with": given, "CWD": "."}
    items = "{{ .workflow.input.items }}"
    return [{"id": "all", "type": "collection", "CWD": ".", "items": items, "task": child}]


def _aggregate(number: int) -> Task:
    outputs = {"greeting": "hello {{ .workflow.input.name }}", "n": number}
    return {"id": f"task-{number:03}", "type": "aggregate", "outputs": outputs}


def _wait(number: int) -> Task:
    return {
        "id": f"task-{number:03}", "type": "wait", "wait_for": "go", "timeout": "5m",
        "condition": f"signal.payload.n == {number}",
    }  # fmt: skip


def _signal(number: int) -> Task:
    signal = {"id": "news", "payload": {"name": "{{ .workflow.input.name }}", "n": number}}
    return {"id": f"task-{number:03}", "type": "signal", "signal": signal}


def workloads() -> Mapping[str, Callable[[], list[Task]]]:
    """Return what is timed for each type; data of the corpus, so a plain list of pairs."""
    return dict(_PAIRS)


_PAIRS: Final[tuple[tuple[str, Callable[[], list[Task]]], ...]] = (
    ("basic", lambda: _chain(_echo)),
    ("router", _routers),
    ("parallel", lambda: _container("parallel", 100)),
    ("collection", _collection),
    ("composite", lambda: _container("composite", 20)),
    ("aggregate", lambda: _chain(_aggregate)),
    ("wait", lambda: _chain(_wait)),
    ("signal", lambda: _chain(_signal)),
)
