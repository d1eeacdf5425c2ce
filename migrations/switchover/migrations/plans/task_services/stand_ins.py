"""Deterministic tools, agents and actions for the corpus: nothing leaves the process."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from switchover.engine import ToolCall
from switchover.engine.tools import Binding

__all__ = ["bindings"]


def bindings() -> tuple[Binding, ...]:
    """Return fresh bindings: `flaky` counts its calls from nothing."""
    calls: dict[str, int] = {}

    def flaky(given: dict[str, Any]) -> dict[str, Any]:
        """Fail so many times for each name, then succeed."""
        name = given["name"]
        calls[name] = calls.get(name, 0) + 1
        if calls[name] <= given["failures"]:
            raise RuntimeError(f"attempt {calls[name]} of {name} failed")
        return {"attempts": calls[name]}

    return (*_KEPT[:3], Binding(id="flaky", function=flaky, quick=True), *_KEPT[3:])


def echo(given: dict[str, Any]) -> dict[str, Any]:
    """Give what was given."""
    return given


def add(given: dict[str, Any]) -> dict[str, Any]:
    """Give the sum; a text that is a number counts as one."""
    return {"sum": float(given["a"]) + float(given["b"])}


def fail(given: dict[str, Any]) -> None:
    """Fail with the message that was given."""
    raise RuntimeError(given["message"])


def nothing(given: dict[str, Any]) -> None:
    """Give nothing."""


def checked(given: dict[str, Any]) -> dict[str, Any]:
    """Refuse the value `bad`."""
    if given["value"] == "bad":
        raise ValueError("a bad value")
    return given


def spoil(given: dict[str, Any]) -> dict[str, Any]:
    """Change what was given, at the top and below; nobody else may see it."""
    given["list"].append("spoilt")
    given["map"].clear()
    del given["gone"]
    given["text"] = "spoilt"
    return {"spoilt": True}


def count(given: dict[str, Any]) -> int | None:
    """Give a number, and nothing for nothing: what a tool gives need not be a map."""
    return len(given["text"]) or None


async def slow(given: dict[str, Any]) -> dict[str, Any]:
    """Give what was given, after so many seconds, or fail then with the message that was given."""
    await asyncio.sleep(given["seconds"])
    if "message" in given:
        raise RuntimeError(given["message"])
    return given


def guide(given: dict[str, Any], call: ToolCall) -> dict[str, Any]:
    """Stand in for an agent: say which action was asked for, with which prompt."""
    action = call.config.get("action") or {}
    return {"action": call.action, "prompt": action.get("prompt"), "input": given}


def list_files(given: dict[str, Any]) -> dict[str, Any]:
    """Stand in for a tool that many workflows list a folder with."""
    return {"files": [f"{given.get('dir', '.')}/{name}" for name in ("a.go", "b.go")]}


_KEPT: Final = (
    Binding(id="echo", function=echo, quick=True),
    Binding(id="add", function=add, quick=True),
    Binding(id="fail", function=fail, quick=True),
    Binding(id="nothing", function=nothing, quick=True),
    Binding(id="checked", function=checked, quick=True),
    Binding(id="slow", function=slow),
    Binding(id="spoil", function=spoil, quick=True),
    Binding(id="count", function=count, quick=True),
    Binding(id="guide", function=guide, quick=True),
    Binding(id="cp__list_files", function=list_files, quick=True),
)
"""Those that keep nothing between two calls: looked at once, for cases are run by the thousand."""
