"""What a person gives on the line as JSON, or as the name of a file that holds it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import typer

from switchover.engine.config import ConfigError, Document, parse_yaml, read_yaml

__all__ = ["given_map", "given_signal", "placed"]


def given_map(text: str | None, *, option: str) -> Document:
    """Read a map from JSON, or from the JSON or YAML file that is named.

    Raises:
        ConfigError: it cannot be read, with file, line and column.
    """
    if text is None:
        document = parse_yaml("{}", option)
    elif text.lstrip().startswith("{"):
        document = _json(text, option)
    elif _is_file(text):
        document = read_yaml(text)
    else:
        raise typer.BadParameter(f"{text!r} is neither a JSON object nor a file", param_hint=option)
    if not isinstance(document.data, dict):
        place = document.at(()) or option
        raise typer.BadParameter(f"{place}: must be an object", param_hint=option)
    return document


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except OSError:  # too long for a name
        return False


def _json(text: str, name: str) -> Document:
    """Read JSON as the YAML it also is, for the places of its values."""
    try:
        json.loads(text, parse_constant=partial(_no_number, name))
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        raise typer.BadParameter(f"{place}: no JSON: {error.msg}", param_hint=name) from None
    except (RecursionError, ValueError):  # too deep, or a number of too many digits
        pass  # it is refused below, with its place
    return parse_yaml(text, name)


def _no_number(option: str, word: str) -> NoReturn:
    """Refuse what Python's json writes for a float that is no number: YAML would take the word."""
    text = f"{option}: {word} is no number of JSON; write null, or the word in quotes"
    raise typer.BadParameter(text, param_hint=option)


def given_signal(text: str) -> tuple[str, dict[str, Any]]:
    """Split ``NAME=JSON``; a name alone has an empty payload."""
    name, _, payload = text.partition("=")
    if not name:
        raise typer.BadParameter(f"{text!r}: write NAME=JSON", param_hint="--signal")
    data: dict[str, Any] = given_map(payload or "{}", option=f"--signal {name}").data
    return name, data


def placed(error: ConfigError, document: Document) -> ConfigError:
    """Give the same error with the places in what was given, not those of the schema."""
    problems = [replace(each, position=document.at(each.path)) for each in error.problems]
    return ConfigError(problems)
