"""Numbers as people read them: one place, so that a page, a terminal and a plot say the same."""

from __future__ import annotations

import math

from switchover.ground import clip, figures

__all__ = ["share", "short", "signed"]


def seconds(value: float) -> str:
    """Write a duration with three digits and its unit: `18.3 µs`, `1.20 s`."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g} s"
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if abs(value) >= size * 0.9995:
            return f"{_three(value / size)} {unit}"
    return f"{_three(value / 1e-9)} ns"


def size(value: float) -> str:
    """Write a number of bytes with three digits and a binary unit: `1.50 KiB`."""
    for unit, scale in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if abs(value) >= scale:
            return f"{_three(value / scale)} {unit}"
    return f"{value:.0f} B" if float(value).is_integer() or abs(value) >= 10 else f"{value:.2f} B"


def amount(value: float, unit: str) -> str:
    """Write a quantity in its unit; bytes and seconds get theirs chosen."""
    if unit == "bytes":
        return size(value)
    number = f"{value:,.0f}" if float(value).is_integer() else _three(value)
    return f"{number} {unit}".rstrip()


def change(ratio: float) -> str:
    """Write a ratio candidate / control as a change: `+3.1 %`, `−40 %`, `8.2 × less`."""
    if not math.isfinite(ratio) or ratio <= 0:
        return "no ratio"
    if ratio < 0.5:
        return f"{_three(1 / ratio)} × less"
    if ratio > 2:
        return f"{_three(ratio)} × more"
    share = (ratio - 1) * 100
    return f"{'−' if share < -0.005 else '+'}{abs(share):.{1 if abs(share) < 10 else 0}f} %"


def speed(ratio: float) -> str:
    """Write a time ratio candidate / control as what became of the speed: `8.2 × faster`."""
    return change(ratio).replace("less", "faster").replace("more", "slower")


def share(value: float) -> str:
    """Write a share as percent: `5 %`."""
    return f"{figures(value * 100)} %"


def signed(value: float) -> str:
    """Write a growth: `+12.3`, `-0.5`, `+0`."""
    return f"{'+' if value >= 0 else ''}{figures(value)}"


def plural(count: int, noun: str) -> str:
    """Write `1 input`, `2 inputs`, `12,000 inputs`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def types(control: str | None, candidate: str | None, *, arrow: str = "→") -> str:
    """Write the types of both sides of a difference: one where they are the same, "" for none."""
    if control == candidate:
        return control or ""
    return f"{control or 'nothing'} {arrow} {candidate or 'nothing'}"


def _three(value: float) -> str:
    """Write three significant digits, without an exponent."""
    if not math.isfinite(value):
        return f"{value:g}"
    value = float(f"{value:.3g}") if abs(value) < 1000 else value
    digits = max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0
    return f"{value:,.{min(digits, 6)}f}"


def short(text: object, limit: int) -> str:
    """Cut a text for display."""
    return clip(str(text), limit)
