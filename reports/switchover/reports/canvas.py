"""One look for all plots, and two ways out: PNG with fixed colours, SVG that follows the page."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

INK, SOFT, GRID, PAPER = "#1d2430", "#667085", "#e3e7ee", "#fefefe"
CONTROL, CANDIDATE = "#5b6b84", "#2563eb"
GOOD, BAD, DOUBT = "#15803c", "#c8321e", "#a16208"
BAND = "#dcf3e2"

VARIABLES = {
    INK: "ink", SOFT: "soft", GRID: "line", PAPER: "paper", CONTROL: "control",
    CANDIDATE: "candidate", GOOD: "pass", BAD: "fail", DOUBT: "doubt", BAND: "band",
}  # fmt: skip
"""The page's CSS variable for each colour."""

STYLE: dict[Any, Any] = {
    "font.size": 10.5,
    "font.family": "sans-serif",
    "axes.edgecolor": GRID,
    "axes.labelcolor": SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.titlelocation": "left",
    "axes.grid": True,
    "axes.grid.axis": "x",
    "axes.axisbelow": True,
    "grid.color": GRID,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "xtick.minor.size": 0,
    "ytick.major.size": 0,
    "ytick.minor.size": 0,
    "legend.frameon": False,
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "svg.fonttype": "none",
    "svg.hashsalt": "switchover",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A finished plot: a file name without ending, what it shows in words, and both renderings."""

    name: str
    alt: str
    png: bytes
    svg: str


@contextmanager
def drawing(width: float, height: float) -> Iterator[tuple[Figure, Axes]]:
    """Open a figure of so many inches in the house's look, away from pyplot's global state."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        yield figure, figure.subplots()


def picture(figure: Figure, name: str, alt: str) -> Picture:
    """Render a figure both ways. Call it while `drawing` is open."""
    raster, vector = io.BytesIO(), io.StringIO()
    with warnings.catch_warnings():  # a glyph the font has not is a box in the PNG, text in the SVG
        warnings.filterwarnings("ignore", message="Glyph")
        figure.savefig(raster, format="png", dpi=160)
        figure.set_layout_engine("none")  # what was laid out once stays
        figure.savefig(vector, format="svg", metadata={"Date": None})
    return Picture(name=name, alt=alt, png=raster.getvalue(), svg=_inline(vector.getvalue(), alt))


def _inline(svg: str, alt: str) -> str:
    """Make an SVG part of a page: no prolog, no fixed size, the page's colours and font."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(
        r'(<svg[^>]*?) width="[^"]*"', rf'\1 role="img" aria-label="{_quoted(alt)}"', svg, count=1
    )
    svg = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font: \1 var(--font)", svg)
    for colour, variable in VARIABLES.items():
        svg = svg.replace(colour, f"var(--{variable})")
    return svg


def _quoted(text: str) -> str:
    text = "".join(character if character.isprintable() else " " for character in text)
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
