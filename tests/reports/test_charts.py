"""The plots: what they show, and that no record can break them."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import numpy as np
import pytest
import samples_of_runs as s
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image

from switchover.reports import BudgetRecord, PairRun, charts
from switchover.reports.canvas import TITLE_ROOM, VARIABLES
from switchover.reports.plots import Picture
from switchover.shadow import Kind, Outcome


def said(picture: Picture | None) -> str:
    """Return the words in a plot."""
    assert picture is not None
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", picture.svg))


def with_differences(*groups: Any) -> PairRun:
    """A pair whose comparison found these."""
    return s.pair(shadow_record=s.shadow({Outcome.DIFFERENCE: 3}, groups=groups))


def test_the_latency_plot_names_the_budget_and_the_clock() -> None:
    """A reader sees what is allowed and on which clock."""
    pair = s.pair(latency=s.latency(1.11, verdict="fail"))
    text = said(charts.latency(pair))
    assert "budget +5 %" in text
    assert "cpu time per call" in text
    assert "interval 99 %" in text


def test_the_differences_plot_shows_what_is_open_and_what_is_accepted() -> None:
    """Path, kind and types of each signature; the rule where there is one."""
    text = said(
        charts.differences(
            with_differences(
                s.group("$.a", kind=Kind.TYPE, candidate_type="float"),
                s.group("$.b", 12, rule="known"),
            )
        )
    )
    assert "$.a type: int → float" in text
    assert "12, accepted: known" in text


def test_formulas_in_a_users_path_are_shown_as_they_are() -> None:
    """A dollar sign begins every path, and must not begin mathematics."""
    text = said(charts.differences(with_differences(s.group("$.a_{1}$.\\frac"))))
    assert "$.a_{1}$.\\frac" in text


def test_the_memory_plot_shows_both_sides_in_units() -> None:
    """The candidate's figure, and what it was."""
    text = said(charts.memory(s.pair()))
    assert "1.60 KiB (was 2.00 KiB)" in text
    assert "12 (was 41)" in text


def test_the_leak_plot_names_what_grows() -> None:
    """The slope and the finding stand beside the line."""
    text = said(charts.leaks(s.pair(leaks=s.leaks("leak"))))
    assert "+1 objects per call, leak" in text


def test_leaks_are_drawn_of_what_moved() -> None:
    """Level lines are left out beside others; where nothing moved the first two say so."""
    (grown,) = s.leaks("leak").signals[:1]
    level = replace(grown.candidate, readings=(7, 7, 7), calls=(1, 2, 3), per_call=0.0)
    flat = [
        replace(grown, name=name, finding="clean", control=level, candidate=level)
        for name in ("level-a", "level-b", "level-c")
    ]
    text = said(charts.leaks(s.pair(leaks=replace(s.leaks("leak"), signals=(*flat, grown)))))
    assert grown.name in text
    assert "level-" not in text
    text = said(charts.leaks(s.pair(leaks=replace(s.leaks("leak"), signals=tuple(flat)))))
    assert [name in text for name in ("level-a", "level-b", "level-c")] == [True, True, False]


@pytest.mark.parametrize(
    "plot", [charts.latency, charts.distributions, charts.differences, charts.memory, charts.leaks]
)
def test_nothing_is_drawn_of_what_was_not_measured(plot: Any) -> None:
    """No record, no picture."""
    assert plot(s.pair(shadow_record=None, latency=None, memory=None, leaks=None)) is None


def test_a_plot_follows_the_colours_of_the_page() -> None:
    """Inline plots hold variables in place of colours, so that dark pages get dark plots."""
    (picture, *_) = charts.all_of(with_differences(s.group()))
    assert not [colour for colour in VARIABLES if colour in picture.svg]
    assert "var(--fail)" in picture.svg
    assert 'role="img"' in picture.svg


def test_the_same_record_gives_the_same_plot() -> None:
    """Reports can be compared byte by byte."""
    first, second = (charts.latency(s.pair()) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.svg == second.svg


def test_a_title_has_room_of_its_own_in_the_png() -> None:
    """Above the plot, and above its legend; whatever it says, what is below stays as it is."""
    short, long = (
        np.asarray(Image.open(BytesIO(picture.png)))
        for name in ("a", "a name " * 30)
        if (picture := charts.leaks(s.pair(name, leaks=s.leaks("leak"))))
    )
    room = round(TITLE_ROOM * 160)
    assert (short[:room] != long[:room]).any()
    assert (short[room:] == long[room:]).all()
    half = short.shape[1] // 2
    assert len(np.unique(short[:room, half:])) == 1, "the legend stands beside the title"
    assert len(np.unique(short[room : 2 * room, half:])) > 1, "the legend is below it"


def test_a_png_says_what_it_shows() -> None:
    """For who looks at the file alone, in its metadata."""
    picture = charts.memory(s.pair("tax"))
    assert picture is not None
    image = Image.open(BytesIO(picture.png))
    assert image.info["Title"] == "Memory of tax in proportion to the control"
    assert image.mode == "RGB", "an opaque picture needs no transparency"


RATIOS = st.floats(1e-4, 1e4)


@settings(max_examples=8, deadline=None)
@given(RATIOS, st.floats(1.0, 5.0), st.lists(RATIOS, max_size=4))
def test_any_interval_can_be_drawn(ratio: float, width: float, launches: list[float]) -> None:
    """From ten thousand times faster to ten thousand times slower, with any number of launches."""
    record = s.latency(ratio)
    clock = replace(
        record.clocks["cpu"], low=ratio / width, high=ratio * width, launch_ratios=tuple(launches)
    )
    assert charts.latency(s.pair(latency=replace(record, clocks={"cpu": clock}))) is not None


@pytest.mark.parametrize("times", [(), (0.0, 0.0), (1e-9,), (1e-6,) * 5, (1e-9, 3600.0)])
def test_any_times_can_be_drawn_or_left_out(times: tuple[float, ...]) -> None:
    """None, zero, one, equal and far apart."""
    record = replace(s.latency(), control_times=times, candidate_times=times)
    drawn = charts.distributions(s.pair(latency=record))
    assert (drawn is not None) == any(times)


def test_the_overview_shows_every_latency_beside_its_budget() -> None:
    """One line for each pair that was timed, named with its plan where there are several."""
    slow = s.pair("slow", latency=s.latency(1.4, verdict="fail"))
    text = said(charts.overview(s.run(s.pair("fast"), slow, s.pair("compared", latency=None))))
    assert "fast" in text
    assert "slow" in text
    assert "compared" not in text
    assert "budget +5 %" in text
    two = replace(s.run(), plans=(s.run(name="a").plans[0], s.run(name="b").plans[0]))
    assert "a / price" in said(charts.overview(two))
    assert charts.overview(s.run()) is None


def test_an_overview_of_many_pairs_shows_the_gravest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worst verdict first, and of these the slowest; the title says how many there are."""
    monkeypatch.setattr(charts, "MOST", 3)
    pairs = [
        s.pair("quick"), s.pair("slower", latency=s.latency(1.9, verdict="inconclusive")),
        s.pair("slow", latency=s.latency(1.2, verdict="fail")), s.pair("middling", latency=s.latency(0.9)),
        s.pair("slowest", latency=s.latency(1.4, verdict="fail")),
    ]  # fmt: skip
    picture = charts.overview(s.run(*pairs))
    assert picture is not None
    assert picture.title == "Latency of the 3 gravest of 5 pairs"
    named = re.findall(r"(\w+): (?:fail|pass|inconclusive)", said(picture))
    assert named == ["slowest", "slow", "slower"]


def test_an_interval_without_ends_is_drawn_to_the_edge() -> None:
    """Too few launches give 0 and a number beyond all measure; the axis keeps to the ratio."""
    record = s.latency(0.8)
    clock = replace(record.clocks["cpu"], low=0.0, high=8e307)
    pairs = [s.pair(name, latency=replace(record, clocks={"cpu": clock})) for name in "ab"]
    assert charts.latency(pairs[0]) is not None
    text = said(charts.overview(s.run(*pairs)))
    assert "1×" in text
    assert "e+" not in text


def test_budgets_of_their_own_are_marked_line_by_line() -> None:
    """Without one limit for all there is no common band."""
    strict = s.pair("strict", budget=BudgetRecord(latency=0.01))
    picture = charts.overview(s.run(s.pair("usual"), strict))
    assert "budget +" not in said(picture)
    assert "var(--pass)" in picture.svg  # type: ignore[union-attr] # said asserts it
