"""What the page and the Markdown share: templates, and values made fit to be shown."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from switchover.bench import profile

from . import wording

__all__ = ["MARKS", "TEMPLATES", "environment", "escaped", "visible"]

TEMPLATES = Path(__file__).parent / "templates"
MARKS = {"pass": "✓", "fail": "✗", "inconclusive": "?"}


@cache
def environment(template: str) -> Environment:
    """Open the templates, with the escaping that one of them needs."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=template.endswith(".html.j2"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=visible,
    )
    environment.filters |= {
        "seconds": wording.seconds,
        "share": wording.share,
        "plural": wording.plural,
        "short": wording.short,
        "size": wording.size,
        "types": lambda one: wording.types(one.control_type, one.candidate_type),
        "explained": lambda found: Markup(profile.html(found)),  # noqa: S704 - escapes its values
        "md": escaped,
        "block": _block,
        "lines": _lines,
        "address": quote,
        "html": lambda text: escape(_line(str(text))),
        "tick": lambda text: _line(str(text)).replace("`", "'").replace("|", "\\|"),
    }
    return environment


def _block(text: str) -> Markup:
    """Write lines as a block of code in Markdown."""
    return Markup("\n".join(f"    {visible(line)}" for line in text.split("\n")))  # noqa: S704 - Markdown


def _lines(text: str) -> Markup:
    """Write lines below each other, escaped."""
    return Markup("\n").join(str(visible(line)) for line in text.split("\n"))


def visible(value: object) -> object:
    """Make visible what no page can hold: control characters and halves of surrogate pairs."""
    if type(value) is not str:  # markup is ours already
        return value
    return value if value.isprintable() else "".join(map(_visible, value))


def _visible(character: str) -> str:
    code = ord(character)
    control = (code < 32 and character not in "\t\n") or 0x7F <= code < 0xA0
    return f"\\u{code:04x}" if control or 0xD800 <= code < 0xE000 else character


def _line(text: str) -> str:
    return " ".join(str(visible(wording.short(text, 4_000))).split())


def escaped(text: object) -> str:
    """Escape what Markdown, or HTML inside it, would take as markup."""
    return re.sub(r"([\\`*_{}\[\]<>|#~])", r"\\\1", _line(str(text)))
