"""From TOML text to a checked table, or to every problem with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from switchover.ground import near
from switchover.ground.written import (
    Path,
    Problem,
    TomlDocument,
    notation,
    raised_as,
    read_toml,
)

from .planfile import FIELDS_OF, NEEDED, FactoryFile, PlanFile
from .problem import InputError

__all__ = ["parse", "parse_plan", "read_document"]

T = TypeVar("T", bound=BaseModel)


def read_document(path: FilePath) -> TomlDocument:
    """Read a TOML file.

    Raises:
        InputError: it cannot be read, is not UTF-8 or not TOML; the error has the place.
    """
    with raised_as(InputError):
        return read_toml(path)


def parse_plan(document: TomlDocument) -> PlanFile | FactoryFile:
    """Check a document against the plan file's tables.

    Raises:
        InputError: with every problem, in the order of the file.
    """
    return parse(document, FactoryFile) if "plan" in document.data else parse(document, PlanFile)


def parse(document: TomlDocument, model: type[T]) -> T:
    """Check a document against the tables of `model`.

    Raises:
        InputError: with every problem, in the order of the file.
    """
    found: T | None = None
    problems = list[Problem]()
    try:
        found = model.model_validate(document.data)
    except ValidationError as error:
        problems += (_explain(document, model, one) for one in error.errors() if _is_own(one))
    problems += _contradictions(document)
    if problems or found is None:
        raise InputError(sorted(problems, key=lambda one: (one.line, one.column)))
    return found


def _is_own(detail: Any) -> bool:
    """Tell whether an error stands for itself: no list is too short because its items are bad."""
    return not (detail["type"] == "too_short" and detail["input"])


REMEDIES = {
    "date_type": "write a date such as 2030-01-31, without quotes",
    "string_type": "write text in quotes",
    "bool_type": "write true or false, without quotes",
    "tuple_type": "write a list in square brackets, or tables in double ones",
}


def _explain(document: TomlDocument, model: type[BaseModel], detail: Any) -> Problem:
    path: Path = detail["loc"]
    name = notation(path)
    kind = detail["type"]
    if kind == "extra_forbidden":
        known = _known_keys(model, path[:-1])
        remedy = near(str(path[-1]), known) or f"allowed here: {', '.join(known)}"
        return document.problem(path, f"unknown key '{name}'", remedy)
    if kind == "missing":
        return document.problem(path, f"'{name}' is missing")
    message = re.sub(r"^(Input should|Value error,|Assertion failed,) ?", "", detail["msg"])
    message = message.replace("be ", "must be ", 1) if message.startswith("be ") else message
    message = message[0].lower() + message[1:] if message else "is wrong"
    return document.problem(path, f"'{name}' {message}", REMEDIES.get(kind), value=detail["input"])


def _known_keys(model: type[BaseModel], path: Path) -> list[str]:
    """List the keys of the table at `path`: only names lead to a table's own model."""
    current: type[BaseModel] = model
    for part in path:
        if isinstance(part, str):
            current = _nested(current, part) or current
    return [field.alias or name for name, field in current.model_fields.items()]


def _nested(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    declared = model.model_fields[key].annotation if key in model.model_fields else None
    return next(_models_in(declared), None)


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models_in(inner)


def _contradictions(document: TomlDocument) -> Iterator[Problem]:
    """Find what no single field shows: names given twice, rules for pairs that are not there."""
    names = [pair.get("name") for _, pair in _tables(document, "pairs")]
    yield from _twice(document, "pairs", "name")
    yield from _twice(document, "rules", "id")
    for index, rule in _tables(document, "rules"):
        yield from _unfit(document, index, rule)
        wanted = rule.get("pairs", [])
        for name in wanted if isinstance(wanted, list) else [wanted]:
            if name not in names:
                known = [str(one) for one in names]
                remedy = near(str(name), known) or f"pairs here: {', '.join(known)}"
                path = ("rules", index, "pairs")
                yield document.problem(
                    path, "a rule names a pair that is not there", remedy, value=name
                )


def _twice(document: TomlDocument, key: str, field: str) -> Iterator[Problem]:
    first: dict[object, int] = {}
    for index, table in _tables(document, key):
        value = table.get(field)
        if isinstance(value, str) and first.setdefault(value, index) != index:
            line = document.at((key, first[value], field)).line
            remedy = f"the first is on line {line}"
            yield document.problem(
                (key, index, field), f"the same {field} twice", remedy, value=value
            )


def _unfit(document: TomlDocument, index: int, rule: dict[str, Any]) -> Iterator[Problem]:
    kind = rule.get("kind")
    if kind not in FIELDS_OF:
        return
    for needed in NEEDED[kind]:
        if not any(field in rule for field in needed.split("|")):
            what = f"a rule of kind '{kind}' needs {needed.replace('|', ' or ')}"
            yield document.problem(("rules", index), what)
    for owner, fields in FIELDS_OF.items():
        for field in fields:
            if owner != kind and field in rule:
                what = f"'{field}' belongs to rules of kind '{owner}', this one is '{kind}'"
                yield document.problem(("rules", index, field), what, value=rule[field])


def _tables(document: TomlDocument, key: str) -> Iterable[tuple[int, dict[str, Any]]]:
    found = document.data.get(key)
    tables = cast("list[object]", found) if isinstance(found, list) else []
    return [(index, table) for index, table in enumerate(tables) if isinstance(table, dict)]
