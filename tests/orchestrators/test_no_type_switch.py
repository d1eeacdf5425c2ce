"""No orchestration branches on a task type.

A new type must work without touching what is there, so what is there may not ask which type it has
before it. The check reads syntax trees, and first proves itself on planted switches.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHECKED = (
    "orchestrators/switchover/orchestrators",
    "engine/switchover/engine/run",
    "migrations/switchover/migrations",
)
TYPES = frozenset(
    {"basic", "router", "parallel", "collection", "composite", "aggregate", "wait", "signal"}
)
VIEWS = frozenset(f"{name.capitalize()}Task" for name in TYPES)
ORCHESTRATORS = frozenset(f"{name.capitalize()}Orchestrator" for name in TYPES)
ENUMS = frozenset({"TaskType", "ExecutionType"})
"""Enumerations whose members would be type names in disguise."""


def type_switches(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and kind of every branch or dispatch on a task type."""
    for node in ast.walk(tree):
        for found in (compared, matched, tabled, instanced, composed):
            if found(node):
                yield getattr(node, "lineno", 0), found.__name__
                break


def names_type(node: ast.AST) -> bool:
    """Whether an expression is the name of a task type."""
    if isinstance(node, ast.Constant):
        return node.value in TYPES
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.value.id in ENUMS
    return False


def compared(node: ast.AST) -> bool:
    """`x == "parallel"`, `x in ("wait", other)`, `x.startswith("wait")`."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        return any(names_type(side) or lists_type(side, 1) for side in sides)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        is_prefix = node.func.attr in {"startswith", "endswith", "removeprefix", "__eq__"}
        return is_prefix and any(names_type(argument) for argument in node.args)
    return False


def matched(node: ast.AST) -> bool:
    """`match x: case "parallel"`, `case ParallelTask()`."""
    if isinstance(node, ast.MatchValue):
        return names_type(node.value)
    if isinstance(node, ast.MatchClass):
        return last_name(node.cls) in VIEWS | ORCHESTRATORS
    return False


def tabled(node: ast.AST) -> bool:
    """`{"parallel": ..., "wait": ...}`, `dict(parallel=..., wait=...)`, `{"parallel", "wait"}`."""
    if isinstance(node, ast.Dict):
        return sum(key is not None and names_type(key) for key in node.keys) >= 2
    if isinstance(node, ast.Call) and last_name(node.func) == "dict":
        return sum(keyword.arg in TYPES for keyword in node.keywords) >= 2
    return lists_type(node, 2)


def instanced(node: ast.AST) -> bool:
    """`isinstance(x, ParallelTask)`, `type(x) is ParallelTask`, `{ParallelTask: ...}`."""
    if isinstance(node, ast.Call) and last_name(node.func) in {"isinstance", "issubclass"}:
        return any(
            last_name(part) in VIEWS | ORCHESTRATORS
            for argument in node.args[1:]
            for part in ast.walk(argument)
        )
    if isinstance(node, ast.Compare):
        is_type = isinstance(node.left, ast.Call) and last_name(node.left.func) == "type"
        return is_type and any(last_name(side) in VIEWS for side in node.comparators)
    if isinstance(node, ast.Dict):
        return any(key is not None and last_name(key) in VIEWS for key in node.keys)
    return False


def composed(node: ast.AST) -> bool:
    """`getattr(self, f"_do_{task.type}")`."""
    if not (isinstance(node, ast.Call) and last_name(node.func) == "getattr"):
        return False
    inside = (part for argument in node.args[1:2] for part in ast.walk(argument))
    return any(isinstance(part, ast.Attribute) and part.attr.endswith("type") for part in inside)


def lists_type(node: ast.AST, least: int) -> bool:
    """Whether a display of values holds so many names of types."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return sum(names_type(item) for item in node.elts) >= least
    return False


def last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


PLANTED = (
    'if task.type == "parallel": pass',
    'x = 1 if "wait" != kind else 2',
    'if task.type in ("router", "basic"): pass',
    'while task.type not in {"composite"}: pass',
    'if task.type.startswith("coll"): pass\nif task.type.startswith("collection"): pass',
    "if task.type is TaskType.PARALLEL: pass",
    'match task.type:\n    case "aggregate": pass',
    "match task:\n    case ParallelTask(): pass",
    "match task:\n    case config.WaitTask(): pass",
    'HANDLERS = {"parallel": one, "wait": two}',
    "HANDLERS = dict(router=one, signal=two)",
    'CONTAINERS = frozenset({"parallel", "collection", "composite"})',
    "if isinstance(task, ParallelTask): pass",
    "if isinstance(task, (A, config.WaitTask)): pass",
    "if isinstance(task, ParallelTask | WaitTask): pass",
    "if type(task) is RouterTask: pass",
    "HANDLERS = {RouterTask: one}",
    "if isinstance(found, ParallelOrchestrator): pass",
    'getattr(self, f"_do_{task.type}")()',
    'getattr(self, "_do_" + task.execution_type)()',
)
INNOCENT = (
    'output = {"signal": envelope, "status": "completed"}',
    "orchestrator = self._orchestrators[task.type]",
    "if created.work is Work.CHILDREN: pass",
    "if isinstance(found, ChildTaskManager): pass",
    "class ParallelOrchestrator(Container): pass",
    "types = [TaskType(view=ParallelTask, build=ParallelOrchestrator)]",
    'message = "a parallel needs children"',
    "if status is Status.WAITING: pass",
)


@pytest.mark.parametrize("code", PLANTED)
def test_sees_a_planted_switch(code: str) -> None:
    """The check finds each way of switching that we could think of."""
    assert list(type_switches(ast.parse(code)))


@pytest.mark.parametrize("code", INNOCENT)
def test_lets_the_innocent_pass(code: str) -> None:
    """What only looks like a switch is none."""
    assert not list(type_switches(ast.parse(code)))


def test_the_old_services_are_full_of_switches() -> None:
    """The check sees what the migration is there to remove."""
    folder = ROOT / "legacy/switchover/legacy"
    if not folder.exists():
        pytest.skip("the old system is gone, as it should be one day")
    found = [hit for path in folder.rglob("*.py") for hit in type_switches(parsed(path))]
    assert len(found) >= 5


@pytest.mark.parametrize("folder", CHECKED)
def test_no_orchestration_switches_on_a_type(folder: str) -> None:
    """Neither the orchestrators, nor the run loop, nor the migration ask which type it is."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    assert paths, f"{folder} holds no code, so nothing was checked"
    found = [
        f"{path.relative_to(ROOT)}:{line}: {kind}"
        for path in paths
        for line, kind in type_switches(parsed(path))
    ]
    assert not found, "\n".join(found)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
