"""Inputs that CrossHair finds by solving for a difference, where it is installed."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from typing import Any, Final

from .calls.places import Call
from .knowledge.facts import Facts

__all__ = ["solved"]

_GIVEN: Final = re.compile(r"^Given: \((.*)\),?$", re.MULTILINE)


def solved(control: str, candidate: str, seconds: float, facts: Facts) -> list[Call]:
    """Ask CrossHair for inputs on which two functions differ; none where it is not installed.

    It runs in a process of its own, which it guards itself, and is ended with its time. What it
    says of answers is not believed: the inputs are run like all others.
    """
    if importlib.util.find_spec("crosshair") is None:
        return []
    if not facts.parameters or any(one.hint is None for one in facts.parameters):
        return []
    names = [side.replace(":", ".") for side in (control, candidate)]
    limit = f"--per_condition_timeout={max(1, int(seconds))}"
    try:
        done = subprocess.run(  # noqa: S603 - the interpreter that runs this, with names of sides
            [sys.executable, "-m", "crosshair", "diffbehavior", *names, limit],
            capture_output=True,
            text=True,
            timeout=seconds + 10,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [call for text in _GIVEN.findall(done.stdout) if (call := _call(text, facts))]


def _call(text: str, facts: Facts) -> Call | None:
    """Read `a=1, b='x'` as arguments; None where they are no literals."""
    try:
        tree = ast.parse(f"f({text})", mode="eval").body
        assert isinstance(tree, ast.Call)
        given: dict[str, Any] = {
            word.arg: ast.literal_eval(word.value) for word in tree.keywords if word.arg
        }
    except (SyntaxError, ValueError):
        return None
    args = [
        given.pop(one.name)
        for one in facts.parameters
        if one.by == "position" and one.name in given
    ]
    return tuple(args), given
