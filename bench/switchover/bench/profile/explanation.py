"""What a differential profile found: a record, and the files that show it."""

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path

import msgspec

from switchover.bench.profile.flame import duration, flame
from switchover.bench.profile.speedscope import speedscope
from switchover.bench.profile.stacks import Folded, Node, tree
from switchover.bench.records import Record

_ROWS = 12


class FunctionShift(Record, frozen=True, kw_only=True):
    """One function on both sides, in seconds per call.

    Attributes:
        share: Of the difference between the sides; the shares of all functions add up to 1, and
            what became faster while the whole became slower has a negative one. None where the
            sides do not differ.
    """

    function: str
    control_own_s: float
    candidate_own_s: float
    control_total_s: float
    candidate_total_s: float
    share: float | None = None


class Explanation(Record, frozen=True, kw_only=True):
    """Where the time went, on both sides, under a profiler.

    The profiler itself costs time at every Python call, so the seconds are larger than those of a
    latency record; what they are for is the shares.

    Attributes:
        functions: All functions, the largest change of own time first.
        control_stacks, candidate_stacks: Seconds per call by stack, `a;b;c` from the call inwards.
        control_calls, candidate_calls: Profiled calls.
        warnings: Why nothing was profiled, or what the reader should know.
    """

    control: str
    candidate: str
    control_s: float = 0.0
    candidate_s: float = 0.0
    control_calls: int = 0
    candidate_calls: int = 0
    functions: tuple[FunctionShift, ...] = ()
    control_stacks: dict[str, float] = msgspec.field(default_factory=dict)
    candidate_stacks: dict[str, float] = msgspec.field(default_factory=dict)
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()

    def tree(self) -> Node:
        """Give both sides as one call tree."""
        return tree(unfolded(self.control_stacks), unfolded(self.candidate_stacks))


def svg(found: Explanation) -> str:
    """Draw the flame graph of the difference."""
    return flame(found.tree(), title=f"{found.candidate} beside {found.control}")


def html(found: Explanation) -> str:
    """Write the functions that changed, and the graph, as a piece of a page."""
    rows = "".join(_row(shift) for shift in found.functions[:_ROWS])
    head = "".join(
        f"<th>{name}</th>" for name in ("function", "control", "candidate", "difference")
    )
    return (
        f'<figure class="difference"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{svg(found)}</figure>"
    )


def write(found: Explanation, directory: Path) -> tuple[Path, ...]:
    """Write the graph, its page piece and a speedscope profile for each side; give the paths.

    Raises:
        OSError: A file cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    files = {
        "difference.svg": svg(found),
        "difference.html": html(found),
        "control.speedscope.json": _scope(found.control_stacks, found.control),
        "candidate.speedscope.json": _scope(found.candidate_stacks, found.candidate),
    }
    for name, text in files.items():
        (directory / name).write_text(text, encoding="utf-8")
    return tuple(directory / name for name in files)


def folded(stacks: Folded) -> dict[str, float]:
    """Write stacks as `a;b;c` keys."""
    return {";".join(stack): seconds for stack, seconds in stacks.items()}


def unfolded(stacks: Mapping[str, float]) -> dict[tuple[str, ...], float]:
    """Read `a;b;c` keys."""
    return {tuple(key.split(";")) if key else (): seconds for key, seconds in stacks.items()}


def _row(shift: FunctionShift) -> str:
    change = shift.candidate_own_s - shift.control_own_s
    sign = "+" if change >= 0 else "−"
    share = f" ({shift.share:.0%})" if shift.share is not None else ""
    cells = (
        shift.function,
        duration(shift.control_own_s),
        duration(shift.candidate_own_s),
        f"{sign}{duration(abs(change))}{share}",
    )
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _scope(stacks: Mapping[str, float], name: str) -> str:
    return json.dumps(speedscope(unfolded(stacks), name=name))
