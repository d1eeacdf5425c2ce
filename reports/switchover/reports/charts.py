"""The plots: from records to a picture, or to None where there is nothing to show."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator
from msgspec.structs import replace

from switchover.bench import ORDER, ClockRecord, LeakSignal, MemoryMetric
from switchover.ground import figures
from switchover.shadow import Group

from . import wording
from .canvas import (
    BAD,
    BAND,
    CANDIDATE,
    CONTROL,
    DOUBT,
    GOOD,
    INK,
    SOFT,
    drawing,
    lanes,
    picture,
)
from .plots import MOST, Picture
from .records import PairRun, RunRecord

Times = np.ndarray[tuple[int], np.dtype[np.float64]]

WIDTH = 6.0
FAR = 1000.0
"""Times the ratio at which an end of an interval is no longer drawn to scale."""
COLOURS = {"pass": GOOD, "fail": BAD, "inconclusive": DOUBT}


def latency(pair: PairRun) -> Picture | None:
    """Give the ratio with its interval against the budget, over the ratio of each launch."""
    clock = _deciding(pair)
    if clock is None or clock.low is None or clock.high is None:
        return None
    limit = 1 + pair.budget.latency
    with drawing(WIDTH, 1.75) as (figure, axes):
        _budget_band(axes, [*clock.launch_ratios, *_bounded(clock)], limit)
        colour = COLOURS[clock.verdict]
        axes.scatter(
            clock.launch_ratios,
            _spread(len(clock.launch_ratios)),
            s=26,
            color=CANDIDATE,
            alpha=0.55,
            linewidths=0,
        )
        _interval(axes, clock, 1, width=7)
        axes.plot([clock.ratio], [1], "o", color=colour, markersize=9)
        axes.set_yticks(
            [0, 1], ["each launch", f"interval {wording.share(clock.level)}: {clock.verdict}"]
        )
        axes.set_ylim(-0.55, 1.5)
        axes.set_xlabel(f"candidate ÷ control, {clock.clock} time per call")
        interval = f"interval {figures(clock.low)} to {figures(clock.high)}, limit {figures(limit)}"
        said = f"{wording.speed(clock.ratio)}; {interval}"
        alt = f"Latency of {pair.name}: {said}"
        title = "Latency against the budget"
        return picture(figure, "latency-ratio", alt, title=title, of=pair.name)


def _bounded(clock: ClockRecord) -> list[float]:
    """List the ratio and those ends of its interval that are somewhere near."""
    near = (clock.ratio / FAR, clock.ratio * FAR)
    ends = [end for end in (clock.low, clock.ratio, clock.high) if end is not None]
    return [value for value in ends if near[0] < value < near[1]]


def _interval(axes: Axes, clock: ClockRecord, place: float, *, width: float) -> None:
    """Draw an interval as a bar; where an end is nowhere, up to the edge of the axis."""
    if clock.low is None or clock.high is None:
        return
    left, right = axes.get_xlim()
    low, high = max(clock.low, left / 2), min(clock.high, right * 2)
    axes.plot([low, high], [place, place], color=COLOURS[clock.verdict], linewidth=width,
              solid_capstyle="round", alpha=0.4, scalex=False)  # fmt: skip


def overview(run: RunRecord) -> Picture | None:
    """Every pair's latency ratio with its interval in one picture, each against its own budget.

    Of more than `MOST` pairs the gravest: nobody finds anything among more lines.
    """
    timed = [
        (plan, pair, clock)
        for plan in run.plans
        for pair in plan.pairs
        if (clock := _deciding(pair)) is not None and clock.low is not None
    ]
    if len(timed) < 2:
        return None
    title = "Latency of every pair"
    if len(timed) > MOST:
        title = f"Latency of the {MOST} gravest of {len(timed):,} pairs"
        timed = sorted(timed, key=lambda each: _gravity(each[2]))[:MOST]
    with drawing(WIDTH * 1.5, 0.75 + 0.27 * len(timed)) as (figure, axes):
        limits = [1 + pair.budget.latency for _, pair, _ in timed]
        same = limits[0] if len(set(limits)) == 1 else None
        _budget_band(axes, [bound for _, _, clock in timed for bound in _bounded(clock)], same)
        for place, (_, pair, clock) in enumerate(timed):
            colour = COLOURS[clock.verdict]
            _interval(axes, clock, place, width=5)
            axes.plot([clock.ratio], [place], "o", color=colour, markersize=6)
            if same is None:
                axes.plot([1 + pair.budget.latency], [place], "|", color=GOOD, markersize=11)
        several = len(run.plans) > 1
        names = [f"{plan.name} / {pair.name}" if several else pair.name for plan, pair, _ in timed]
        labels = [
            f"{_label(name, 40)}: {clock.verdict}"
            for name, (_, _, clock) in zip(names, timed, strict=True)
        ]
        axes.set_yticks(range(len(timed)), labels, parse_math=False)
        axes.set_ylim(len(timed) - 0.4, -0.6 - (0.5 if same else 0))
        axes.set_xlabel("candidate ÷ control, time per call; left of 1× is faster")
        return picture(figure, "overview", f"{title} beside the budgets", title=title)


def _gravity(clock: ClockRecord) -> tuple[int, float]:
    """Give a key by which the worst verdict comes first, and of these the slowest."""
    return ORDER.index(clock.verdict), -clock.ratio


def _deciding(pair: PairRun) -> ClockRecord | None:
    """Find what the clock that decides came to, with the verdict of the whole latency."""
    record = pair.bench.latency if pair.bench else None
    clock = record.decided if record else None
    return replace(clock, verdict=record.verdict) if record and clock else None


def _budget_band(axes: Axes, values: Sequence[float], limit: float | None) -> None:
    """Shade what the budget allows, and choose an axis on which ratios look symmetric."""
    low, high = min([*values, 1]), max([*values, limit or 1])
    margin = max((high / low) ** 0.12, 1.01)
    axes.set_xscale("log")
    axes.set_xlim(low / margin, high * margin)
    axes.axvline(1, color=SOFT, linewidth=1, linestyle=(0, (3, 3)))
    axes.set_xticks(_ratio_ticks(low / margin, high * margin))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _times(value)))
    axes.xaxis.set_minor_locator(NullLocator())
    if limit is None:
        return
    axes.axvspan(low / margin, limit, color=BAND, linewidth=0, zorder=0)
    axes.axvline(limit, color=GOOD, linewidth=1.4)
    axes.annotate(
        f"budget +{wording.share(limit - 1)}", (limit, 1), (-4, -3),
        xycoords=("data", "axes fraction"),
        textcoords="offset points", ha="right", va="top", fontsize=9, color=GOOD,
    )  # fmt: skip


def _ratio_ticks(low: float, high: float) -> list[float]:
    """Choose at most seven round ratios: evenly on a narrow axis, 1-2-5 on a wide one."""
    if high / low < 3:
        found = [float(tick) for tick in MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(low, high)]
    else:
        decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        steps = (1, 2, 5) if high / low < 100 else (1,)
        found = [step * 10.0**decade for decade in decades for step in steps]
    inside = [tick for tick in found if low <= tick <= high]
    return inside[:: max(1, math.ceil(len(inside) / 7))]


def _spread(count: int) -> list[float]:
    """Lift points off each other in a pattern that says nothing."""
    return [(place % 5 - 2) * 0.09 for place in range(count)]


def distributions(pair: PairRun) -> Picture | None:
    """Give the sampled times of both sides: what share of calls took at most so long."""
    latency = pair.bench.latency if pair.bench else None
    if latency is None:
        return None
    sides = {
        "control": (_positive(latency.control_times), CONTROL),
        "candidate": (_positive(latency.candidate_times), CANDIDATE),
    }
    if not all(len(values) for values, _ in sides.values()):
        return None
    both = np.concatenate([values for values, _ in sides.values()])
    with drawing(WIDTH, 2.6) as (figure, axes):
        for side, (values, colour) in sides.items():
            shares = np.arange(1, len(values) + 1) / len(values)
            axes.step(values, shares, where="post", color=colour, linewidth=2.2)
            middle = float(np.median(values))
            axes.plot([middle], [0.5], "o", color=colour, markersize=6)
            ahead = middle > float(np.median(both))
            axes.annotate(
                f"{side} {wording.seconds(middle)}", (middle, 0.5),
                (9 if ahead else -9, 0), textcoords="offset points",
                ha="left" if ahead else "right", va="center", color=colour, fontsize=10,
            )  # fmt: skip
        _time_axis(axes, *(float(q) for q in np.quantile(both, [0.004, 0.996])))
        axes.set_yticks([0.1, 0.5, 0.9], ["10 %", "50 %", "90 %"])
        axes.set_xlabel("time per call")
        alt = f"Share of the calls of {pair.name} that took at most so long, on both sides"
        title = "Calls that took at most so long"
        return picture(figure, "distributions", alt, title=title, of=pair.name)


def _positive(times: Sequence[float]) -> Times:
    values = np.asarray(times, dtype=float)
    return np.sort(values[values > 0])


def _time_axis(axes: Axes, low: float, high: float) -> None:
    axes.set_xscale("log")
    margin = max((high / low) ** 0.45, 1.25)  # room for the label on either side
    axes.set_xlim(low / margin, high * margin)
    axes.set_xticks(_ratio_ticks(*axes.get_xlim()))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: wording.seconds(value)))
    axes.xaxis.set_minor_locator(NullLocator())


def differences(pair: PairRun, *, shown: int = 12) -> Picture | None:
    """How many inputs show each signature; what a rule accepts is drawn quietly."""
    groups = (pair.shadow.groups if pair.shadow else ())[:shown]
    if not groups:
        return None
    with drawing(WIDTH, 0.75 + 0.36 * len(groups)) as (figure, axes):
        places = range(len(groups))
        colours = [SOFT if group.rule else BAD for group in groups]
        axes.barh(places, [group.inputs for group in groups], color=colours, height=0.62)
        labels = [_label(_signature(group), 40) for group in groups]
        axes.set_yticks(places, labels, family="monospace", fontsize=9, parse_math=False)
        axes.invert_yaxis()
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.set_xlabel("inputs that show it")
        axes.margins(x=0.25)
        for place, group in zip(places, groups, strict=True):
            said = f"{group.inputs:,}" + (f", accepted: {group.rule}" if group.rule else "")
            _beside(axes, group.inputs, place, _label(said, 42))
        alt = f"Differences of {pair.name} by signature"
        return picture(figure, "differences", alt, title="Differences by signature", of=pair.name)


def _signature(group: Group) -> str:
    types = group.control_type, group.candidate_type
    if types[0] == types[1]:
        return f"{group.path} {group.kind}"
    last = [name and name.rpartition(".")[2] for name in types]
    return f"{group.path} {group.kind}: {wording.types(*(types if last[0] == last[1] else last))}"


def _label(text: str, limit: int) -> str:
    """Keep a label printable and on one line, the end of a long path being the telling part."""
    text = "".join(c if c.isprintable() else "·" for c in text)
    return text if len(text) <= limit else "…" + text[-limit + 1 :]


def memory(pair: PairRun) -> Picture | None:
    """Each quantity of memory on the candidate, in proportion to the control."""
    record = pair.bench.memory if pair.bench else None
    metrics = [metric for metric in (record.metrics if record else ()) if metric.ratio is not None]
    if not metrics:
        return None
    limit = 1 + pair.budget.memory
    with drawing(WIDTH, 0.95 + 0.46 * len(metrics)) as (figure, axes):
        ratios = [metric.ratio or 0.0 for metric in metrics]
        axes.axvspan(0, limit, color=BAND, linewidth=0, zorder=0)
        axes.axvline(limit, color=GOOD, linewidth=1.4)
        axes.barh(
            range(len(metrics)), ratios, height=0.5, color=[COLOURS[m.verdict] for m in metrics]
        )
        axes.axvline(1, color=SOFT, linewidth=1, linestyle=(0, (3, 3)))
        axes.set_yticks(range(len(metrics)), [metric.name for metric in metrics])
        axes.set_xlim(0, max(*ratios, limit) * 1.5)
        axes.invert_yaxis()
        for place, metric in enumerate(metrics):
            _beside(axes, ratios[place], place, _sides(metric))
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _times(value)))
        axes.set_xlabel("candidate ÷ control, per call; shaded: within the budget")
        alt = f"Memory of {pair.name} in proportion to the control"
        return picture(figure, "memory", alt, title="Memory against the control", of=pair.name)


def _times(ratio: float) -> str:
    """Write 1.25× and 1,500×: a thousandfold is no power of ten to a reader."""
    return f"{figures(ratio)}×"


def _beside(axes: Axes, end: float, place: float, text: str) -> None:
    """Write a bar's label just behind its end."""
    axes.annotate(
        text, (end, place), (5, 0), textcoords="offset points", va="center", fontsize=9,
        color=INK, parse_math=False,
    )  # fmt: skip


def _sides(metric: MemoryMetric) -> str:
    unit = "bytes" if metric.unit == "bytes" else ""
    said = f"{wording.amount(metric.candidate, unit)} (was {wording.amount(metric.control, unit)})"
    return said if metric.verdict == "pass" else f"{said}: {metric.verdict}"


def leaks(pair: PairRun) -> Picture | None:
    """Give the growth of what moved over calls, both sides; where nothing did, of the first two."""
    record = pair.bench.leaks if pair.bench else None
    signals = [signal for signal in (record.signals if record else ()) if _drawable(signal)]
    if not signals:
        return None
    moved = [signal for signal in signals if signal.finding != "clean" or _moved(signal)]
    signals = sorted(moved or signals[:2], key=lambda signal: signal.finding == "clean")[:6]
    with lanes(WIDTH, 0.75 + 0.95 * len(signals), len(signals)) as (figure, rows):
        for axes, signal in zip(rows, signals, strict=True):
            _growth(axes, signal)
        rows[-1].set_xlabel("calls")
        rows[-1].xaxis.set_major_locator(MaxNLocator(6, integer=True))
        rows[-1].xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        handles, names = rows[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside upper right", ncols=2, fontsize=9)
        alt = f"Growth over calls on both sides of {pair.name}"
        return picture(figure, "leaks", alt, title="Growth over calls", of=pair.name)


def _moved(signal: LeakSignal) -> bool:
    return any(len(set(side.readings)) > 1 for side in (signal.control, signal.candidate))


def _drawable(signal: LeakSignal) -> bool:
    return len(signal.candidate.readings) > 1 or len(signal.control.readings) > 1


def _growth(axes: Axes, signal: LeakSignal) -> None:
    """Draw how far both sides' readings rise above their first, over the calls made so far."""
    for side, series, colour, line in (
        ("control", signal.control, CONTROL, (0, (4, 2))),
        ("candidate", signal.candidate, CANDIDATE, "solid"),
    ):
        rise = np.asarray(series.readings, dtype=float) - (series.readings or (0,))[0]
        calls = series.calls if len(series.calls) == len(rise) else range(1, len(rise) + 1)
        axes.plot(calls, rise, color=colour, linewidth=1.8, linestyle=line, label=side)
    low, high = axes.get_ylim()
    if high - low < 1:  # a level line is no growth, however far one zooms in
        axes.set_ylim(-0.5, max(1.0, high))
    is_bytes = signal.unit == "bytes"
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: wording.size(value) if is_bytes else f"{value:+,.0f}")
    )
    growth = f"{wording.signed(signal.candidate.per_call)} {signal.unit} per call"
    said = f"{signal.name}: {growth}, {signal.finding}"
    colour = BAD if signal.finding == "leak" else INK
    axes.set_title(said, loc="left", fontsize=9, color=colour, parse_math=False)


def all_of(pair: PairRun) -> list[Picture]:
    """Draw every plot that the pair's records allow."""
    drawn = (plot(pair) for plot in (differences, latency, distributions, memory, leaks))
    return [found for found in drawn if found is not None]
