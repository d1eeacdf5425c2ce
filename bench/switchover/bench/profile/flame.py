"""A flame graph of the difference, as one SVG that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from switchover.ground import clip, figures

from .stacks import CallNode

__all__ = ["duration", "flame"]

_WIDTH, _ROW, _MARGIN, _HEAD = 1200, 20, 10, 54
_LEAST_WIDTH = 0.6  # narrower boxes cannot be seen
_LETTER = 6.7  # width of a letter, for cutting labels
_DEPTH = 60
_STYLE = (
    "text{font:11px ui-monospace,Menlo,Consolas,monospace;fill:#1d2330;pointer-events:none}"
    ".title{font-size:14px;font-weight:600}.head{fill:currentColor}"
    "rect{stroke:#fff;stroke-opacity:.7;rx:2}rect:hover{stroke:#000;stroke-opacity:1}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box of the graph: where it lies, and the node it stands for."""

    node: CallNode
    depth: int
    x: float
    width: float


def flame(top: CallNode, *, title: str) -> str:
    """Draw both sides in one graph, the call under test at the top.

    A box is as wide as the time that both sides together spend there, so that neither what went
    away nor what came is hidden. Red boxes take longer in the candidate, blue ones less; full
    colour is a change as large as the whole of the difference. Pointing at a box shows the figures.
    """
    boxes = list(layout(top))
    height = _HEAD + _ROW * (1 + max(box.depth for box in boxes)) + _MARGIN
    whole = abs(top.candidate - top.control)
    body = "".join(_drawn(box, whole) for box in boxes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"'
        f' width="100%" role="img" aria-label="{escape(title)}"><style>{_STYLE}</style>'
        f'<text class="title head" x="{_MARGIN}" y="20">{escape(title)}</text>'
        f'<text class="head" x="{_MARGIN}" y="40">{escape(_legend(top))}</text>{body}</svg>'
    )


def layout(top: CallNode) -> Iterator[Box]:
    """Place a node's children side by side below it, the ones with more time to the left."""
    stack = [Box(node=top, depth=0, x=_MARGIN, width=_WIDTH - 2 * _MARGIN)]
    while stack:
        box = stack.pop()
        yield box
        if box.depth < _DEPTH:
            stack += _below(box)


def _below(box: Box) -> list[Box]:
    scale = box.width / weight(box.node) if weight(box.node) else 0.0
    placed, x = [], box.x
    for child in sorted(box.node.children.values(), key=weight, reverse=True):
        width = weight(child) * scale
        if width >= _LEAST_WIDTH:
            placed.append(Box(node=child, depth=box.depth + 1, x=x, width=width))
        x += width
    return placed


def weight(node: CallNode) -> float:
    """Give the seconds that both sides together spend in a node."""
    return node.control + node.candidate


def colour(control: float, candidate: float, whole: float) -> str:
    """Give white for no change, red for more time and blue for less, saturated at `whole`."""
    change = max(-1.0, min(1.0, (candidate - control) / whole)) if whole else 0.0
    pale = round(238 - 150 * abs(change) ** 0.6)
    return f"#ee{pale:02x}{pale:02x}" if change >= 0 else f"#{pale:02x}{pale:02x}ee"


def duration(seconds: float) -> str:
    """Write seconds in the unit that reads best."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if abs(seconds) >= 0.9995 * size:  # 999.9 µs are 1 ms, not 1,000 µs
            return f"{figures(seconds / size)} {unit}"
    return f"{figures(seconds / 1e-9)} ns" if seconds else "0"


def _drawn(box: Box, whole: float) -> str:
    node, y = box.node, _HEAD + _ROW * box.depth
    letters = int((box.width - 6) / _LETTER)
    label = clip(node.label, letters)
    text = f'<text x="{box.x + 3:.1f}" y="{y + 14}">{escape(label)}</text>' if letters > 2 else ""
    return (
        f'<g><title>{escape(_told(node, whole))}</title><rect x="{box.x:.1f}" y="{y}"'
        f' width="{box.width:.1f}" height="{_ROW - 1}"'
        f' fill="{colour(node.control, node.candidate, whole)}"/>{text}</g>'
    )


def _told(node: CallNode, whole: float) -> str:
    change = node.candidate - node.control
    share = f", {abs(change) / whole:.0%} of the difference" if whole else ""
    sign = "+" if change >= 0 else "-"
    return (
        f"{node.label}\ncontrol {duration(node.control)}, candidate {duration(node.candidate)}"
        f" per call\n{sign}{duration(abs(change))}{share}"
    )


def _legend(top: CallNode) -> str:
    return (
        f"control {duration(top.control)}, candidate {duration(top.candidate)} per call;"
        " width: both together; red: slower in the candidate, blue: faster"
    )
