"""One look for all plots, and two ways out: PNG with fixed colours, SVG that follows the page."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from . import wording
from .plots import Picture

__all__ = [
    "BAD",
    "BAND",
    "CANDIDATE",
    "CONTROL",
    "DOUBT",
    "GOOD",
    "INK",
    "SOFT",
    "TITLE_ROOM",
    "drawing",
    "lanes",
    "picture",
]

INK, SOFT, GRID, PAPER = "#1d2430", "#5c6675", "#e3e7ee", "#fefefe"
CONTROL, CANDIDATE = "#52617a", "#1d56d8"
GOOD, BAD, DOUBT = "#126b33", "#b02a18", "#8a5200"
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

TITLE_ROOM = 0.34
"""Inches above a plot that its title takes in the PNG."""


@contextmanager
def drawing(width: float, height: float) -> Iterator[tuple[Figure, Axes]]:
    """Open a figure of so many inches in the house's look, away from pyplot's global state."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        yield figure, figure.subplots()


@contextmanager
def lanes(width: float, height: float, count: int) -> Iterator[tuple[Figure, list[Axes]]]:
    """Open the same with so many plots below each other, on one horizontal axis."""
    with mpl.rc_context({**STYLE, "axes.grid.axis": "y"}):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        yield figure, list(figure.subplots(count, 1, sharex=True, squeeze=False)[:, 0])


def picture(figure: Figure, name: str, alt: str, *, title: str, of: str = "") -> Picture:
    """Render a figure both ways, the PNG with its title and what it is of.

    Call it while `drawing` is open.
    """
    raster, vector = io.BytesIO(), io.StringIO()
    with warnings.catch_warnings():  # a glyph the font has not is a box in the PNG, text in the SVG
        warnings.filterwarnings("ignore", message="Glyph")
        svg_canvas: Any = FigureCanvasSVG(figure)  # savefig would lay the figure out twice
        svg_canvas.print_svg(vector, metadata={"Date": None})
        _entitle(figure, f"{of}: {title}" if of else title)
        figure.dpi = 160
        png_canvas: Any = FigureCanvasAgg(figure)
        png_canvas.draw()
    drawn = Image.fromarray(np.asarray(png_canvas.buffer_rgba())).convert("RGB")  # it is opaque
    told = PngInfo()
    told.add_text("Title", _printable(alt))
    drawn.save(raster, "png", pnginfo=told, dpi=(160, 160), compress_level=3)
    svg = _inline(vector.getvalue(), alt)
    return Picture(name=name, title=title, alt=alt, png=raster.getvalue(), svg=svg)


def _entitle(figure: Figure, title: str) -> None:
    """Write a title above a figure that is laid out already, in room of its own.

    What is below stays as it was laid out, which takes as long as drawing it.
    """
    width, height = figure.get_size_inches()
    text = wording.short(_printable(title), int(width * 11))
    figure.set_layout_engine("none")
    below = height / (height + TITLE_ROOM)
    for axes in figure.axes:
        left, bottom, wide, high = axes.get_position().bounds
        axes.set_position((left, bottom * below, wide, high * below))
    for legend in figure.legends:
        legend.set_bbox_to_anchor((0, 0, 1, below), transform=figure.transFigure)
    figure.set_size_inches(width, height + TITLE_ROOM)
    top = 1 - 0.04 / (height + TITLE_ROOM)
    figure.suptitle(text, x=0.01, y=top, ha="left", va="top", fontsize=11, fontweight="bold",
                    parse_math=False)  # fmt: skip


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


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _quoted(text: str) -> str:
    return _printable(text).replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
