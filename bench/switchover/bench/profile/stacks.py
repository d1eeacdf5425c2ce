"""Where the time of a call goes: folded stacks of both sides, and what differs between them. Pure.

A stack is a tuple of labels from the call under test inwards; folded stacks map each to seconds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

__all__ = ["CallNode", "Folded", "Shift", "Stack", "aligned", "per_call", "shifts", "tree"]

Stack = tuple[str, ...]
CALL = "the call itself"
_LEAST_DIFFERENCE = 0.02  # of the control's time; smaller ones are spread by chance
Folded = Mapping[Stack, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Seconds per call that one function took: in itself, and with all that it called."""

    own: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One function on both sides, and its share of what moved the way the whole did.

    The shares add up to 1. What moved against the whole has none: a candidate that is slower by
    9 µs in all, with 40 µs more in one function and 31 µs less in another, is so by the first.
    """

    label: str
    control: Spent
    candidate: Spent
    share: float | None

    @property
    def own_growth(self) -> float:
        return self.candidate.own - self.control.own


@dataclass(slots=True)
class CallNode:
    """One place of the call tree: seconds per call on both sides, children included."""

    label: str
    control: float = 0.0
    candidate: float = 0.0
    children: dict[str, CallNode] = field(default_factory=dict)


def shifts(control: Folded, candidate: Folded) -> list[Shift]:
    """Compare both sides function by function, the largest change of own time first.

    Both are seconds per call. Own time adds up to the whole. There is no difference to share where
    the whole differs by less than 2 %.
    """
    before, after = _spent(control), _spent(candidate)
    nothing = Spent()
    pairs = {
        label: (before.get(label, nothing), after.get(label, nothing))
        for label in {**before, **after}
    }
    sign = _direction(control, candidate)
    moved = {label: _moved(pair, sign) for label, pair in pairs.items()}
    whole = sum(each for each in moved.values() if each > 0)
    found = [
        Shift(label=label, control=old, candidate=new, share=_share(moved[label], whole))
        for label, (old, new) in pairs.items()
    ]
    return sorted(found, key=lambda shift: (-abs(shift.own_growth), shift.label))


def tree(control: Folded, candidate: Folded) -> CallNode:
    """Merge both sides into one call tree, below the call under test."""
    top = CallNode(label=CALL)
    for stack, seconds in control.items():
        for node in _path(top, stack[1:]):
            node.control += seconds
    for stack, seconds in candidate.items():
        for node in _path(top, stack[1:]):
            node.candidate += seconds
    return top


def aligned(
    control: Mapping[Stack, float], candidate: Mapping[Stack, float]
) -> tuple[Folded, Folded]:
    """Relabel frames (function, NUL, file) so that a function on both sides has one label.

    The outermost frame is the call under test, on both sides, whatever its names, and so is the
    same function where it calls itself. A file that both sides pass through keeps its name in the
    label. In files of one side alone (the old module and the new one) a function is known by its
    name, so that renamed modules still meet; and where below one caller one function went and one
    came, they are one label that names both.
    """
    shared = _files(control) & _files(candidate)
    return _paired(_relabelled(control, shared), _relabelled(candidate, shared))


def per_call(folded: Folded, calls: int) -> dict[Stack, float]:
    """Scale seconds in all to seconds per call."""
    return {stack: seconds / calls for stack, seconds in folded.items()}


def _spent(folded: Folded) -> dict[str, Spent]:
    own: Counter[str] = Counter()
    total: defaultdict[str, float] = defaultdict(float)
    for stack, seconds in folded.items():
        if stack:
            own[stack[-1]] += seconds  # type: ignore[assignment]  # a Counter adds floats as well
        for label in set(stack):  # once for each stack, however often it recurs
            total[label] += seconds
    return {label: Spent(own=own[label], total=seconds) for label, seconds in total.items()}


def _moved(pair: tuple[Spent, Spent], sign: int) -> float:
    """Give what a function's own time changed by in the direction of the whole."""
    before, after = pair
    return sign * (after.own - before.own)


def _share(moved: float, whole: float) -> float | None:
    return moved / whole if whole > 0 and moved >= 0 else None


def _direction(control: Folded, candidate: Folded) -> int:
    """Give the sign of the difference, or 0 where it is within what sampling alone moves."""
    before, after = sum(control.values()), sum(candidate.values())
    if abs(after - before) <= _LEAST_DIFFERENCE * before:
        return 0
    return 1 if after > before else -1


def _path(top: CallNode, stack: Stack) -> list[CallNode]:
    path = [top]
    for label in stack:
        path.append(path[-1].children.setdefault(label, CallNode(label=label)))
    return path


def _files(folded: Folded) -> set[str]:
    return {frame.partition("\0")[2] for stack in folded for frame in stack}


def _relabelled(folded: Folded, shared: set[str]) -> dict[Stack, float]:
    entries = {stack[0] for stack in folded if stack and stack[0].partition("\0")[2]}
    found: defaultdict[Stack, float] = defaultdict(float)
    for stack, seconds in folded.items():
        inner = (CALL if frame in entries else _label(frame, shared) for frame in stack[1:])
        found[CALL, *inner] += seconds
    return dict(found)


def _paired(before: Folded, after: Folded) -> tuple[Folded, Folded]:
    """Give the one function that went and the one that came, below one caller, the same label."""
    while names := _successors(before, after):
        new = {came: f"{came} for {gone}" for gone, came in names.items()}
        before = _renamed(before, {gone: new[came] for gone, came in names.items()})
        after = _renamed(after, new)
    return before, after


def _successors(before: Folded, after: Folded) -> dict[str, str]:
    """Match labels of one side alone, gone to come, each at most once."""
    old, new = _callees(before), _callees(after)
    gone_anywhere = set[str]().union(*old.values()) - set[str]().union(*new.values())
    come_anywhere = set[str]().union(*new.values()) - set[str]().union(*old.values())
    found: dict[str, str] = {}
    for caller in sorted(old.keys() & new.keys()):
        gone, come = old[caller] & gone_anywhere, new[caller] & come_anywhere
        if len(gone) == len(come) == 1 and not come & set(found.values()):
            found.setdefault(*gone, *come)
    return found


def _callees(folded: Folded) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for stack in folded:
        for caller, callee in pairwise(stack):
            found[caller].add(callee)
    return found


def _renamed(folded: Folded, names: Mapping[str, str]) -> dict[Stack, float]:
    found: defaultdict[Stack, float] = defaultdict(float)
    for stack, seconds in folded.items():
        found[tuple(names.get(label, label) for label in stack)] += seconds
    return dict(found)


def _label(frame: str, shared: set[str]) -> str:
    function, _, file = frame.partition("\0")
    return f"{function} ({_tail(file.split('/'))})" if file and file in shared else function


def _tail(parts: Sequence[str]) -> str:
    return "/".join(parts[-2:]).strip("<>")
