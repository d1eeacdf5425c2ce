"""What a differential profile found: a record, and the files that show it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path

import msgspec

from ..records import BenchRecord, LatencyRecord
from .flame import duration, flame
from .speedscope import speedscope
from .stacks import CallNode, Folded, tree

__all__ = ["FILES", "Explanation", "FunctionShift", "folded", "html", "svg", "write"]

FILES = (
    "difference.svg",
    "difference.html",
    "control.speedscope.json",
    "candidate.speedscope.json",
)
"""What `write` writes, in its order."""
_ROWS = 12
_COLUMNS = ("function", "control, profiled", "candidate, profiled", "of the difference")


class FunctionShift(BenchRecord, frozen=True, kw_only=True):
    """One function on both sides, in seconds per call.

    Attributes:
        share: Of the difference between the sides, in [0, 1]; the shares add up to 1. None where
            the sides do not differ, and for what moved against the whole.
    """

    function: str
    control_own_s: float
    candidate_own_s: float
    control_total_s: float
    candidate_total_s: float
    share: float | None = None


class Explanation(BenchRecord, frozen=True, kw_only=True):
    """Where the time went, on both sides, under a profiler.

    The profiler itself costs time at every Python call, so the seconds are larger than those of a
    latency record; what they are for is the shares.

    Attributes:
        difference_s: Seconds per call that the candidate takes more without a profiler, as its
            latency was measured; None where it was not.
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
    difference_s: float | None = None
    functions: tuple[FunctionShift, ...] = ()
    control_stacks: dict[str, float] = msgspec.field(default_factory=dict)
    candidate_stacks: dict[str, float] = msgspec.field(default_factory=dict)
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()

    def measured(self, latency: LatencyRecord | None) -> Explanation:
        """Give the same with the difference that a measurement without a profiler found."""
        clock = latency.decided if latency is not None else None
        if clock is None:
            return self
        return msgspec.structs.replace(self, difference_s=clock.control_s * (clock.ratio - 1))

    def added_s(self, shift: FunctionShift) -> float | None:
        """Give a function's part of the difference; None where the profile shows another.

        It is its share of what was measured, and only without a measurement of what was profiled:
        a profiler makes Python's calls so slow that its own differences can be ten times as large.
        """
        profiled = self.candidate_s - self.control_s
        whole = profiled if self.difference_s is None else self.difference_s
        return None if shift.share is None or whole * profiled <= 0 else shift.share * whole

    def tree(self) -> CallNode:
        """Give both sides as one call tree."""
        return tree(unfolded(self.control_stacks), unfolded(self.candidate_stacks))


def svg(found: Explanation) -> str:
    """Draw the flame graph of the difference."""
    return flame(found.tree(), title=f"{found.candidate} beside {found.control}")


def html(found: Explanation) -> str:
    """Write the functions that changed, and the graph, as a piece of a page."""
    rows = "".join(_row(found, shift) for shift in found.functions[:_ROWS])
    head = "".join(f"<th>{name}</th>" for name in _COLUMNS)
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
    texts = (
        svg(found),
        html(found),
        _scope(found.control_stacks, found.control),
        _scope(found.candidate_stacks, found.candidate),
    )
    for name, text in zip(FILES, texts, strict=True):
        (directory / name).write_text(text, encoding="utf-8")
    return tuple(directory / name for name in FILES)


def folded(stacks: Folded) -> dict[str, float]:
    """Write stacks as `a;b;c` keys."""
    return {";".join(stack): seconds for stack, seconds in stacks.items()}


def unfolded(stacks: Mapping[str, float]) -> dict[tuple[str, ...], float]:
    """Read `a;b;c` keys."""
    return {tuple(key.split(";")) if key else (): seconds for key, seconds in stacks.items()}


def _row(found: Explanation, shift: FunctionShift) -> str:
    added = found.added_s(shift)
    cells = (
        shift.function,
        duration(shift.control_own_s),
        duration(shift.candidate_own_s),
        "" if added is None else f"{'+' * (added > 0)}{duration(added)} ({shift.share or 0:.0%})",
    )
    labelled = zip(_COLUMNS, cells, strict=True)  # a narrow page shows a label before each cell
    told = "".join(f'<td data-label="{name}">{escape(cell)}</td>' for name, cell in labelled)
    return f"<tr>{told}</tr>"


def _scope(stacks: Mapping[str, float], name: str) -> str:
    return json.dumps(speedscope(unfolded(stacks), name=name))
