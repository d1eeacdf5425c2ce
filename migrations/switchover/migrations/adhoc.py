"""A plan out of two callables and a corpus, without a plan file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from switchover.bench import Policy

from . import targets
from .corpus import Corpus, Source
from .opening import named_classes, open_source
from .plan import CHECKS, Budget, Check, Pair, Plan
from .replaying import CHECKS as WITHOUT_CONTROL
from .replaying import is_recorded
from .source import Items

if TYPE_CHECKING:
    from switchover.shadow import Rule

__all__ = ["NO_ARGUMENTS", "plan_for_pair"]


def plan_for_pair(  # noqa: PLR0913 - what a pair consists of
    control: str,
    candidate: str,
    corpus: str | None,
    *,
    raw: bool = False,
    skip_malformed: bool = False,
    rules: Path | None = None,
    checks: tuple[Check, ...] | None = None,
    inconclusive: Policy = "warn",
    earlier: bool = False,
    classes: tuple[str, ...] = (),
    pickles: bool = False,
) -> Plan:
    """Make a plan of one pair, named after the control.

    Without a corpus there is one input: no arguments. With `earlier` the control is to be taken
    from an earlier revision, so that it need not be here. The control "recorded" is what the corpus
    recorded of it. `classes` are those that lines of the corpus may make.

    Raises:
        TargetError: one of the two cannot be imported or called.
        InputError: there is no such corpus, or the rules have problems.
    """
    is_kept = is_recorded(control)
    targets.find((candidate,) if earlier or is_kept else (control, candidate))
    source: Source = NO_ARGUMENTS
    if corpus is not None:
        made = named_classes(classes)
        source = open_source(corpus, raw=raw, classes=made, pickles=pickles)
    name = (candidate if is_kept else control).partition(":")[2] or control
    pair = Pair(
        name=name,
        control=control,
        candidate=candidate,
        corpus=Corpus((source,), skip_malformed=skip_malformed),
        rules=_rules(rules, (control, candidate)) if rules else (),
        budget=Budget(),
        checks=WITHOUT_CONTROL if is_kept else CHECKS,
    )
    plan = Plan(name=f"{control} → {candidate}", pairs=(pair,), inconclusive=inconclusive)
    return plan.with_options(checks=checks)


def _rules(file: Path, sides: tuple[str, str]) -> tuple[Rule, ...]:
    from .loading import load_rules  # with what checks a file's tables, which most calls do without

    return load_rules(file, sides=sides)


NO_ARGUMENTS = Items("no arguments", (((), {}),))
