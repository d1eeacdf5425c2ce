"""What a run over consecutive inputs came to, beside its comparisons; portions add up.

A run of one machine is one portion. Of a corpus that was run in chunks, the portions are put
together in the order of the corpus, and their comparisons go through the same groups in the same
order: the record is that of one machine, but for what was timed and what the sides printed beyond
a cap.
"""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec

from .comparison import Comparison, Difference, Observation, Record
from .outcomes import Kind, Outcome
from .run import SideSummary

__all__ = ["FURTHER", "MOST_SAID", "Portion", "given_up", "say"]

K = TypeVar("K")

MOST_SAID: Final = 40
"""Different warnings that a record holds; of those beyond, how many there were."""
FURTHER: Final = f"warnings beyond the first {MOST_SAID} different ones, left out here"
MOST_NAMED: Final = 3
MOST_PRINTED: Final = 2**16
"""Characters kept of what a side printed in all portions together."""


class Portion(Record, frozen=True, kw_only=True):
    """What the inputs from `first` on came to, `inputs` of them."""

    first: int
    inputs: int
    counts: dict[Outcome, int] = {}  # noqa: RUF012 - msgspec copies it
    accepted: dict[Outcome, int] = {}  # noqa: RUF012 - as above
    not_compared: int = 0
    hits: dict[str, int] = {}  # noqa: RUF012 - as above
    """How many differences each rule accepted."""
    control: SideSummary = SideSummary()
    candidate: SideSummary = SideSummary()
    said: dict[str, int] = {}  # noqa: RUF012 - as above
    """Warnings about single inputs, and how many there were."""
    doubts: tuple[str, ...] = ()
    """What makes all of it less sure."""
    wrote: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """Files that the control opened for writing, and those of the candidate."""
    output: dict[str, str] = {}  # noqa: RUF012 - as above
    """What each side printed, where it printed anything."""
    hash_seed: int | None = None
    interrupted: bool = False

    def __add__(self, other: Portion) -> Portion:
        """Put the inputs of `other` behind these."""
        return Portion(
            first=self.first,
            inputs=self.inputs + other.inputs,
            counts=_summed(self.counts, other.counts),
            accepted=_summed(self.accepted, other.accepted),
            not_compared=self.not_compared + other.not_compared,
            hits=_summed(self.hits, other.hits),
            control=_together(self.control, other.control),
            candidate=_together(self.candidate, other.candidate),
            said=_told(self.said, other.said),
            doubts=tuple(dict.fromkeys((*self.doubts, *other.doubts))),
            wrote=(
                tuple(sorted({*self.wrote[0], *other.wrote[0]})),
                tuple(sorted({*self.wrote[1], *other.wrote[1]})),
            ),
            output=_printed(self.output, other.output),
            hash_seed=self.hash_seed if other.hash_seed is None else other.hash_seed,
            interrupted=self.interrupted or other.interrupted,
        )

    def warnings(self) -> tuple[str, ...]:
        """Say what makes the result less sure."""
        said = [
            text if count == 1 else f"{text} ({count:,} times)" for text, count in self.said.items()
        ]
        both = sorted(set(self.wrote[0]) & set(self.wrote[1]))
        if both:
            named = ", ".join(both[:MOST_NAMED])
            more = f" and {len(both) - MOST_NAMED} more" if len(both) > MOST_NAMED else ""
            said.append(f"both sides write to {named}{more}; each may see what the other wrote")
        return (*said, *self.doubts)


def say(said: dict[str, int], text: str, count: int = 1) -> None:
    """Count a warning among those that were said."""
    if text not in said and len(said) >= MOST_SAID:
        text = FURTHER
    said[text] = said.get(text, 0) + count


def given_up(index: int, why: str) -> tuple[Comparison, Portion]:
    """Say of an input that whoever ran it ended with it, each time.

    Args:
        index: Its number.
        why: What happened, for the report.
    """
    died = Observation(wall_s=0.0, cpu_s=0.0, died=True, reason=why)
    shown = f"died: {why}"
    difference = Difference(
        path="$",
        folded="$",
        kind=Kind.DIED,
        control=shown,
        candidate=shown,
        control_type="died",
        candidate_type="died",
    )
    comparison = Comparison(
        index=index,
        outcome=Outcome.DIED,
        control=died,
        candidate=died,
        differences=(difference,),
        reason=why,
    )
    side = SideSummary(calls=1, died=1)
    portion = Portion(first=index, inputs=1, counts={Outcome.DIED: 1}, control=side, candidate=side)
    return comparison, portion


def _together(one: SideSummary, other: SideSummary) -> SideSummary:
    fields = msgspec.structs.asdict(one)
    added = {name: value + getattr(other, name) for name, value in fields.items()}
    return SideSummary(**{**added, "slowest_s": max(one.slowest_s, other.slowest_s)})


def _summed(one: dict[K, int], other: dict[K, int]) -> dict[K, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in {**one, **other}}


def _told(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    found = dict(one)
    for text, count in other.items():
        say(found, text, count)
    return found


def _printed(one: dict[str, str], other: dict[str, str]) -> dict[str, str]:
    sides = [side for side in ("control", "candidate") if side in one or side in other]
    return {side: (one.get(side, "") + other.get(side, ""))[:MOST_PRINTED] for side in sides}
