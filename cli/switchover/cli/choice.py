"""What is compared, as a call of the command names it: a plan, a pair, or the plans that ship."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from . import options as o
from .errors import OptionsError

if TYPE_CHECKING:
    from switchover.migrations import Plan
    from switchover.reports import PlanRun

    Plans = Sequence[Plan | PlanRun]

__all__ = ["Choice", "Plans", "takes_choice"]

NEEDED: Final = "--control module:old --candidate module:new --corpus inputs.jsonl"

ALWAYS: Final[Mapping[str, object]] = {
    "plan": o.PlanArgument,
    "control": o.Control,
    "candidate": o.Candidate,
    "corpus": o.Corpus,
    "raw": o.Raw,
    "classes": o.Classes,
    "pickles": o.Pickles,
    "skip_malformed": o.SkipMalformed,
}
"""The options of every command that compares, by the fields of `Choice` that they fill."""

AS_ASKED: Final[Mapping[str, object]] = {
    "rules": o.Rules,
    "shipped": o.Shipped,
    "against": o.Against,
}
"""Those that a command has only where they mean something for it."""

FLAGS: Final = frozenset({"raw", "pickles", "skip_malformed", "shipped"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the user named on the command line."""

    plan: str | None = None
    control: str | None = None
    candidate: str | None = None
    corpus: str | None = None
    raw: bool = False
    classes: tuple[str, ...] = ()
    pickles: bool = False
    skip_malformed: bool = False
    rules: Path | None = None
    shipped: bool = False
    needs_corpus: bool = True
    against: str | None = None

    def plans(self) -> Plans:
        """Load what was named; exactly one way of naming must have been used."""
        from switchover.migrations import PLAN_FILE, find_plan, load_shipped

        by_pair = bool(self.control or self.candidate)
        if sum((self.plan is not None, by_pair, self.shipped)) > 1:
            raise OptionsError("name a PLAN, or a pair, or --shipped: only one of them")
        if self.shipped:
            return load_shipped()
        if by_pair:
            return [self._pair()]
        if self.plan is None and not Path(PLAN_FILE).exists():
            raise OptionsError(
                f"nothing to run: there is no {PLAN_FILE} here; name a plan, or a pair: {NEEDED}"
            )
        return [find_plan(self.plan or PLAN_FILE)]

    def words(self, plan: Plan) -> tuple[str, ...]:
        """Name `plan` as another call of the command would; nothing where none can."""
        from switchover.migrations import PLAN_FILE

        if self.shipped:
            return (plan.name,)
        against = ("--against", self.against) if self.against else ()
        if not self.control:
            return (self.plan or PLAN_FILE, *against)
        if self.corpus in (None, "-"):
            return ()
        given = ("control", "candidate", "corpus")
        named = [word for name in given for word in (f"--{name}", getattr(self, name))]
        named += ["--raw"] if self.raw else []
        named += [word for name in self.classes for word in ("--class", name)]
        named += ["--pickles"] if self.pickles else []
        named += ["--skip-malformed"] if self.skip_malformed else []
        return (*named, *(("--rules", str(self.rules)) if self.rules else ()), *against)

    def _pair(self) -> Plan:
        from switchover.migrations import plan_for_pair

        control, candidate = self._given("control"), self._given("candidate")
        if self.needs_corpus:
            self._given("corpus")
        return plan_for_pair(
            control,
            candidate,
            self.corpus,
            raw=self.raw,
            classes=self.classes,
            pickles=self.pickles,
            skip_malformed=self.skip_malformed,
            rules=self.rules,
            earlier=bool(self.against),
        )

    def _given(self, name: str) -> str:
        found: str | None = getattr(self, name)
        if found is None:
            raise OptionsError(f"--{name} is missing; a pair needs {NEEDED}")
        return found


def takes_choice(
    *asked: str, needs_corpus: bool = True
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options that name what is compared, as its one argument `choice`.

    Args:
        asked: which of `AS_ASKED` it has as well.
        needs_corpus: whether a pair without a corpus is refused.
    """
    named = {**ALWAYS, **{name: AS_ASKED[name] for name in asked}}
    keyword = inspect.Parameter.KEYWORD_ONLY
    shared = [
        inspect.Parameter(name, keyword, default=False if name in FLAGS else None, annotation=kind)
        for name, kind in named.items()
    ]

    def spread(command: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(command, eval_str=True)
        own = signature.parameters.values()
        context, *rest = [one.replace(kind=keyword) for one in own if one.name != "choice"]
        taken = [context, *shared, *rest]

        @functools.wraps(command)
        def called(**given: Any) -> None:
            choice = _chosen({name: given.pop(name) for name in named}, needs_corpus=needs_corpus)
            command(choice=choice, **given)

        # What typer reads: the options one by one.
        setattr(called, "__signature__", signature.replace(parameters=taken))  # noqa: B010
        called.__annotations__ = {one.name: one.annotation for one in taken}
        return called

    return spread


def _chosen(given: dict[str, Any], *, needs_corpus: bool) -> Choice:
    """Read the options; beside a revision the control is the candidate as it was then."""
    if given.get("against") and not given["control"]:
        given["control"] = given["candidate"]
    given["classes"] = tuple(given["classes"] or ())
    return Choice(**given, needs_corpus=needs_corpus)
