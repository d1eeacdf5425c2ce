"""Groups find causes: one for each thing that went wrong, however many inputs show it."""

import datetime as dt
import random

import pytest

from switchover.shadow import Difference, Kind, Outcome, run
from switchover.shadow.comparing.causes import text_causes
from switchover.shadow.records.folding import split
from switchover.shadow.records.groups import _Members


def calls(*values):
    return [((value,), {}) for value in values]


def grouped(control, candidate, inputs, **settings):
    return run(control, candidate, inputs, ask_again=False, **settings).groups


DAYS = [dt.date(2024, 1, 2) + dt.timedelta(days=n) for n in range(300)]


def test_three_causes_of_wrong_dates_are_three_groups():
    """A day too late, day and month exchanged, a time added: three groups of 300 inputs."""

    def right(n):
        return {"due": DAYS[n].isoformat()}

    def wrong(n):
        day = DAYS[n]
        if n % 3 == 0:
            return {"due": (day + dt.timedelta(days=1)).isoformat()}
        if n % 3 == 1:
            return {"due": day.strftime("%d.%m.%Y")}
        return {"due": f"{day.isoformat()}T00:00:00Z"}

    groups = grouped(right, wrong, calls(*range(300)))
    assert [group.inputs for group in groups] == [100, 100, 100]
    assert len({group.signature for group in groups}) == 3


def test_three_causes_of_wrong_moments_are_three_groups():
    """An hour lost, day and month exchanged, the offset dropped, as datetimes of Python."""

    def right(n):
        return dt.datetime(2024, 3, 5 + n % 7, 1, n % 60, tzinfo=dt.UTC)

    def wrong(n):
        moment = right(n)
        if n % 3 == 0:
            return moment - dt.timedelta(hours=1)
        if n % 3 == 1:
            return moment.replace(month=moment.day, day=moment.month)
        return moment.replace(tzinfo=None)

    assert [g.inputs for g in grouped(right, wrong, calls(*range(300)))] == [100, 100, 100]


@pytest.mark.parametrize(
    "template",
    [
        "order {n} not found",
        "cannot read '/data/run-{n}/part-{n}.csv'",
        'unknown key "k{n}" at 0x7f{n:010x}',
        "<Thing object at 0x{n:012x}> failed after {n}.5 s",
    ],
)
def test_errors_group_by_their_text_without_what_varies(template):
    """Numbers, quotes, addresses and paths change with the input and not with the cause."""

    def control(n):
        raise ValueError(template.format(n=n))

    def candidate(n):
        raise ValueError(template.format(n=n) + ("!" if n % 2 else " (again)"))

    groups = grouped(control, candidate, calls(*range(60)))
    assert [group.inputs for group in groups] == [30, 30]
    assert {group.kind for group in groups} == {Kind.ERROR}


def test_pages_are_dozens_of_groups_at_most():
    """651 different pages with 24 kinds of fault are neither one group nor hundreds."""
    rng = random.Random(7)
    words = [f"w{''.join(rng.choices('abcdefghij', k=6))}" for _ in range(500)]
    tags = ["p", "h1", "h2", "li", "ul", "em", "strong", "blockquote", "pre", "td", "tr", "a"]

    def page(n):
        own = random.Random(n)
        body = [
            f"<{tag}>{' '.join(own.choices(words, k=9))}</{tag}>" for tag in own.choices(tags, k=30)
        ]
        return body, own.randrange(30)

    def control(n):
        return "\n".join(page(n)[0])

    def candidate(n):
        body, at = page(n)
        faults = [
            lambda line: line.replace("<", "&lt;", 1),
            lambda line: line.upper(),
            lambda line: line.replace("</", "\n</"),
            lambda line: f"<div>{line}</div>",
        ]
        body[at] = faults[n % 4](body[at])
        return "\n".join(body)

    found = len(grouped(control, candidate, calls(*range(651))))
    assert 12 <= found <= 72


def test_keys_fold_beyond_twenty_that_differ_alike():
    """Of a mapping by id, each key is one group up to twenty, and then all are one."""

    def control(n):
        return {f"id-{n}": {"total": n}}

    def candidate(n):
        return {f"id-{n}": {"total": n + 1}}

    few = grouped(control, candidate, calls(*range(20)))
    assert len(few) == 20
    (one,) = grouped(control, candidate, calls(*range(300)))
    assert (one.path, one.inputs, one.count) == ("$.*.total", 300, 300)
    assert one.exemplars[0].path == "$['id-0'].total"


def test_folding_keeps_what_differs_otherwise_apart():
    """A field with another fault is a group of its own beside the folded ones."""

    def control(n):
        return {f"k{n}": 1, "state": "open"}

    def candidate(n):
        return {f"k{n}": 2, "state": "closed"}

    found = {group.path: group.inputs for group in grouped(control, candidate, calls(*range(50)))}
    assert found == {"$.*": 50, "$.state": 50}


def test_one_input_with_many_keys_counts_once():
    """Groups that fold together count inputs, not keys."""
    keys = [f"k{n}" for n in range(40)]
    (one,) = grouped(lambda n: dict.fromkeys(keys, n), lambda n: dict.fromkeys(keys, -n), calls(1))
    assert (one.path, one.inputs, one.count) == ("$.*", 1, 40)


def test_severity_comes_first():
    """An error, a hang and a death stand above any number of changed values."""
    import os
    import time

    def candidate(n):
        if n == 97:
            os._exit(3)
        if n == 98:
            time.sleep(30)
        if n == 99:
            raise ValueError(n)
        return -n

    groups = grouped(lambda n: n, candidate, calls(*range(1, 100)), timeout_s=1)
    assert [group.kind for group in groups] == ["died", "timed_out", "error", "changed"]
    assert [group.exemplars[0].index for group in groups[:3]] == [96, 97, 98]
    assert groups[0].outcome is Outcome.DIED
    assert "exit code 3" in groups[0].exemplars[0].candidate


def test_signatures_hold_from_run_to_run():
    """The same cause has the same signature in another run, on other inputs."""

    def control(n):
        return f"row {n} is fine"

    first, second = (
        grouped(control, lambda n: f"row {n} is fine.", calls(*inputs))[0].signature
        for inputs in (range(10), range(500, 510))
    )
    assert first == second


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("$", ("$",)),
        ("$.rows[*].id", ("$", ".rows", "[*]", ".id")),
        ("$['odd.key [x]'].a", ("$", "['odd.key [x]']", ".a")),
        ("""$["it's"]{*}""", ("$", """["it's"]""", "{*}")),
        ("$args[*].total", ("$args", "[*]", ".total")),
        (r"$['a\'] b']", ("$", r"['a\'] b']")),
    ],
)
def test_a_path_splits_into_its_steps(path, steps):
    """Quotes and brackets inside of keys do not break it."""
    assert split(path) == steps


def test_a_long_text_is_looked_at_in_time():
    """A megabyte that differs at its end costs no more than its reading."""
    text = "word " * 200_000
    assert text_causes(text + "a", text + "<p>")[1] == "word → <p>"


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("$", ("$",)),
        ("$.a.b", ("$", ".a", ".b")),
        ("$.rows[*]['odd key']", ("$", ".rows", "[*]", "['odd key']")),
        ("$['a]b'].c", ("$", "['a]b']", ".c")),
        ('$["a]b"].c', ("$", '["a]b"]', ".c")),
        ("$['it\\'s ]'].c", ("$", "['it\\'s ]']", ".c")),
        ("${1.5}.c", ("$", "{1.5}", ".c")),
        ("$[0][1]", ("$", "[0]", "[1]")),
        ("$['never closed", ("$", "['never closed")),
        ("$[never closed", ("$", "[never closed")),
        ("", ()),
    ],
)
def test_a_path_is_split_at_its_steps(path, steps):
    """A bracket or a dot within quotes ends none, and what is cut short is one step."""
    assert split(path) == steps


def test_an_input_of_three_joined_groups_counts_once():
    """However many of them it showed."""
    found = Difference(path="$.a", folded="$.a", kind=Kind.CHANGED)
    first, second, third = (_Members("", "") for _ in range(3))
    for members, indices in ((first, (1,)), (second, (2, 2)), (third, (2, 1, 3))):
        for index in indices:
            members.add(index, found)
    first.join(second)
    first.join(third)
    assert (first.inputs, first.count, first.last) == (3, 6, 3)
    assert [one.index for one in first.exemplars] == [1, 2, 3]
