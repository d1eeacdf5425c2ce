"""Commands and groups whose help names no type beside a flag."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

__all__ = ["PlainCommand", "PlainGroup"]


class PlainCommand(TyperCommand):
    """A command whose help names no type beside a flag."""

    def get_params(self, ctx: Any) -> Any:
        """Give the parameters; a flag takes no value, so there is none to name."""
        return _plain(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """A group of commands whose help names no type beside a flag."""

    def get_params(self, ctx: Any) -> Any:
        """Give the parameters; a flag takes no value, so there is none to name."""
        return _plain(super().get_params(ctx))


def _plain(params: Any) -> Any:
    for param in params:
        if getattr(param, "is_flag", False) and param.metavar is None:
            param.metavar = ""
    return params
