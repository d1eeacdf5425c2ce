"""What a build server shows beside a change: workflow commands of GitHub Actions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from . import wording
from .records import PairRun, RunRecord
from .verdict import CheckVerdict, RunVerdict

__all__ = ["MOST", "github_annotations"]

MOST: Final = 10
"""Errors, and as many warnings, that are shown of one step; of a whole job 50 annotations.

**Source:** "Workflow commands for GitHub Actions", limits of annotations; and "Check runs" of its
REST interface, which takes 64 KB of a message and 255 characters of a title.
"""
LONGEST: Final = 4_000
"""Characters of one message: escaped, and of four bytes each, they stay below 64 KB."""
LONGEST_TITLE: Final = 255
_LEVELS: Final = {"fail": "error", "inconclusive": "warning"}


def github_annotations(run: RunRecord, verdict: RunVerdict) -> list[str]:
    """Return a line for each check that did not pass, fails first, at the candidate's place.

    There are at most `MOST` of each level; where there are more, the last says how many.
    """
    found = list(_found(run, verdict))
    return [
        *_capped("error", [line for line in found if line.startswith("::error")]),
        *_capped("warning", [line for line in found if line.startswith("::warning")]),
    ]


def _capped(level: str, lines: list[str]) -> list[str]:
    if len(lines) <= MOST:
        return lines
    told = {"error": "failed", "warning": "could not be decided"}[level]
    left = len(lines) - (MOST - 1)
    more = f"and {left} more checks that {told}; see the report"
    return [*lines[: MOST - 1], _line(level, "switchover", more)]


def _found(run: RunRecord, verdict: RunVerdict) -> Iterator[str]:
    for plan, judged in zip(run.plans, verdict.plans, strict=True):
        for pair, decided in zip(plan.pairs, judged.pairs, strict=True):
            for check in decided.checks:
                level = _LEVELS.get(check.verdict)
                if level is not None:
                    title = f"{plan.name} / {pair.name}: {check.check}"
                    yield _line(level, title, _message(check), pair)


def _message(check: CheckVerdict) -> str:
    origins = (f"from {origin}" for origin in check.origins)
    return "\n".join((*check.reasons, *origins)) or check.verdict


def _line(level: str, title: str, message: str, pair: PairRun | None = None) -> str:
    place = ""
    if pair is not None and pair.source is not None:
        place = f"file={_property(pair.source.file)},line={pair.source.line},"
    named, said = wording.short(title, LONGEST_TITLE), wording.short(message, LONGEST)
    return f"::{level} {place}title={_property(named)}::{_data(said)}"


def _data(text: str) -> str:
    """Escape a message as the runner reads it.

    **Source:** `escapeData` and `escapeProperty` of the runner's toolkit.
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
