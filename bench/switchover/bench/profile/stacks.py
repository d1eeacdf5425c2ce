"""Where the time of a call goes: folded stacks of both sides, and what differs between them. Pure.

A stack is a tuple of labels from the call under test inwards; folded stacks map each to seconds.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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
    """One function on both sides. `share` of the difference is None where there is none.

    The shares of all functions add up to 1, with the sign of the difference: what became faster
    while the whole became slower has a negative share.
    """

    label: str
    control: Spent
    candidate: Spent
    share: float | None

    @property
    def own_growth(self) -> float:
        return self.candidate.own - self.control.own


@dataclass(slots=True)
class Node:
    """One place of the call tree: seconds per call on both sides, children included."""

    label: str
    control: float = 0.0
    candidate: float = 0.0
    children: dict[str, "Node"] = field(default_factory=dict)


def shifts(control: Folded, candidate: Folded) -> list[Shift]:
    """Compare both sides function by function, the largest change of own time first.

    Both are seconds per call. Own time adds up to the whole, so a function's share of the
    difference is its own growth over the growth of the whole; there is none to share where the
    whole differs by less than 2 %.
    """
    before, after = _spent(control), _spent(candidate)
    whole = _difference(control, candidate)
    found = [
        Shift(
            label=label,
            control=before.get(label, Spent()),
            candidate=after.get(label, Spent()),
            share=_share(before.get(label, Spent()), after.get(label, Spent()), whole),
        )
        for label in {**before, **after}
    ]
    return sorted(found, key=lambda shift: (-abs(shift.own_growth), shift.label))


def tree(control: Folded, candidate: Folded) -> Node:
    """Merge both sides into one call tree, below the call under test."""
    top = Node(label=CALL)
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

    The outermost frame is the call under test, on both sides, whatever its names.
    A file that both sides pass through keeps its name in the label. In files of one side alone (the
    old module and the new one) a function is known by its name, so that renamed modules still meet.
    """
    shared = _files(control) & _files(candidate)
    return _relabelled(control, shared), _relabelled(candidate, shared)


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


def _share(before: Spent, after: Spent, whole: float) -> float | None:
    return (after.own - before.own) / whole if whole else None


def _difference(control: Folded, candidate: Folded) -> float:
    """Give the growth of the whole, or 0 where it is within what sampling alone moves."""
    before, after = sum(control.values()), sum(candidate.values())
    return after - before if abs(after - before) > _LEAST_DIFFERENCE * before else 0.0


def _path(top: Node, stack: Stack) -> list[Node]:
    path = [top]
    for label in stack:
        path.append(path[-1].children.setdefault(label, Node(label=label)))
    return path


def _files(folded: Folded) -> set[str]:
    return {frame.partition("\0")[2] for stack in folded for frame in stack}


def _relabelled(folded: Folded, shared: set[str]) -> dict[Stack, float]:
    found: defaultdict[Stack, float] = defaultdict(float)
    for stack, seconds in folded.items():
        found[CALL, *(_label(frame, shared) for frame in stack[1:])] += seconds
    return dict(found)


def _label(frame: str, shared: set[str]) -> str:
    function, _, file = frame.partition("\0")
    return f"{function} ({_tail(file.split('/'))})" if file and file in shared else function


def _tail(parts: Sequence[str]) -> str:
    return "/".join(parts[-2:]).strip("<>")
