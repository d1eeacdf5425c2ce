"""What a user may write in `switchover.toml`: names, types, defaults and bounds."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from switchover.bench import Calls, Policy
from switchover.ground import is_import_string

from .plan import CHECKS, Check

__all__ = [
    "FIELDS_OF",
    "NEEDED",
    "FactoryFile",
    "PairTable",
    "PlanFile",
    "RuleTable",
    "RulesFile",
    "SourceTable",
]

RuleKind = Literal["ignore", "tolerance", "unordered", "normalise", "expected"]
DifferenceKind = Literal["changed", "missing", "extra", "type", "order", "error"]


def _import_string(value: object) -> object:
    if isinstance(value, str) and not is_import_string(value):
        msg = "must read 'package.module:name'"
        raise ValueError(msg)
    return value


def _control(value: object) -> object:
    if isinstance(value, str) and value != "recorded" and not is_import_string(value):
        msg = "must read 'package.module:name', or 'recorded' for the answers of its corpus"
        raise ValueError(msg)
    return value


def _many(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


def _sources(value: object) -> object:
    return [{"path": one} if isinstance(one, str) else one for one in _sequence(value)]


def _sequence(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _coverage(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"control": value, "candidate": value} if is_number else value


def _budget(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"latency": value, "memory": value} if is_number else value


Control = Annotated[str, BeforeValidator(_control)]
ImportString = Annotated[str, BeforeValidator(_import_string)]
Share = Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)]
Part = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
BelowOne = Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]
Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\s/\\][^/\\\n]*$")]


class Table(BaseModel):
    """A table of the plan file: immutable, and no key that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class SourceTable(Table):
    """One source of inputs: a file, a folder, `-` or `module:name`."""

    path: str = Field(min_length=1)
    raw: bool | None = None
    pickles: bool = False
    glob: str = "*"
    optional: bool = False


class BudgetTable(Table):
    """What the candidate may cost more, as a share: 0.05 is five percent."""

    latency: Share = 0.05
    memory: Share = 0.05


class CoverageTable(Table):
    """The share of each side's branches that the corpus must reach: 0.9 is 90 %."""

    control: Part = 0.0
    candidate: Part = 0.0


Sources = Annotated[tuple[SourceTable, ...], BeforeValidator(_sources), Field(strict=False)]
Checks = Annotated[tuple[Check, ...], BeforeValidator(_many), Field(strict=False, min_length=1)]
Names = Annotated[tuple[str, ...], BeforeValidator(_many), Field(strict=False, min_length=1)]
Budgets = Annotated[BudgetTable, BeforeValidator(_budget)]
Coverages = Annotated[CoverageTable, BeforeValidator(_coverage)]


class RuleTable(Table):
    """A difference that is expected: where, of what kind, why, on whose word, until when.

    Of the fields after `pairs`, each belongs to one kind; see `FIELDS_OF`.
    """

    id: Name
    kind: RuleKind
    path: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    expires: dt.date | None = None
    when: str | None = Field(default=None, min_length=1)
    pairs: Names | None = None
    absolute: NotNegative | None = None
    relative: BelowOne | None = None
    any_type: bool | None = None
    key: str | None = None
    function: ImportString | None = None
    difference: DifferenceKind | None = None
    control_type: str | None = None
    candidate_type: str | None = None
    control: str | None = None
    candidate: str | None = None


FIELDS_OF: dict[RuleKind, tuple[str, ...]] = {
    "ignore": (),
    "tolerance": ("absolute", "relative", "any_type"),
    "unordered": ("key",),
    "normalise": ("function",),
    "expected": ("difference", "control_type", "candidate_type", "control", "candidate"),
}
"""The fields that only rules of that kind have."""

NEEDED: dict[RuleKind, tuple[str, ...]] = {
    "ignore": (),
    "tolerance": ("absolute|relative",),
    "unordered": (),
    "normalise": ("function",),
    "expected": ("difference|control_type|candidate_type|control|candidate",),
}
"""The fields that rules of that kind cannot do without; `a|b` asks for one of them."""


class OpenerTable(Table):
    """A type of the user's, and the function whose result stands for a value of it."""

    type: ImportString
    function: ImportString


class PairTable(Table):
    """One control with its candidate and the inputs for both."""

    name: Name
    control: Control
    candidate: ImportString
    corpus: Sources
    raw: bool = False
    seen_as: ImportString | None = Field(default=None, alias="as")
    budget: Budgets | None = None
    coverage: Coverages | None = None
    checks: Checks | None = None
    time: Seconds | None = None
    timeout: Seconds | None = None
    calls: Calls = "auto"


class PlanFile(Table):
    """The whole file."""

    name: Name = "plan"
    description: str = ""
    requires: Annotated[tuple[str, ...], BeforeValidator(_many), Field(strict=False)] = ()
    classes: Annotated[tuple[ImportString, ...], BeforeValidator(_many), Field(strict=False)] = ()
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    budget: Budgets = BudgetTable()
    coverage: Coverages = CoverageTable()
    inconclusive: Policy = "warn"
    checks: Checks = CHECKS
    time: Seconds = 10.0
    timeout: Seconds = 10.0
    openers: Annotated[tuple[OpenerTable, ...], Field(strict=False)] = ()
    pairs: Annotated[tuple[PairTable, ...], Field(strict=False, min_length=1)]
    rules: Annotated[tuple[RuleTable, ...], Field(strict=False)] = ()


class RulesFile(Table):
    """Rules alone, for a pair that is named on the command line."""

    rules: Annotated[tuple[RuleTable, ...], Field(strict=False, min_length=1)]


class FactoryFile(Table):
    """A plan built in Python: `plan` names it, or the function that returns it."""

    plan: ImportString
    name: Name = "plan"
    description: str = ""
    requires: Annotated[tuple[str, ...], BeforeValidator(_many), Field(strict=False)] = ()
