"""Count outcomes, group differences and sum up costs, in memory that does not grow with inputs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from .observe import Answer
from .records import Difference, Exemplar, Group, Kind, Outcome, SideSummary

__all__ = ["MOST_GROUPS", "Costs", "Groups", "Outcomes"]

MOST_GROUPS: Final = 1000
"""Signatures told apart in one run."""
MOST_EXEMPLARS: Final = 3

_Signature: TypeAlias = tuple[str, Kind, str | None, str | None, str | None]


class Outcomes:
    """How many inputs came to which outcome, and how many of them rules accept."""

    __slots__ = ("accepted", "counts")

    def __init__(self) -> None:
        self.counts: dict[Outcome, int] = {}
        self.accepted: dict[Outcome, int] = {}

    def add(self, outcome: Outcome, *, is_accepted: bool) -> None:
        self.counts[outcome] = self.counts.get(outcome, 0) + 1
        if is_accepted:
            self.accepted[outcome] = self.accepted.get(outcome, 0) + 1


class Costs:
    """What one side's calls cost together."""

    __slots__ = ("calls", "cpu_s", "raised", "slowest_s", "timed_out", "wall_s")

    def __init__(self) -> None:
        self.calls = self.raised = self.timed_out = 0
        self.wall_s = self.cpu_s = self.slowest_s = 0.0

    def add(self, answer: Answer) -> None:
        self.calls += 1
        self.raised += answer.failure is not None
        self.timed_out += answer.timed_out
        self.wall_s += answer.wall_s
        self.cpu_s += answer.cpu_s
        if answer.wall_s > self.slowest_s:  # noqa: PLR1730 - max() costs more, once per call
            self.slowest_s = answer.wall_s

    def summary(self) -> SideSummary:
        return SideSummary(
            calls=self.calls,
            raised=self.raised,
            timed_out=self.timed_out,
            wall_s=self.wall_s,
            cpu_s=self.cpu_s,
            slowest_s=self.slowest_s,
        )


class _Members:
    """The differences of one signature so far."""

    __slots__ = ("count", "exemplars", "inputs", "last")

    def __init__(self) -> None:
        self.count = self.inputs = 0
        self.last = -1
        self.exemplars: list[Exemplar] = []

    def add(self, index: int, found: Difference) -> None:
        self.count += 1
        if index == self.last:
            return
        self.last = index
        self.inputs += 1
        if len(self.exemplars) < MOST_EXEMPLARS:
            shown = Exemplar(
                index=index, path=found.path, control=found.control, candidate=found.candidate
            )
            self.exemplars.append(shown)


class Groups:
    """Differences by signature; exemplars come from different inputs."""

    __slots__ = ("_members", "dropped")

    def __init__(self) -> None:
        self._members: dict[_Signature, _Members] = {}
        self.dropped = 0

    def add(self, index: int, differences: Iterable[Difference]) -> None:
        for found in differences:
            types = found.control_type, found.candidate_type
            signature = (found.folded, found.kind, *types, found.rule)
            members = self._members.get(signature)
            if members is None:
                if len(self._members) >= MOST_GROUPS:
                    self.dropped += 1
                    continue
                members = self._members[signature] = _Members()
            members.add(index, found)

    def sorted(self) -> tuple[Group, ...]:
        """Unaccepted first, then those that most inputs show."""
        groups = [_group(signature, members) for signature, members in self._members.items()]
        groups.sort(key=lambda group: (group.rule is not None, -group.inputs, -group.count))
        return tuple(groups)


def _group(signature: _Signature, members: _Members) -> Group:
    path, kind, control_type, candidate_type, rule = signature
    return Group(
        path=path,
        kind=kind,
        control_type=control_type,
        candidate_type=candidate_type,
        rule=rule,
        count=members.count,
        inputs=members.inputs,
        exemplars=tuple(members.exemplars),
    )
