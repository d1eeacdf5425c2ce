"""Mechanical mutants that nobody can tell from the new system, each with the reason."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from migrations.task_services.mutants.mechanical import ROOT, every_mutant

from switchover.engine.config import read_yaml
from switchover.shadow.mutation import Mutant

FILE = Path(__file__).with_name("equivalent.yaml")
FIELDS = ("function", "operator", "before", "after")


@cache
def listed() -> tuple[Mapping[str, Any], ...]:
    """Return the entries of the list: shell patterns for what identifies a mutant, and a reason.

    No line stands in them, so that they outlive changes elsewhere. A text may be left out where
    all of a function's mutants of an operator are meant.
    """
    found: tuple[Mapping[str, Any], ...] = tuple(read_yaml(FILE).data["equivalent"])
    return found


def reason(mutant: Mutant) -> str | None:
    """Return why a mutant cannot be told from the new system, or None where it should be."""
    return next((entry["why"] for entry in listed() if _is_meant(entry, mutant)), None)


def idle() -> Iterable[Mapping[str, Any]]:
    """Return the entries that mean no mutant any more."""
    made = every_mutant()
    return [entry for entry in listed() if not any(_is_meant(entry, mutant) for mutant in made)]


def _is_meant(entry: Mapping[str, Any], mutant: Mutant) -> bool:
    if not fnmatchcase(str(Path(mutant.file).relative_to(ROOT)), entry["file"]):
        return False
    return all(
        fnmatchcase(_line(getattr(mutant, field)), _escaped(entry.get(field, "*")))
        for field in FIELDS
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _escaped(pattern: str) -> str:
    """Let brackets stand for themselves: code is full of them."""
    return _line(pattern).replace("[", "[[]")
