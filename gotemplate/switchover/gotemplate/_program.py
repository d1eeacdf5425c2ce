"""Running a compiled template against a context."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

from ._compile import Program
from ._errors import TemplateLimitError
from ._json import repaired
from ._limits import Budget, Limits
from ._literals import join_bytes
from ._scope import Scope
from .functions.maps import copied

__all__ = ["run_program"]

_SURROGATE = re.compile("[\ud800-\udfff]")


def run_program(
    program: Program,
    context: Any,
    *,
    limits: Limits,
    clock: Callable[[], datetime],
    zone: tzinfo,
) -> str:
    """Render a program; Raises TemplateError. The context stays as it is."""
    scope = Scope(budget=Budget(limits), clock=clock, zone=zone, routines=program.routines)
    try:
        dot = copied(scope, context, 0) if program.mutates else context
        scope.call(program.main, dot)
    except RecursionError:
        raise TemplateLimitError(
            f"template {program.name!r} nests too deeply; simplify it"
        ) from None
    text = str(scope)
    if not text.isascii() and _SURROGATE.search(text):
        return repaired(join_bytes(text))
    return text
