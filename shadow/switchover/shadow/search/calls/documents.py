"""Texts that are documents themselves: JSON or YAML, read, and written back in their notation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

__all__ = ["Embedded", "document"]

LONGEST: Final = 200_000
"""Characters above which a text is not read as a document."""
_INDENT: Final = re.compile(r"\n([ \t]+)\S")
_KINDS: Final = (dict, list)


class Embedded(NamedTuple):
    """A mapping or a list that a text stands for, and how such a text is written.

    The value is shared by all who read the same text: nobody may change it.
    """

    value: Any
    write: Callable[[Any], Any]
    """Gives the text of another value, of the type of the text that was read; raises what the
    notation cannot hold."""


def document(text: Any) -> Embedded | None:
    """Read a text, or bytes of UTF-8, that is a JSON or YAML document; None for any other value.

    A mapping or a list is one; a word or a number alone is none.
    """
    if type(text) is str:
        return _document(text) if "\n" in text or text.lstrip()[:1] in ("{", "[") else None
    if type(text) is not bytes:
        return None
    try:
        found = _document(text.decode("utf-8"))
    except UnicodeDecodeError:
        return None
    if found is None:
        return None
    write = found.write
    return Embedded(found.value, lambda value: write(value).encode())


@lru_cache(maxsize=1024)
def _document(text: str) -> Embedded | None:
    if not 2 <= len(text) <= LONGEST:
        return None
    return _json(text) or _yaml(text)


def _json(text: str) -> Embedded | None:
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    indent = _INDENT.search(text)
    tight = not re.search(r'[:,] ["\d\[{tfn-]', text)
    separators = ("," if tight or indent else ", ", ":" if tight else ": ")
    plain = "\\u" in text
    end = text[len(text.rstrip()) :]

    def write(value: Any) -> str:
        made = json.dumps(
            value,
            ensure_ascii=plain,
            indent=indent[1] if indent else None,
            separators=separators,
        )
        return made + end

    return Embedded(value, write) if value else None


def _yaml(text: str) -> Embedded | None:
    """Read YAML where PyYAML is installed; words mean what they mean in YAML 1.2."""
    is_flow = text.lstrip()[:1] in ("{", "[")
    if not is_flow and ("\n" not in text.strip() or not (":" in text or "- " in text)):
        return None  # a sentence with a colon is no document
    made = _reader()
    if made is None:
        return None
    yaml, loader = made
    try:
        value = yaml.load(text, Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if type(value) not in _KINDS or not value:
        return None
    start = "---\n" if text.startswith("---") else ""

    def write(value: Any) -> str:
        made = yaml.dump(
            value,
            Dumper=_dumper(),
            sort_keys=False,
            allow_unicode=True,
            width=10**6,
            default_flow_style=is_flow,
        )
        return start + str(made)

    return Embedded(value, write)


@lru_cache(maxsize=1)
def _dumper() -> type:
    """Give PyYAML's dumper, but that what stands in two places is written in both."""
    import yaml

    class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
        def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - as PyYAML has it
            return True

    return Dumper


@lru_cache(maxsize=1)
def _reader() -> tuple[Any, type] | None:
    """Give PyYAML and a safe loader without the words that YAML 1.1 alone takes for others."""
    try:
        import yaml
    except ImportError:
        return None

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as PyYAML has it

    for tag, pattern, first in _WORDS:
        Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)
    return yaml, Loader


_WORDS: Final[tuple[tuple[str, str, list[str]], ...]] = (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", list("-+0123456789")),
    (
        "float",
        r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$|^[-+]?\.(?:inf|Inf|INF)$"
        r"|^\.(?:nan|NaN|NAN)$",
        list("-+0123456789."),
    ),
    ("merge", r"^<<$", ["<"]),
)
"""What a plain word stands for in YAML 1.2; a date is text there."""
