"""From TOML text to a checked table, or to every problem with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from switchover.values import not_utf8

from .planfile import FIELDS_OF, NEEDED, FactoryFile, PlanFile
from .positions import Path, Position, positions
from .problem import InputError, Problem, near, shorten, unwanted

__all__ = ["PlanDocument", "parse", "parse_plan", "read_document"]

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDocument:
    """A TOML document with the place of each key."""

    file: str
    data: dict[str, Any]
    places: dict[Path, Position]

    def problem(self, path: Path, what: str, remedy: str | None = None, **value: object) -> Problem:
        """Make a problem at `path`; pass `value=` to show it."""
        line, column = self.place(path)
        got = _source_text(value["value"]) if "value" in value else None
        return Problem(
            what=what, file=self.file, line=line, column=column, value=got, remedy=remedy
        )

    def place(self, path: Path) -> Position:
        """Find the place of `path`, or of what is nearest around it.

        An index that is not there stands for the one value that a user wrote in place of a list.
        """
        known: Path = ()
        for part in path:
            if (*known, part) in self.places:
                known = (*known, part)
            elif isinstance(part, str):
                break
        return self.places.get(known, (1, 1))


def _source_text(value: object) -> str:
    """Show a value as the file may have it: text in double quotes."""
    shown = shorten(value, 80)
    return f'"{shown}"' if isinstance(value, str) else shown


def read_document(path: FilePath) -> PlanDocument:
    """Read a TOML file.

    Raises:
        InputError: it cannot be read, is not UTF-8 or not TOML; the error has the place.
    """
    try:
        content = path.read_bytes()
        if other := not_utf8(content):
            raise InputError([unwanted(str(path), *other)])
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        return PlanDocument(file=str(path), data=tomllib.loads(text), places=positions(text))
    except OSError as error:
        problem = Problem(what=f"cannot be read: {error.strerror}", file=str(path))
    except UnicodeDecodeError as error:
        problem = Problem(what=f"not UTF-8 text: {error.reason}", file=str(path), line=1)
    except tomllib.TOMLDecodeError as error:
        problem = _syntax(path, str(error))
    except RecursionError:
        problem = Problem(what="nested too deeply", file=str(path), line=1)
    raise InputError([problem])


def _syntax(path: FilePath, message: str) -> Problem:
    at = _AT.search(message)
    line, column = (int(at[1]), int(at[2])) if at and at[1] else (None, None)
    if at and line is None:
        line, column = len(path.read_text(encoding="utf-8").splitlines()) or 1, None
    what = f"not TOML: {_AT.sub('', message)}"
    return Problem(what=what, file=str(path), line=line, column=column)


def parse_plan(document: PlanDocument) -> PlanFile | FactoryFile:
    """Check a document against the plan file's tables.

    Raises:
        InputError: with every problem, in the order of the file.
    """
    return parse(document, FactoryFile) if "plan" in document.data else parse(document, PlanFile)


def parse(document: PlanDocument, model: type[T]) -> T:
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
        raise InputError(sorted(problems, key=lambda one: (one.line or 0, one.column or 0)))
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


def _explain(document: PlanDocument, model: type[BaseModel], detail: Any) -> Problem:
    path: Path = detail["loc"]
    name = dotted(path)
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


def dotted(path: Path) -> str:
    """Write a path as `pairs[0].budget`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def _contradictions(document: PlanDocument) -> Iterator[Problem]:
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


def _twice(document: PlanDocument, key: str, field: str) -> Iterator[Problem]:
    first: dict[object, int] = {}
    for index, table in _tables(document, key):
        value = table.get(field)
        if isinstance(value, str) and first.setdefault(value, index) != index:
            line, _ = document.place((key, first[value], field))
            remedy = f"the first is on line {line}"
            yield document.problem(
                (key, index, field), f"the same {field} twice", remedy, value=value
            )


def _unfit(document: PlanDocument, index: int, rule: dict[str, Any]) -> Iterator[Problem]:
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


def _tables(document: PlanDocument, key: str) -> Iterable[tuple[int, dict[str, Any]]]:
    found = document.data.get(key)
    tables = cast("list[object]", found) if isinstance(found, list) else []
    return [(index, table) for index, table in enumerate(tables) if isinstance(table, dict)]
