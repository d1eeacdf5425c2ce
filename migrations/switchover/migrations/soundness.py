"""What can be said about a plan file without importing anything that it names."""

from __future__ import annotations

from pathlib import Path

from switchover.shadow import Condition, Pattern, PatternError

from .document import parse_plan, read_document
from .planfile import FactoryFile
from .problem import InputError, Problem


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
    problems = list[Problem]()
    for index, rule in enumerate(() if isinstance(parsed, FactoryFile) else parsed.rules):
        for field, read in (("path", Pattern), ("when", Condition)):
            text = getattr(rule, field)
            try:
                _ = text is None or read(text)
            except PatternError as error:
                problems.append(document.problem(("rules", index, field), str(error)))
    return tuple(problems)
