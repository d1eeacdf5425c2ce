"""Every error says what to do, or was decided to say it in its message."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest

from switchover.cli.app import _message
from switchover.ground import IN_MESSAGE, SwitchoverError

ROOT = Path(__file__).parents[2]
DERIVED = re.compile(r"^class \w+\([^)]*Error\b", re.MULTILINE)
NO_ROOMS = {"tests", "examples", "docs", "out"}


@functools.cache
def classes() -> dict[str, tuple[list[str], bool]]:
    """The classes of all rooms by name: their bases, and whether each decides on a remedy."""
    found: dict[str, tuple[list[str], bool]] = {}
    for file in ROOT.glob("*/switchover/**/*.py"):
        if file.relative_to(ROOT).parts[0] in NO_ROOMS:
            continue
        text = file.read_text("utf-8")
        for node in ast.parse(text).body if DERIVED.search(text) else ():
            if isinstance(node, ast.ClassDef):
                bases = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
                targets = [
                    target
                    for line in node.body
                    if isinstance(line, ast.Assign | ast.AnnAssign)
                    for target in (line.targets if isinstance(line, ast.Assign) else [line.target])
                ]
                names = {target.id for target in targets if isinstance(target, ast.Name)}
                found[node.name] = bases, "remedy" in names
    return found


def undecided(known: dict[str, tuple[list[str], bool]]) -> list[str]:
    """The errors among the classes that nobody decided for; the root decides for none."""

    def is_error(name: str) -> bool:
        return name == "SwitchoverError" or any(map(is_error, known.get(name, ([], False))[0]))

    def decides(name: str) -> bool:
        if name == "SwitchoverError" or name not in known:
            return False
        bases, here = known[name]
        return here or any(map(decides, bases))

    return sorted(
        name for name in known if name != "SwitchoverError" and is_error(name) and not decides(name)
    )


def test_every_error_decides_on_a_remedy() -> None:
    """A class, or one that it derives from, gives what to do, or says that its messages do."""
    known = classes()
    assert len([name for name in known if name.endswith("Error")]) > 40
    assert undecided(known) == []


def test_a_new_error_without_a_decision_is_found() -> None:
    """Also below another one that decides nothing."""
    new = {"NewError": (["SwitchoverError"], False), "BelowError": (["NewError"], False)}
    assert undecided({**classes(), **new}) == ["BelowError", "NewError"]


class ShutError(SwitchoverError):
    """Something is shut."""

    remedy = "open it"


class ToldError(ShutError):
    """Something is shut, and its message says what to do."""

    remedy = IN_MESSAGE


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ShutError("the shop is shut"), "the shop is shut; open it"),
        (ShutError("the shop is shut: open it"), "the shop is shut: open it"),
        (ToldError("the shop is shut: ring"), "the shop is shut: ring"),
    ],
    ids=["said behind", "said already", "in the message"],
)
def test_the_command_says_the_remedy_once(error: SwitchoverError, told: str) -> None:
    """Behind the message, unless the message has it."""
    assert _message(error) == told
