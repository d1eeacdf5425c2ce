"""From a plan file to a plan that can run, with every problem told at once."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path as FilePath

from switchover.ground import SwitchoverError, is_import_string, missing_modules, named
from switchover.ground.written import Path, Position, Problem, TomlDocument
from switchover.shadow import Rule

from . import targets
from .corpus import Corpus, Source
from .document import parse, parse_plan, read_document
from .opening import open_source
from .plan import PLAN_FILE, Budget, Coverage, Pair, Plan
from .planfile import (
    FactoryFile,
    PairTable,
    PlanFile,
    RulesFile,
    RuleTable,
    SourceTable,
)
from .problem import InputError, MissingPartError
from .replaying import CHECKS, is_recorded
from .rules import build
from .soundness import unreadable_patterns

__all__ = ["load_plan", "load_rules"]


def load_plan(path: FilePath) -> Plan:
    """Load a plan file, or the `switchover.toml` of a folder.

    Import strings are looked up with the plan's folder importable; relative paths start there.

    Raises:
        InputError: with every problem of the file, its import strings and its corpora.
        MissingPartError: a module that the plan requires is not installed.
    """
    file = path / PLAN_FILE if path.is_dir() else path
    document = read_document(file)
    parsed = parse_plan(document)
    absent = missing_modules(parsed.requires)
    if absent:
        raise MissingPartError(f"plan {parsed.name!r}", absent)
    with _importable(file.parent):
        return (
            _built(document, parsed)
            if isinstance(parsed, FactoryFile)
            else _bound(document, parsed)
        )


def load_rules(path: FilePath, *, sides: tuple[str, str] | None = None) -> tuple[Rule, ...]:
    """Load the rules of a file that holds them alone, or of a plan file.

    Args:
        path: The file, or the folder of a plan file.
        sides: The control and the candidate that they are for: of a plan's rules that are narrowed
            to some pairs, those of pairs with the same two are taken, and no others.

    Raises:
        InputError: with every problem of the file, or because none of its rules is for them.
    """
    path = path / PLAN_FILE if path.is_dir() else path
    document = read_document(path)
    problems = list[Problem]()
    with _importable(path.parent):
        tables = _rule_tables(document, sides)
        functions = [
            (("rules", index, "function"), table.function)
            for index, table in enumerate(tables)
            if table.function is not None
        ]
        problems += _unresolved(document, functions)
        problems += unreadable_patterns(document, tables)
    if problems:
        raise InputError(problems)
    return tuple(build(table) for table in tables)


def _rule_tables(document: TomlDocument, sides: tuple[str, str] | None) -> tuple[RuleTable, ...]:
    if not document.data.keys() & {"pairs", "plan"}:
        return parse(document, RulesFile).rules
    parsed = parse_plan(document)
    if isinstance(parsed, FactoryFile):
        what = "its rules are made by Python code"
        raise InputError([document.problem(("plan",), what, "check that plan itself")])
    same = {one.name for one in parsed.pairs if (one.control, one.candidate) == sides}
    found = tuple(
        rule for rule in parsed.rules if rule.pairs is None or same.intersection(rule.pairs)
    )
    if not found:
        what = "no rule here is for this pair" if parsed.rules else "there is no rule here"
        raise InputError(
            [Problem(message=what, position=Position(document.name), remedy="leave --rules out")]
        )
    return found


def _bound(document: TomlDocument, parsed: PlanFile) -> Plan:
    """Bind names to what they name, collecting what cannot be bound."""
    problems = list[Problem]()
    problems += _unresolved(document, _named(parsed))
    problems += unreadable_patterns(document, parsed.rules)
    classes = dict(_classes(document, parsed, problems))
    corpora = [
        _corpus(document, index, table, problems, classes)
        for index, table in enumerate(parsed.pairs)
    ]
    if problems:
        raise InputError(sorted(problems, key=lambda one: (one.line, one.column)))
    return Plan(
        name=parsed.name,
        pairs=tuple(
            _pair(parsed, table, corpus)
            for table, corpus in zip(parsed.pairs, corpora, strict=True)
        ),
        description=parsed.description,
        seed=parsed.seed,
        inconclusive=parsed.inconclusive,
        openers=tuple((one.type, one.function) for one in parsed.openers),
    )


def _pair(parsed: PlanFile, table: PairTable, corpus: Corpus) -> Pair:
    budget = table.budget or parsed.budget
    least = table.coverage or parsed.coverage
    rules = (rule for rule in parsed.rules if rule.pairs is None or table.name in rule.pairs)
    return Pair(
        name=table.name,
        control=table.control,
        candidate=table.candidate,
        corpus=corpus,
        rules=tuple(build(rule) for rule in rules),
        seen_as=table.seen_as,
        budget=Budget(latency=budget.latency, memory=budget.memory),
        coverage=Coverage(control=least.control, candidate=least.candidate),
        checks=table.checks or (CHECKS if is_recorded(table.control) else parsed.checks),
        time_s=table.time or parsed.time,
        timeout_s=table.timeout or parsed.timeout,
        calls=table.calls,
    )


def _named(parsed: PlanFile) -> Iterator[tuple[Path, str]]:
    """Yield every import string of a plan that its processes will import, with its place."""
    for index, table in enumerate(parsed.pairs):
        if not is_recorded(table.control):
            yield ("pairs", index, "control"), table.control
        yield ("pairs", index, "candidate"), table.candidate
        if table.seen_as is not None:
            yield ("pairs", index, "as"), table.seen_as
    for index, opener in enumerate(parsed.openers):
        yield ("openers", index, "type"), opener.type
        yield ("openers", index, "function"), opener.function
    for index, rule in enumerate(parsed.rules):
        if rule.function is not None:
            yield ("rules", index, "function"), rule.function


def _unresolved(document: TomlDocument, named: Iterable[tuple[Path, str]]) -> Iterator[Problem]:
    """Look for all of them at once, in a process of their own."""
    found = list(named)
    for (path, _), problem in zip(
        found, targets.problems([spec for _, spec in found]), strict=True
    ):
        if problem is not None:
            yield document.problem(path, problem)


def _classes(
    document: TomlDocument, parsed: PlanFile, problems: list[Problem]
) -> Iterator[tuple[str, type]]:
    """Import the classes that lines of a corpus may make, each under the name that texts have."""
    for index, spec in enumerate(parsed.classes):
        path: Path = ("classes", index)
        with _collected(document, path, problems):
            found = named(spec)
            if isinstance(found, type):
                yield f"{found.__module__}.{found.__qualname__}", found
            else:
                problems.append(document.problem(path, "this is no class", value=spec))


def _corpus(
    document: TomlDocument,
    index: int,
    table: PairTable,
    problems: list[Problem],
    classes: Mapping[str, type],
) -> Corpus:
    base = FilePath(document.name).parent
    sources, notes = list[Source](), list[str]()
    for place, source in enumerate(table.corpus):
        if source.optional and not _exists(source, base):
            notes.append(f"optional corpus {source.path} is not here; it was left out")
            continue
        path: Path = ("pairs", index, "corpus", place)
        with _collected(document, path, problems):
            raw = table.raw if source.raw is None else source.raw
            opened = open_source(
                source.path,
                raw=raw,
                base=base,
                glob=source.glob,
                classes=classes,
                pickles=source.pickles,
            )
            sources.append(opened)
    return Corpus(tuple(sources), notes=tuple(notes))


def _exists(source: SourceTable, base: FilePath) -> bool:
    return source.path == "-" or is_import_string(source.path) or (base / source.path).exists()


@contextmanager
def _collected(document: TomlDocument, path: Path, problems: list[Problem]) -> Iterator[None]:
    """Turn what goes wrong inside into a problem at `path`."""
    try:
        yield
    except SwitchoverError as error:
        if isinstance(error, InputError):
            first = error.problems[0]
            problems.append(document.problem(path, f"{first.message}: {first.file}", first.remedy))
        else:
            problems.append(document.problem(path, str(error)))


def _built(document: TomlDocument, parsed: FactoryFile) -> Plan:
    """Get a plan that Python code builds."""
    problems = list[Problem]()
    with _collected(document, ("plan",), problems):
        found = named(parsed.plan)
        plan = found() if callable(found) else found
        if isinstance(plan, Plan):
            return plan
        problems.append(
            document.problem(("plan",), "gives no switchover.migrations.Plan", value=plan)
        )
    raise InputError(problems)


@contextmanager
def _importable(folder: FilePath) -> Iterator[None]:
    """Let modules beside the plan be imported, now and in the processes started later."""
    entry = str(folder.resolve())
    if entry not in sys.path:
        sys.path.insert(1, entry)
    yield
