"""What lies beside the rooms, and no type checker reads, takes only names that there are."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("benchmarks", "fuzz", "oracle")
SCRIPTS = [
    file
    for name in FOLDERS
    for folder in sorted(ROOT.glob(f"*/{name}"))
    for file in sorted(folder.rglob("*.py"))
]


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_script_takes_what_there_is(file: Path) -> None:
    """What it imports of switchover exists, and so do the attributes that it reads of modules."""
    assert list(missing(ast.parse(file.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("from switchover.bench import latency\nlatency.Gone(1)", ["2: latency.Gone"]),
        ("from switchover.bench.latency import Gone", ["1: switchover.bench.latency.Gone"]),
        ("import switchover.values.gone", ["1: switchover.values.gone"]),
        ("from switchover.gone import name", ["1: switchover.gone"]),
        ("from switchover import bench\nbench.latency.Gone", ["2: bench.latency.Gone"]),
        ("import switchover.bench as b\nb.Gone, b.Pair", ["2: b.Gone"]),
        ("import switchover.bench\nswitchover.bench.Gone", ["2: switchover.bench.Gone"]),
        ("def f():\n    from switchover.bench import Gone", ["2: switchover.bench.Gone"]),
        ("from switchover.bench import LatencySettings as S", ["1: switchover.bench.LatencySettings"]),
        ("from switchover.bench import latency as l\nl.LatencySettings(time=1)", ["2: l.LatencySettings takes no time"]),
        ("from switchover.bench import Pair\nPair(control=1, kandidat=2)", ["2: Pair takes no kandidat"]),
        ("from switchover.bench import Pair, latency\nPair(control=1), latency.LatencySettings(rule=1)", []),
    ],
)  # fmt: skip
def test_what_is_gone_is_found(source: str, said: list[str]) -> None:
    """A name, a module, an attribute, and a keyword of what is called, each with its line."""
    assert list(missing(ast.parse(source))) == said


def missing(tree: ast.Module) -> Iterator[str]:
    """List what a script takes of switchover and is not there, with the line."""
    held: dict[str, object] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "switchover":
            assert node.module
            module = imported(node.module)
            if module is None:
                yield f"{node.lineno}: {node.module}"
                continue
            for alias in node.names:
                found = getattr(module, alias.name, imported(f"{node.module}.{alias.name}"))
                if found is None:
                    yield f"{node.lineno}: {node.module}.{alias.name}"
                else:
                    held[alias.asname or alias.name] = found
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "switchover":
                    if (module := imported(alias.name)) is None:
                        yield f"{node.lineno}: {alias.name}"
                    elif alias.asname:
                        held[alias.asname] = module
                    else:
                        held["switchover"] = imported("switchover")
    yield from unread(tree, held)


def unread(tree: ast.Module, held: dict[str, object]) -> Iterator[str]:
    """List the attributes of modules, and the keywords of what they hold, that are not there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = reached(node.value, held)
            if isinstance(owner, ModuleType) and not hasattr(owner, node.attr):
                yield f"{node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Call) and (called := reached(node.func, held)) is not None:
            names = {each.arg for each in node.keywords if each.arg}
            for name in sorted(names - keywords(called, names)):
                yield f"{node.lineno}: {ast.unparse(node.func)} takes no {name}"


def reached(node: ast.expr, held: dict[str, object]) -> object | None:
    """Give what a dotted name stands for, as far as it goes through modules."""
    if isinstance(node, ast.Name):
        return held.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = reached(node.value, held)
        return getattr(owner, node.attr, None) if isinstance(owner, ModuleType) else None
    return None


def keywords(called: object, names: set[str]) -> set[str]:
    """Give which of the names can be given; all where that cannot be known."""
    from inspect import Parameter, signature

    try:
        taken = signature(called).parameters  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return names
    if any(each.kind is Parameter.VAR_KEYWORD for each in taken.values()):
        return names
    return names & {
        name for name, each in taken.items() if each.kind is not Parameter.POSITIONAL_ONLY
    }


def imported(name: str) -> ModuleType | None:
    try:
        spec = find_spec(name)
    except ModuleNotFoundError:
        return None
    return importlib.import_module(name) if spec else None
