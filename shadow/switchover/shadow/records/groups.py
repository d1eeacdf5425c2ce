"""Differences grouped by cause, in memory that does not grow with inputs."""

from __future__ import annotations

from typing import Final, NamedTuple

from .comparison import Comparison, Difference
from .folding import Folds, Steps, split
from .outcomes import Kind, Outcome
from .run import Exemplar, Group

__all__ = ["MOST_CAUSES", "MOST_GROUPS", "Groups"]

MOST_GROUPS: Final = 1000
"""Groups told apart in one run."""
MOST_CAUSES: Final = 20
"""Close causes told apart at one place; with one more, all of them are told loosely."""
MOST_EXEMPLARS: Final = 3
MOST_SEEN: Final = 256
"""Inputs that a group remembers, so that joining two counts each once."""


class _Place(NamedTuple):
    """What differences share before their texts are looked at."""

    steps: Steps
    kind: Kind
    control_type: str | None
    candidate_type: str | None
    rule: str | None
    outcome: Outcome


class _Members:
    """The differences of one group so far."""

    __slots__ = (
        *("_seen", "count", "exemplars", "inputs", "last", "likeness", "loose"),
        "not_compared",
    )

    def __init__(self, loose: str, likeness: str) -> None:
        self.loose = loose
        self.likeness = likeness
        self.count = self.inputs = self.not_compared = 0
        self.last = -1
        self._seen: set[int] = set()
        self.exemplars: list[Exemplar] = []

    def add(self, index: int, found: Difference) -> None:
        self.count += 1
        self.not_compared += found.not_compared
        if index == self.last:
            return
        self.last = index
        self.inputs += 1
        if len(self._seen) < MOST_SEEN:
            self._seen.add(index)
        if len(self.exemplars) < MOST_EXEMPLARS:
            shown = Exemplar(
                index=index,
                path=found.path,
                control=found.control,
                candidate=found.candidate,
                diff=found.diff,
            )
            self.exemplars.append(shown)

    def join(self, other: _Members) -> None:
        """Take over another group's members; of many inputs, one that showed both counts twice."""
        self.count += other.count
        self.inputs += other.inputs - len(self._seen & other._seen)
        self._seen |= other._seen
        self.not_compared += other.not_compared
        self.last = max(self.last, other.last)
        known = {one.index for one in self.exemplars}
        joined = [*self.exemplars, *(one for one in other.exemplars if one.index not in known)]
        self.exemplars = sorted(joined, key=lambda one: one.index)[:MOST_EXEMPLARS]


_Causes = dict[str, _Members]


class Groups:
    """Differences by place and cause; exemplars come from different inputs."""

    def __init__(self) -> None:
        self._places: dict[_Place, _Causes] = {}
        self._loose: set[_Place] = set()
        self._folds = Folds()
        self._count = 0
        self.dropped = 0

    def add(self, comparison: Comparison) -> None:
        """Add what one input showed."""
        outcome = comparison.outcome
        is_unsteady = outcome is Outcome.UNSTEADY
        for found in comparison.unsteady if is_unsteady else comparison.differences:
            self._add(comparison.index, found, outcome)

    def _add(self, index: int, found: Difference, outcome: Outcome) -> None:
        types = found.control_type, found.candidate_type
        likeness = "\x1f".join(map(str, (found.kind, *types, found.rule, found.loose_cause)))
        steps = self._folds.fold(split(found.folded), likeness)
        if self._folds.learn(steps, likeness):
            self._refold(likeness)
            steps = self._folds.fold(steps, likeness)
        place = _Place(steps, found.kind, *types, found.rule, outcome)
        causes = self._places.setdefault(place, {})
        cause = found.loose_cause if place in self._loose else found.cause
        members = causes.get(cause)
        if members is None:
            if self._count >= MOST_GROUPS:
                self.dropped += 1
                return
            self._count += 1
            members = causes[cause] = _Members(found.loose_cause, likeness)
        members.add(index, found)
        if len(causes) > MOST_CAUSES and place not in self._loose:
            self._loosen(place)

    def _loosen(self, place: _Place) -> None:
        """Tell the causes at a place loosely from now on."""
        self._loose.add(place)
        loosened: _Causes = {}
        for members in self._places[place].values():
            self._put(loosened, members.loose, members)
        self._count += len(loosened) - len(self._places[place])
        self._places[place] = loosened

    @staticmethod
    def _put(causes: _Causes, cause: str, members: _Members) -> None:
        known = causes.get(cause)
        if known is None:
            causes[cause] = members
        else:
            known.join(members)

    def _refold(self, likeness: str) -> None:
        """Join the groups whose keys fold by now."""
        places, self._places = self._places, {}
        loose, self._loose = self._loose, set()
        for place, causes in places.items():
            for cause, members in causes.items():
                is_meant = members.likeness == likeness
                steps = self._folds.fold(place.steps, likeness) if is_meant else place.steps
                folded = place._replace(steps=steps)
                if place in loose:
                    self._loose.add(folded)
                self._put(self._places.setdefault(folded, {}), cause, members)
        for place in [*self._places]:
            if place in self._loose or len(self._places[place]) > MOST_CAUSES:
                self._loosen(place)
        self._count = sum(map(len, self._places.values()))

    def sorted(self) -> tuple[Group, ...]:
        """Unaccepted first; then by severity; then those that most inputs show."""
        groups = [
            _group(place, cause, members)
            for place, causes in self._places.items()
            for cause, members in causes.items()
        ]
        groups.sort(key=_rank)
        return tuple(groups)


def _group(place: _Place, cause: str, members: _Members) -> Group:
    return Group(
        path="".join(place.steps),
        kind=place.kind,
        outcome=place.outcome,
        cause=cause,
        control_type=place.control_type,
        candidate_type=place.candidate_type,
        rule=place.rule,
        count=members.count,
        inputs=members.inputs,
        not_compared=members.not_compared,
        exemplars=tuple(members.exemplars),
    )


_SEVERITY: Final = {
    Outcome.DIED: 0,
    Outcome.TIMED_OUT: 1,
    Outcome.CANDIDATE_RAISED: 2,
    Outcome.CONTROL_RAISED: 3,
    Outcome.DIFFERENCE: 4,
    Outcome.BOTH_RAISED: 4,
    Outcome.MATCH: 4,
    Outcome.NOT_COMPARABLE: 5,
    Outcome.UNSTEADY: 6,
}
"""A candidate that died, hung or raised stands above any number of changed values."""


def _rank(group: Group) -> tuple[int, ...]:
    by_outcome = _SEVERITY[group.outcome]
    is_silent = group.kind in (Kind.DIED, Kind.TIMED_OUT)
    if is_silent and group.candidate_type != group.kind:
        by_outcome = _SEVERITY[Outcome.CONTROL_RAISED]
    if group.outcome is Outcome.DIFFERENCE and group.kind is Kind.ERROR:
        by_outcome = _SEVERITY[Outcome.CONTROL_RAISED]
    return (group.rule is not None, by_outcome, -group.inputs, -group.count)
