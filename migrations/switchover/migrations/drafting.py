"""The first plan of a migration, with comments that explain each line."""

from __future__ import annotations

import json
from pathlib import Path

from switchover.ground import replace_file
from switchover.ground.written import Position, Problem

from . import targets
from .problem import InputError

__all__ = ["draft", "write_plan"]

DRAFT = """\
# The plan of one migration. Check it with: switchover check {file}
name = {name}
description = {description}

# What the candidate may cost more than the control, as a share: 0.05 is five percent.
budget = 0.05
# budget = {{ latency = 0.05, memory = 0.10 }}

# What becomes of a check that cannot decide: "warn" (exit code 3), "fail" or "pass".
inconclusive = "warn"

seed = 0     # of all that is shuffled or drawn
time = 10    # seconds for the latency of each pair, at most
timeout = 10 # seconds for one call of one side

# One control with its candidate, and the inputs that both get. There may be several pairs.
[[pairs]]
name = {pair}
control = {control}
candidate = {candidate}
# JSON lines of {{"args": [...], "kwargs": {{...}}}}, a folder of files, or "module:name" of an
# iterable. With raw = true each line (or item) itself is the only argument.
corpus = {corpus}
raw = {raw}
# checks = ["shadow", "latency", "memory", "leaks"]

# A difference that is expected is a rule: somebody owns it, for a reason, until a day.
# Kinds: ignore, tolerance (absolute, relative), unordered (key), normalise (function),
# expected (difference, control_type, candidate_type, control, candidate).
#
# [[rules]]
# id = "rounding"
# kind = "tolerance"
# path = "$.total"
# absolute = 0.01
# reason = "the candidate rounds half to even"
# owner = "billing"
# expires = 2030-12-31
"""


def draft(
    control: str, candidate: str, *, corpus: str = "inputs.jsonl", raw: bool = False, file: str
) -> str:
    """Write the text of a plan for two import strings."""
    name = control.partition(":")[2] or control
    return DRAFT.format(
        file=file,
        name=_text(name.replace(".", "-")),
        description=_text(f"{control}, replaced by {candidate}."),
        pair=_text(name),
        control=_text(control),
        candidate=_text(candidate),
        corpus=_text(corpus),
        raw="true" if raw else "false",
    )


def write_plan(
    file: Path,
    control: str,
    candidate: str,
    *,
    corpus: str,
    raw: bool = False,
    replace: bool = False,
) -> None:
    """Write a plan file for two import strings that can be imported.

    Raises:
        TargetError: one of them cannot be imported or called.
        InputError: the file is there already.
        OSError: it cannot be written; the error names the file.
    """
    targets.find((control, candidate))
    text = draft(control, candidate, corpus=corpus, raw=raw, file=str(file))
    if file.exists() and not replace:
        problem = Problem(
            message="is there already", position=Position(str(file)), remedy="use --force, or --out"
        )
        raise InputError([problem])
    replace_file(file, text.encode())


def _text(value: str) -> str:
    """Write a TOML string; JSON's escapes are a subset of TOML's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
