"""What the cases with a chosen difference come to under the orchestrators, as it was agreed.

There the old services are no reference: a rule accepts what they do otherwise, and would accept a
defect of the same shape. So the whole document of each such case was looked at once and is kept in
`agreed.jsonl`, one line for each part of it, and every run is held to it. Where a difference is
chosen anew, write the file again and read what has changed in it::

    python -m switchover.migrations.plans.task_services.agreeing
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from .case import FOLDER

__all__ = ["FILE", "agreed", "lines"]

FILE: Final = FOLDER / "agreed.jsonl"
BY_ROW: Final = frozenset({"rows", "second_rows", "history", "stored", "lives"})
"""Parts of a document that have a line for each of their entries."""


def agreed(name: str) -> Mapping[str, Any]:
    """Return the document of a case as it was agreed; an empty one where nothing was."""
    return _documents().get(name, {})


@cache
def _documents() -> Mapping[str, Mapping[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        part = json.loads(line)
        document = found.setdefault(part["case"], {})
        if "entry" in part:
            document.setdefault(part["part"], {})[part["entry"]] = part["is"]
        else:
            document[part["part"]] = part["is"]
    return found


def lines(name: str, document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that keep a document."""
    for part, value in document.items():
        if part in BY_ROW and value:
            for entry, each in sorted(value.items()):
                yield _line({"case": name, "part": part, "entry": entry, "is": each})
        else:
            yield _line({"case": name, "part": part, "is": value})


def _line(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, allow_nan=False)
