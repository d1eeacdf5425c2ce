"""What decides verdicts, room by room, and which of its mutants decide anything."""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType

from switchover.shadow.mutation import Mutant, mutants

ROOT = Path(__file__).parents[2]
DECIDING = (
    "bench/latency/account bench/latency/assessment bench/latency/clock bench/latency/decision",
    "bench/latency/firsts bench/latency/precision bench/latency/repeats bench/latency/student",
    "bench/latency/summary bench/latency/welch bench/memory/judgement",
    "bench/leaks/caches bench/leaks/growth bench/leaks/judgement bench/leaks/schedule bench/leaks/steady",
    "bench/against/record bench/environment/likeness bench/witness/support bench/verdict",
    "bench/driver/suite bench/driver/trial bench/driver/measuring bench/driver/timing bench/pair",
    "bench/answers bench/completion bench/strata bench/shares bench/deadline bench/options",
    "reports/covered reports/junit reports/lead reports/verdict reports/view",
    "migrations/check migrations/compare migrations/measure migrations/method migrations/rules",
    "migrations/schedule",
    "cli/gate cli/exits cli/choice cli/overrides cli/checking cli/verdict cli/check cli/bench cli/options",
    "shadow/comparing/compare shadow/comparing/causes shadow/comparing/pairs shadow/comparing/places",
    "shadow/comparing/scalars shadow/comparing/sequences shadow/comparing/walk",
    "shadow/records/outcomes shadow/records/tally shadow/records/folding shadow/records/groups",
    "shadow/rules/closeness shadow/rules/conditions shadow/rules/kinds shadow/rules/rulebook shadow/running/judging",
    "shadow/running/outcomes shadow/running/comparer",
)
"""Of each room the modules between a record and an exit code."""


def deciding() -> Iterator[tuple[str, Path]]:
    """Give the modules by their import names, with their files.

    Raises:
        FileNotFoundError: one of them has another name now: say it here, or its lines go unproved.
    """
    for name in " ".join(DECIDING).split():
        room = name.partition("/")[0]
        path = ROOT / room / "switchover" / f"{name}.py"
        if not path.is_file():
            raise FileNotFoundError(f"{path}: no such module; is it called otherwise now?")
        yield f"switchover.{name.replace('/', '.')}", path


@cache
def at_import(path: Path) -> frozenset[int]:
    """Give the lines that run when a module is imported: those of its body and of its classes."""
    lines, todo = set[int](), [compile(path.read_text(), str(path), "exec")]
    while todo:
        code = todo.pop()
        if not code.co_flags & inspect.CO_OPTIMIZED:
            lines.update(line for _, _, line in code.co_lines() if line)
            todo += [each for each in code.co_consts if isinstance(each, CodeType)]
    return frozenset(lines)


def planned(path: Path) -> tuple[Mutant, ...]:
    """Give a module's mutants but for those that only change what is said."""
    text = path.read_text()
    found = mutants(text, path.relative_to(ROOT).as_posix())
    return tuple(each for each in found if not _only_says(each, text) and not _is_same(each, text))


def _is_same(mutant: Mutant, text: str) -> bool:
    """Tell a change that by its form is none.

    min, max and isclose do not mind the order of two, and `strict` of zip only refuses what the
    code before it never makes.
    """
    if mutant.operator == "swapped arguments":
        return mutant.before.startswith(("min(", "max(", "isclose(", "math.isclose("))
    if text[: mutant.start].endswith("strict="):
        return True
    return mutant.before.startswith("zip(") and _lost_strict(mutant.before) == _tree(mutant.after)


def _lost_strict(before: str) -> str:
    return _tree(before.replace(", strict=True", "").replace(", strict=False", ""))


def _tree(text: str) -> str:
    return ast.dump(ast.parse(text, mode="eval"))


def _only_says(mutant: Mutant, text: str) -> bool:
    """Tell a changed sentence from a changed decision: a word without blanks may be a verdict.

    So may not the words of a help text, an error or a dropped line of progress.
    """
    if mutant.operator == "formatted text":
        return True
    if mutant.operator == "constant" and mutant.before[:1] in "\"'fr":
        return any(each in mutant.before for each in " {") or len(mutant.before) <= 2
    return mutant.line in _saying(text)


@cache
def _saying(text: str) -> frozenset[int]:
    """Give the lines of what is raised or told: of errors, help, notes and progress."""
    lines = set[int]()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and _tells(node)):
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return frozenset(lines)


def _tells(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    return name in {"Option", "Argument", "note", "tell", "report", "progress"}
