"""What can be said about a plan file without importing anything that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from switchover.ground.written import Problem, TomlDocument
from switchover.shadow import Condition, Pattern, PatternError

from .document import parse_plan, read_document
from .planfile import FactoryFile, RuleTable
from .problem import InputError

__all__ = ["plan_problems", "unreadable_patterns"]


def plan_problems(path: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with a plan file as it is written, in its order.

    Names, types, bounds and patterns are looked at; that its sides can be imported and its corpora
    are there is for `load_plan` to say, on a machine that has them.
    """
    try:
        document = read_document(path)
        parsed = parse_plan(document)
    except InputError as error:
        return error.problems
    rules = () if isinstance(parsed, FactoryFile) else parsed.rules
    return tuple(unreadable_patterns(document, rules))


def unreadable_patterns(document: TomlDocument, rules: Iterable[RuleTable]) -> Iterator[Problem]:
    """Yield what keeps a rule's path or condition from being read, in the order of the rules."""
    for index, rule in enumerate(rules):
        for field, read in (("path", Pattern), ("when", Condition)):
            text = getattr(rule, field)
            try:
                _ = text is None or read(text)
            except PatternError as error:
                yield document.problem(("rules", index, field), str(error))
