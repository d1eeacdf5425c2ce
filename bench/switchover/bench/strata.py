"""Which inputs stand for a corpus: drawn by outcome and by the control's own time. Pure."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from .records import SampleRecord

__all__ = ["DrawnInput", "Fact", "choose", "choose_raised", "represent"]

EVEN = 0.5
"""Of the chance to be drawn, the part that all inputs share evenly; the rest goes by their time.
**Source:** ours, between two that are known: evenly is best for what each input costs, by time for
the total of all (Hansen & Hurwitz, Annals of Mathematical Statistics 14, 1943)."""

SMALL = 0.5
"""Share of the corpus, or of the control's time, below which a sample that stands for it is small.
**Source:** ours."""

ONE_SIDED = 0.5
"""Of one of both shares, the part below which the other is one-sided: the slow inputs are left out,
or all but them. With a factor of two, what is one-sided is small as well. **Source:** ours."""


_LEAST = 1e-300
"""Of the chance to be drawn, what is left to the smallest share that a number can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What is known of an input before it is measured.

    Attributes:
        place: Its position in the corpus, from 0.
        outcome: What came of it on both sides, in a word; of each outcome some are drawn.
        weight: What the control needs for it, in any unit that all inputs share: seconds, or bytes.
        measurable: Whether it may be timed: what raised may not.
        raised_alike: Whether both sides raised as the comparison wants it: what such calls leave
            behind is watched for leaks all the same.
        calls: How many calls the input stands for, as a recording counted them.
    """

    place: int
    outcome: str = ""
    weight: float = 0.0
    measurable: bool = True
    raised_alike: bool = False
    calls: float = 1.0

    @property
    def whole(self) -> float:
        """What the control needs for all the calls."""
        return self.calls * self.weight


@dataclass(frozen=True, slots=True)
class DrawnInput:
    """An input that is to be measured, and how many calls of the corpus it stands for."""

    place: int
    stands_for: float


def choose(facts: Sequence[Fact], most: int, *, seed: int) -> list[DrawnInput]:
    """Choose at most `most` measurable inputs that stand for all of them.

    At least one of each outcome, and the more likely the more calls it stands for and the longer
    the control needs for them; each stands for as many as its chance was small. What stands for no
    call is not chosen beside what does. Any number of the first ones stands for all as well.

    **Source:** systematic sampling with unequal chances, Madow, Annals of Mathematical Statistics
    20 (1949) 333-354, over each outcome's inputs in the order of their time.
    """
    rng = random.Random(seed)
    may = [fact for fact in facts if fact.measurable]
    groups = _groups(fact for fact in _called(may) if fact.calls > 0)
    chances = _chances(groups, most)
    chosen = [list(_drawn(*each, rng)) for each in zip(groups, chances, strict=True)]
    return _mixed(chosen, rng)[:most]


def choose_raised(facts: Sequence[Fact], most: int, *, seed: int) -> list[DrawnInput]:
    """Choose at most `most` of the inputs on which both sides raised alike, in the same way."""
    raised = [replace(fact, measurable=True) for fact in facts if fact.raised_alike]
    return choose(raised, most, seed=seed)


def represent(facts: Sequence[Fact], chosen: Sequence[DrawnInput], *, timed: bool) -> SampleRecord:
    """Say what the chosen inputs stand for; `timed` tells that weights are the control's time."""
    facts = _called(facts)
    kept = [fact for fact in facts if fact.measurable]
    places = {each.place for each in chosen}
    whole = sum(fact.whole for fact in facts)
    of_inputs = len(kept) / len(facts) if facts else 0.0
    of_time = sum(fact.whole for fact in kept) / whole if timed and whole else None
    left = Counter(fact.outcome for fact in facts if not fact.measurable)
    return SampleRecord(
        total=len(facts),
        drawn=len(chosen),
        share_of_inputs=of_inputs,
        calls=_calls(facts) if any(fact.calls for fact in kept) else None,
        share_of_time=of_time,
        drawn_share_of_time=sum(f.whole for f in facts if f.place in places) / whole
        if timed and whole
        else None,
        left_out=left,
        warnings=tuple(_warnings(of_inputs, of_time, left)),
    )


def _called(facts: Sequence[Fact]) -> Sequence[Fact]:
    """Give the facts, and where none of the inputs stands for a call each for one."""
    if any(fact.calls > 0 for fact in facts):
        return facts
    return [replace(fact, calls=1.0) for fact in facts]


def _calls(facts: Sequence[Fact]) -> float | None:
    """Add up the calls where a weight says how many an input stands for."""
    counted = any(fact.calls != 1 for fact in facts)
    return math.fsum(fact.calls for fact in facts) if counted else None


def _groups(facts: Iterable[Fact]) -> list[list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.outcome, []).append(fact)
    return [sorted(group, key=lambda fact: fact.weight) for group in found.values()]


def _chances(groups: Sequence[Sequence[Fact]], most: int) -> list[list[float]]:
    """Give each input's chance, so that they add up to `most`, and in each group to 1 at least.

    Where there is room for all, all are certain.
    """
    count = sum(len(group) for group in groups)
    if count <= most:
        return [[1.0] * len(group) for group in groups]
    calls = sum(fact.calls for group in groups for fact in group)
    whole = sum(fact.whole for group in groups for fact in group) or 1.0

    def size(fact: Fact) -> float:
        return max(_LEAST, EVEN * fact.calls / calls + (1 - EVEN) * fact.whole / whole)

    sizes = [[size(fact) for fact in group] for group in groups]
    raised: dict[int, list[float]] = {}  # the chances of groups that have too little by their size
    while True:
        kept = [at for at in range(len(groups)) if at not in raised]
        chances = _capped([sizes[at] for at in kept], max(1, most - len(raised)))
        short = [at for at, group in zip(kept, chances, strict=True) if sum(group) < 1]
        if not short:  # what was raised leaves less to the others, of which some are short then
            found = raised | dict(zip(kept, chances, strict=True))
            return [found[at] for at in range(len(groups))]
        raised |= {at: [size / sum(sizes[at]) for size in sizes[at]] for at in short}


def _capped(sizes: Sequence[Sequence[float]], most: float) -> list[list[float]]:
    """Scale sizes to add up to `most`, none above 1: what a certain one leaves goes to the rest."""
    rising = sorted(size for group in sizes for size in group)
    sums = accumulate(rising)
    scale = 0.0
    largest_first = zip(reversed(rising), reversed(list(sums)), strict=True)
    for certain, (size, rest) in enumerate(largest_first):
        scale = (most - certain) / rest
        if size * scale <= 1:
            break
    return [[min(1.0, size * scale) for size in group] for group in sizes]


def _drawn(
    group: Sequence[Fact], chances: Sequence[float], rng: random.Random
) -> Iterator[DrawnInput]:
    mark, passed = rng.random(), 0.0
    for fact, chance in zip(group, chances, strict=True):
        passed += chance
        if passed > mark:
            mark += 1
            yield DrawnInput(fact.place, fact.calls / chance)


def _mixed(groups: Sequence[list[DrawnInput]], rng: random.Random) -> list[DrawnInput]:
    """Mix the groups so that the first few hold of each its share; among equals chance decides."""
    ranked = list[tuple[float, DrawnInput]]()
    for group in groups:
        rng.shuffle(group)
        ranked += (((rank + 0.5) / len(group), each) for rank, each in enumerate(group))
    rng.shuffle(ranked)
    return [each for _, each in sorted(ranked, key=lambda each: each[0])]


def _warnings(of_inputs: float, of_time: float | None, left: Counter[str]) -> Iterator[str]:
    if not left:
        return
    named = ", ".join(f"{count:,} {outcome}" for outcome, count in left.most_common())
    stands = f"what is measured stands for {of_inputs:.0%} of the inputs"
    shares = [of_inputs]
    if of_time is not None:
        stands += f" and {of_time:.0%} of the control's time"
        shares.append(of_time)
    if min(shares) < SMALL:
        one_sided = ", and one-sided" if min(shares) < ONE_SIDED * max(shares) else ""
        yield f"{stands}: that is a small part{one_sided}; not measured: {named}"
