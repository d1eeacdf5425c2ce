"""The compiler: from a text with braces to what can be rendered.

Whoever may use it decides what is a template. The library of a workflow's own texts (`authored`)
does, when the workflow is loaded. The old services do at any time, with any text; contracts keep it
from everybody else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any, Final

from switchover.gotemplate import Template, TemplateError, read_json, scalar_text

from .errors import RenderingError
from .mentions import EVERYTHING, References, of_paths

__all__ = ["DEFAULTS", "Policy", "Text", "check", "compiled", "is_template"]

DEFAULTS: Final[Mapping[str, Any]] = {
    "env": {},
    "input": {},
    "output": None,
    "trigger": {},
    "tools": {},
    "tasks": {},
    "agents": {},
}
"""The variables that every template may name."""
KEPT: Final = 4096  # compiled texts
_ABSENT: Final = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a task system makes of its templates.

    Attributes:
        typed: whether a text that is nothing but a reference, ``{{ .a.b }}``, keeps the number or
            flag it refers to; otherwise that becomes text. Maps and lists are kept either way.
        clock: gives the time for ``now`` and its relatives, aware.
        zone: what the functions call ``Local``.
        result: what becomes of what a text was rendered to.
    """

    typed: bool
    clock: Callable[[], datetime]
    zone: tzinfo = UTC
    result: Callable[[Any], Any] | None = None


def is_template(text: str) -> bool:
    """Whether a text has to be rendered."""
    return "{{" in text


class Text:
    """A compiled text; one that does not compile says so when it is rendered.

    Attributes:
        mentions: the variables it needs.
        path: what it refers to, where it is nothing but a reference.
    """

    __slots__ = ("_error", "_template", "mentions", "path", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self.path = reference(source)
        self._template: Template | None = None
        self._error: TemplateError | None = None
        try:
            self._template = Template(source)
        except TemplateError as error:
            self._error = error
        self.mentions = self._mentioned()

    def rendered(self, variables: Mapping[str, Any], policy: Policy) -> Any:
        """Return what a reference names, else a text, or the structure that it writes in JSON.

        Raises:
            RenderingError: it is no template, or its variables are not what it needs.
        """
        value = self._referred(variables, policy)
        if value is _ABSENT:
            value = _structure(self._text(variables, policy))
        return value if policy.result is None else policy.result(value)

    def check(self) -> None:
        """Raise RenderingError where the text is no template."""
        if self._error is not None:
            raise RenderingError(self._error, self.source)

    def _referred(self, variables: Mapping[str, Any], policy: Policy) -> Any:
        if self.path is None:
            return _ABSENT
        found: Any = variables if self.path[0] in variables else DEFAULTS
        for key in self.path:
            if not isinstance(found, dict) or key not in found:
                return _ABSENT
            found = found[key]
        if found is None:
            return _ABSENT
        if not policy.typed and isinstance(found, bool | int | float):
            return scalar_text(found)
        return found

    def _text(self, variables: Mapping[str, Any], policy: Policy) -> str:
        self.check()
        assert self._template is not None
        if not DEFAULTS.keys() <= variables.keys():
            variables = {**DEFAULTS, **variables}
        try:
            return self._template.render(variables, clock=policy.clock, zone=policy.zone)
        except TemplateError as error:
            raise RenderingError(error, self.source) from error

    def _mentioned(self) -> References:
        reads = self._template.reads if self._template is not None else None
        if reads is not None and reads.whole:
            return EVERYTHING
        paths = list(reads.paths) if reads is not None else []
        return of_paths([*paths, self.path] if self.path else paths)


@lru_cache(maxsize=KEPT)
def compiled(source: str) -> Text:
    """Compile a text, once however often it is asked for."""
    return Text(source)


def check(source: str) -> None:
    """Raise RenderingError where a text is no template."""
    compiled(source).check()


def reference(text: str) -> tuple[str, ...] | None:
    """Return the path of a text that is nothing but ``{{ .a.b }}``, blanks aside; else None.

    A key may be anything without a blank or a pipe; two dots in a row are one.
    **Source:** the public engine's own reading of such texts, which is not Go's.
    """
    trimmed = text.strip()
    if not (trimmed.startswith("{{") and trimmed.endswith("}}")):
        return None
    inner = trimmed[2:-2].strip()
    if inner[:1] != "." or "|" in inner or len(inner.split()) != 1:
        return None
    return tuple(filter(None, inner.split("."))) or None


def _structure(text: str) -> Any:
    """Return the map or list that a text writes in JSON from its first letter on, or the text."""
    if text[:1] not in ("{", "["):
        return text
    try:
        return read_json(text)
    except ValueError:
        return text
