"""What a build server shows beside a change: workflow commands of GitHub Actions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .verdict import RunVerdict

__all__ = ["MOST", "github_annotations"]

MOST: Final = 10
"""Annotations that GitHub shows of one step (50 of one job)."""
LONGEST: Final = 4_000
"""Characters of one message; GitHub cuts a longer one at 4 KB."""
_LEVELS: Final = {"fail": "error", "inconclusive": "warning"}


def github_annotations(verdict: RunVerdict) -> list[str]:
    """Return a line for each check that did not pass, fails first, `MOST` at most.

    Where there are more, the last line says how many.
    """
    found = sorted(_found(verdict), key=lambda line: not line.startswith("::error"))
    if len(found) <= MOST:
        return found
    left = len(found) - (MOST - 1)
    more = _line(
        "warning", "switchover", f"and {left} more checks that did not pass; see the report"
    )
    return [*found[: MOST - 1], more]


def _found(verdict: RunVerdict) -> Iterator[str]:
    for plan in verdict.plans:
        for pair in plan.pairs:
            for check in pair.checks:
                level = _LEVELS.get(check.verdict)
                if level is not None:
                    title = f"{plan.name} / {pair.name}: {check.check}"
                    yield _line(level, title, "\n".join(check.reasons) or check.verdict)


def _line(level: str, title: str, message: str) -> str:
    cut = message if len(message) <= LONGEST else message[: LONGEST - 1] + "…"
    return f"::{level} title={_property(title)}::{_data(cut)}"


def _data(text: str) -> str:
    """Escape a message as the runner reads it.

    **Source:** `escapeData` and `escapeProperty` of the runner's toolkit.
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
