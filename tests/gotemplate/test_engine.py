"""The engine's own promises: its clock, its zone, what it keeps, and what it never changes."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from switchover.gotemplate import Limits, Template, TemplateEngine, TemplateRuntimeError

MOMENT = datetime(2024, 7, 1, 12, 30, 15, 250000, tzinfo=UTC)


def engine(**settings: Any) -> TemplateEngine:
    return TemplateEngine(clock=lambda: MOMENT, **settings)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ('{{ now | date "2006-01-02 15:04:05" }}', "2024-07-01 12:30:15"),
        ('{{ date "2006" "no time" }}', "2024"),
        ('{{ date "2006" nil }}', "2024"),
        ('{{ date "15:04" true }}', "12:30"),
        ('{{ htmlDate 1.5 }}', "2024-07-01"),
        ("{{ ago now }}", "0s"),
        ('{{ now | dateModify "-90m" | ago }}', "1h30m0s"),
        ('{{ now | dateModify "90s" | ago }}', "-1m30s"),
        ('{{ now | dateModify "-1500ms" | ago }}', "2s"),
        ('{{ now | dateModify "-499ms" | ago }}', "0s"),
        ("{{ ago 1719837000 }}", "15s"),
        ('{{ now | dateModify "-3h" | durationRound }}', "3h"),
        ('{{ now | dateModify "-49h" | durationRound }}', "2d"),
    ],
)  # fmt: skip
def test_every_time_that_go_takes_from_the_machine_is_the_clocks(text: str, answer: str) -> None:
    """Also where a value is no time, and `now` stands in for it."""
    assert engine().render_text(text, {}) == answer


@pytest.mark.parametrize(
    ("zone", "answer"),
    [
        (UTC, "12:30 UTC +0000"),
        (ZoneInfo("Europe/Berlin"), "14:30 CEST +0200"),
        (ZoneInfo("Asia/Kathmandu"), "18:15 +0545 +0545"),
        (ZoneInfo("America/St_Johns"), "10:00 NDT -0230"),
        (timezone(timedelta(hours=5, minutes=30)), "18:00 +0530 +0530"),
        (timezone(-timedelta(hours=3), "X"), "09:30 X -0300"),
    ],
    ids=str,
)
def test_local_is_the_zone_of_the_engine(zone: Any, answer: str) -> None:
    """`date` writes in it; a zone that is named is written by its name, another by its offset."""
    assert engine(zone=zone).render_text('{{ date "15:04 MST -0700" now }}', {}) == answer
    assert (
        engine(zone=zone).render_text('{{ dateInZone "15:04 MST" now "UTC" }}', {}) == "12:30 UTC"
    )


@pytest.mark.parametrize(
    ("layout", "text", "answer"),
    [
        ("2006-01-02 15:04", "2024-07-01 10:00", "2024-07-01T10:00:00+02:00"),
        ("2006-01-02 15:04", "2024-01-01 10:00", "2024-01-01T10:00:00+01:00"),
        ("2006-01-02 15:04 MST", "2024-07-01 10:00 CEST", "2024-07-01T10:00:00+02:00"),
        ("2006-01-02 15:04 MST", "2024-07-01 10:00 UTC", "2024-07-01T12:00:00+02:00"),
        ("2006-01-02 15:04 MST", "2024-07-01 10:00 PST", "2024-07-01T12:00:00+02:00"),
        ("2006-01-02 15:04 -0700", "2024-07-01 10:00 +0530", "2024-07-01T06:30:00+02:00"),
        ("2006-01-02 15:04 Z07:00", "2024-07-01 10:00 Z", "2024-07-01T12:00:00+02:00"),
        ("2006-01-02 15:04", "2024-10-27 02:30", "2024-10-27T02:30:00+02:00"),
        ("2006-01-02 15:04 MST", "2024-10-27 02:30 CET", "2024-10-27T02:30:00+01:00"),
        ("2006 002", "2024 366", "2024-12-31T00:00:00+01:00"),
    ],
)  # fmt: skip
def test_a_text_without_an_offset_is_read_in_that_zone(layout: str, text: str, answer: str) -> None:
    """A name that the zone has means its offset then; one that it lacks means none at all."""
    berlin = engine(zone=ZoneInfo("Europe/Berlin"))
    template = '{{ toDate .layout .text | date "2006-01-02T15:04:05Z07:00" }}'
    assert berlin.render_text(template, {"layout": layout, "text": text}) == answer


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        ("15:04", "12:30"),
        ("3:04PM", "1:30PM"),
        ("Jan 2", "Feb 29"),
        ("", ""),
        ("2006", "0000"),
        ("2006 -0700", "2024 +2400"),
        ("2006 -0700", "2024 -9959"),
        ("2006-01-02 15:04 -0700", "0001-01-01 00:00 +0100"),
    ],
)
@pytest.mark.parametrize("function", ["toDate", "mustToDate"])
def test_a_time_that_only_go_can_hold_is_no_other_time(
    function: str, layout: str, text: str
) -> None:
    """It raises: Go's zero time in its place would be a wrong answer."""
    template = f'{{{{ {function} "{layout}" "{text}" | date "15:04" }}}}'
    with pytest.raises(TemplateRuntimeError, match=r"years 1 to 9999|a day or more"):
        engine().render_text(template, {})


@pytest.mark.parametrize("cached", [0, 1, 2])
def test_what_is_kept_changes_no_answer(cached: int) -> None:
    """Any number of compiled templates may be kept, none as well."""
    one = engine(cached=cached)
    texts = ["{{ .a }}", "{{ .b }}", "{{ add .a .b }}"] * 2
    assert [one.render_text(text, {"a": 1, "b": 2}) for text in texts] == ["1", "2", "3"] * 2
    assert (one.compile("x") is one.compile("x")) == (cached > 0)


def test_a_template_has_nothing_of_an_earlier_rendering() -> None:
    """Variables, definitions and maps that it made begin anew; contexts stay as they were."""
    template = Template(
        '{{ $n := .n }}{{ $d := dict "a" $n }}{{ $_ := set $d "b" 1 }}{{ $_ := set .m "k" $n }}{{ $d }}{{ .m }}'
    )
    shared: dict[str, Any] = {"m": {"z": {"deep": [1]}}}
    before = copy.deepcopy(shared)
    assert template.render(shared | {"n": 1}) == "map[a:1 b:1]map[k:1 z:map[deep:[1]]]"
    assert template.render(shared | {"n": 2}) == "map[a:2 b:1]map[k:2 z:map[deep:[1]]]"
    assert shared == before


@pytest.mark.parametrize("bad", [0, -1, True, 1.5, "5", None])
def test_a_limit_is_a_positive_whole_number(bad: Any) -> None:
    """Anything else is refused when it is set, with its name."""
    for name in ("steps", "characters", "items", "nesting", "calls", "source"):
        with pytest.raises(ValueError, match=name):
            Limits(**{name: bad})


@pytest.mark.parametrize(
    "text", ["{{ .a }}", "{{ .a }}!", "{{ .a | print }}", "{{ with .a }}{{ . }}{{ end }}"]
)
@pytest.mark.parametrize("value", ["x", "", "é", "\ud800", 0, False, None, 1.5, [], {}])
def test_a_reference_alone_is_rendered_as_among_others(text: str, value: Any) -> None:
    """The quick way of a template that is one path gives what the long one gives."""
    given = engine().render_text(text, {"a": value})
    if text == "{{ .a }}!":
        assert engine().render_text("{{ .a }}", {"a": value}) + "!" == given
    if text == "{{ .a | print }}":
        shown = "<nil>" if value is None else engine().render_text("{{ .a }}", {"a": value})
        assert given == shown
