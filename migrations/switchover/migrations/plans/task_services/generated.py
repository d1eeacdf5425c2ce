"""Workflows that nobody wrote: drawn by number, the same for the same number.

They stay where both systems have to do the same: no reference to a lone scalar, ids in order, no
container in a container, no failure with a handler, no wait.
"""

from __future__ import annotations

import random
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from switchover.engine.config import WorkflowConfig

from .case import TYPES, Case

__all__ = ["generated"]

INPUT: Final = {
    "name": "Ada",
    "names": ["Ada", "Bob", "Cyd"],
    "word": "ok",
    "map": {"a": 1, "b": 2},
}
TEXTS: Final = (
    "plain",
    "hello {{ .workflow.input.name }}",
    "{{ .workflow.input.name | upper }}!",
    "{{ range .workflow.input.names }}<{{ . }}>{{ end }}",
    "{{ .workflow.input.map }}",
    '{{ if eq .workflow.input.word "ok" }}yes{{ else }}no{{ end }}',
    "{{ .workflow.input.names | toJson }}",
    "{{ len .workflow.input.names }} names",
    "αβγ 🚀 {{ .workflow.input.word }}",
)
BROKEN: Final = "{{ .workflow.input.absent }}"
Task = dict[str, Any]
STRATEGIES: Final = ("wait_all", "best_effort", "")


@lru_cache(maxsize=4096)
def generated(number: int) -> Case:
    """Return the case of a number."""
    draw = random.Random(number)  # noqa: S311 - a corpus, no secret
    count = draw.randint(1, 4)
    tasks = [_task(draw, index) for index in range(count)]
    for task, following in pairwise(tasks):
        if task["type"] != ROUTING:
            task["on_success"] = {"next": following["id"]}
        else:
            task["routes"] = {"ok": following["id"], "other": following["id"]}
    data: Task = {"id": f"generated-{number}", "CWD": ".", "tasks": tasks}
    if draw.random() < 0.3:
        data["outputs"] = {
            "first": "{{ .tasks.t0.output | toJson }}",
            "word": "{{ .workflow.input.word }}",
        }
    if draw.random() < 0.2:
        data = _nowhere(data)
    return Case(name=f"generated-{number}", workflow=WorkflowConfig(data, TYPES), input=INPUT)


def _nowhere(value: Any) -> Any:
    """Return a workflow without any working directory."""
    if isinstance(value, dict):
        return {key: _nowhere(item) for key, item in value.items() if key != "CWD"}
    return [_nowhere(item) for item in value] if isinstance(value, list) else value


ROUTING: Final = "router"


def _task(draw: random.Random, index: int) -> Task:
    make = draw.choice(
        (_leaf, _leaf, _router, _parallel, _collection, _composite, _aggregate, _signal)
    )
    once = {"retry_policy": {"maximum_attempts": draw.choice((1, 1, 2))}}
    return {"CWD": f"./t{index}", **make(draw, f"t{index}"), "config": once}


def _leaf(draw: random.Random, name: str) -> Task:
    tool, given = draw.choice(
        (
            ("echo", _given(draw)),
            ("echo", _given(draw)),
            ("nothing", {}),
            ("fail", {"message": f"no luck in {name}"}),
            ("flaky", {"name": name, "failures": draw.randint(0, 2)}),
        )
    )
    task = {"id": name, "type": "basic", "tool": tool, "with": given}
    if tool == "echo" and draw.random() < 0.3:
        task["outputs"] = {"copy": "{{ .output | toJson }}", "count": "{{ len .output }} keys"}
    return task


def _placed(draw: random.Random, child: Task) -> Task:
    """Return a child with a working directory of its own, or without one."""
    return {"CWD": f"./{child['id']}", **child} if draw.random() < 0.5 else child


def _steady(draw: random.Random, name: str) -> Task:
    """Return a child that gives something."""
    return {"id": name, "type": "basic", "tool": "echo", "with": _given(draw)}


def _given(draw: random.Random) -> Task:
    texts = {f"k{index}": draw.choice(TEXTS) for index in range(draw.randint(1, 3))}
    return {**texts, "n": draw.randint(-5, 5), "list": [draw.random(), "x", None]}


def _router(draw: random.Random, name: str) -> Task:
    condition = draw.choice(("{{ .workflow.input.word }}", "ok", "  ok  "))
    inline = {
        "id": f"{name}-end",
        "type": "basic",
        "tool": "echo",
        "with": _given(draw),
        "CWD": ".",
    }
    return {"id": name, "type": "router", "condition": condition, "routes": {"ok": inline}}


def _parallel(draw: random.Random, name: str) -> Task:
    children = [
        _placed(draw, _steady(draw, f"{name}-{index}")) for index in range(draw.randint(1, 5))
    ]
    strategy = draw.choice(STRATEGIES)
    if strategy != "best_effort" and draw.random() < 0.3:
        failing = {
            "id": f"{name}-9",
            "type": "basic",
            "tool": "fail",
            "with": {"message": "no"},
            "CWD": ".",
        }
        children.append(failing)
    return {"id": name, "type": "parallel", "strategy": strategy, "tasks": children}


def _collection(draw: random.Random, name: str) -> Task:
    items = draw.choice(
        ("{{ .workflow.input.names }}", '["a", "b", "c"]', "[]", "{{ .workflow.input.map }}")
    )
    child: Task = {"id": f"{name}-{{{{ .index }}}}", "type": "basic", "tool": "echo"}
    child["with"] = {"text": "<{{ .item }}>", **_given(draw)}
    task: Task = {"id": name, "type": "collection", "items": items, "task": child}
    if draw.random() < 0.3:
        task["filter"] = draw.choice(("{{ ne .index 1 }}", "true", "{{ lt .index 2 }}"))
    if draw.random() < 0.3:
        task["mode"] = "sequential"
    return task


def _composite(draw: random.Random, name: str) -> Task:
    children = [
        _placed(draw, _leaf(draw, f"{name}-{index}")) for index in range(draw.randint(1, 4))
    ]
    return {"id": name, "type": "composite", "tasks": children}


def _aggregate(draw: random.Random, name: str) -> Task:
    outputs = {f"k{index}": draw.choice((*TEXTS, BROKEN)) for index in range(draw.randint(1, 3))}
    return {"id": name, "type": "aggregate", "outputs": outputs}


def _signal(draw: random.Random, name: str) -> Task:
    return {"id": name, "type": "signal", "signal": {"id": "news", "payload": _given(draw)}}
