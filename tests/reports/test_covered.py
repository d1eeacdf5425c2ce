"""What is said of the branches that a corpus reaches, and whether it is enough."""

import msgspec
import pytest
import samples_of_runs as s

from switchover.reports import judge
from switchover.reports.covered import coverage_line
from switchover.reports.records import LeastCoverage
from switchover.reports.verdict import judge_pair
from switchover.shadow.coverage import CoverageRecord, InputClass, Place, SideCoverage


def side(reached, branches, *places):
    missing = tuple(
        Place(file="shop/new.py", line=line, function="price", way=way) for line, way in places
    )
    return SideCoverage(branches=branches, reached=reached, functions=1, missing=missing)


def pair(control, candidate, *, least=None, **more):
    record = CoverageRecord(
        inputs=more.pop("inputs", 40), of=40, control=control, candidate=candidate, **more
    )
    found = msgspec.structs.replace(s.pair(shadow_record=s.shadow()), coverage=record)
    return msgspec.structs.replace(found, least_coverage=least) if least else found


def test_a_line_says_what_was_reached_and_what_was_not():
    """Shares are rounded down, so that 100 % is all; the candidate's places come first."""
    places = [(31, "true"), (40, "end")]
    line = coverage_line(pair(side(999, 1000, (7, "false")), side(38, 40, *places)))
    assert line == (
        "reached 99 % of the control's branches, 95 % of the candidate's; 3 not: "
        "shop/new.py:31 never true, shop/new.py:40 never at its end, shop/new.py:7 never false"
    )


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (pair(side(4, 4), side(2, 2)), "reached 100 % of the control's branches, 100 % of the candidate's"),
        (pair(side(0, 0), side(2, 2)), "reached 100 % of the candidate's branches; of the control none can be seen"),
        (pair(side(0, 0), side(0, 0)), "no branch of either side can be seen: they have none, or are not written in Python"),
        (pair(side(4, 4), side(2, 2), inputs=9), "reached 100 % of the control's branches, 100 % of the candidate's (by 9 of 40 inputs, for want of time)"),
        (pair(side(4, 4), side(2, 2), classes=(InputClass(path="$", name="zero", inputs=0),)), "reached 100 % of the control's branches, 100 % of the candidate's; of the classes of inputs 0 are there once and 1 never"),
        (pair(side(2, 2), side(0, 0)), "reached 100 % of the control's branches; of the candidate none can be seen"),
        (pair(side(2, 2), side(2, 2), classes=(InputClass(path="$", name="one", inputs=1), InputClass(path="$", name="two", inputs=2))), "reached 100 % of the control's branches, 100 % of the candidate's; of the classes of inputs 1 are there once and 0 never"),
        (pair(side(2, 2), side(2, 2), classes=(InputClass(path="$", name="two", inputs=2),)), "reached 100 % of the control's branches, 100 % of the candidate's"),
        (pair(side(0, 3, (1, "none"), (1, "none"), (2, "not none")), side(3, 3)), "reached 0 % of the control's branches, 100 % of the candidate's; 3 not: shop/new.py:1 never None, shop/new.py:2 always None"),
        (pair(side(0, 4, *((n, "item") for n in range(4))), side(3, 3)), "reached 0 % of the control's branches, 100 % of the candidate's; 4 not: shop/new.py:0 never an item, shop/new.py:1 never an item, shop/new.py:2 never an item ..."),
        (s.pair(), ""),
        (msgspec.structs.replace(s.pair(), uncovered="no time was left"), "coverage is not known: no time was left"),
    ],
)  # fmt: skip
def test_lines_for_what_cannot_be_seen_or_was_not_asked(found, line):
    """Nothing is said where nobody asked; code in C is no hundred percent."""
    assert coverage_line(found) == line


@pytest.mark.parametrize(
    ("reached", "branches", "verdict", "reason"),
    [
        (9, 10, "pass", None),
        (8, 10, "fail", "the plan asks for 90 % of the candidate's branches, and the corpus reaches 8 of 10"),
        (0, 0, "inconclusive", "the plan asks for 90 % of the candidate's branches, and how many the corpus reaches is not known"),
    ],
)  # fmt: skip
def test_a_plan_may_ask_for_a_share(reached, branches, verdict, reason):
    """Less is a fail; what is not known is no pass."""
    least = LeastCoverage(candidate=0.9)
    found = judge_pair(pair(side(1, 1), side(reached, branches), least=least))
    (shadow,) = [each for each in found.checks if each.check == "shadow"]
    assert shadow.verdict == verdict
    assert (reason in shadow.reasons) if reason else not shadow.reasons


def test_coverage_asked_for_and_not_made_is_no_pass():
    """As with every check."""
    found = msgspec.structs.replace(
        s.pair(shadow_record=s.shadow()), least_coverage=LeastCoverage(control=0.5)
    )
    assert judge_pair(found).verdict == "inconclusive"


def test_the_page_shows_places_with_their_source(tmp_path):
    """In report.html, report.md and verdict.json."""
    from switchover.reports import write_report

    place = Place(file="shop/new.py", line=31, function="price", way="true", source="if a < b:")
    candidate = SideCoverage(branches=2, reached=1, functions=1, missing=(place,))
    run = s.run(
        pair(side(1, 1), candidate, classes=(InputClass(path="$.args[0]", name="zero", inputs=1),))
    )
    write_report(run, tmp_path)
    page = (tmp_path / "report.html").read_text()
    assert "if a &lt; b:" in page
    assert "shop/new.py:31" in page
    assert "$.args[0]" in page
    assert "never true" in (tmp_path / "report.md").read_text()
    document = msgspec.json.decode((tmp_path / "verdict.json").read_bytes())
    (found,) = document["plans"][0]["pairs"]
    assert found["coverage"]["candidate"]["missing"][0]["line"] == 31
    assert judge(run).plans[0].pairs[0].coverage.startswith("reached 100 %")


@pytest.mark.parametrize(("count", "more"), [(3, False), (4, True)])
def test_only_the_first_places_are_named(count, more):
    """Three; that there are more is shown."""
    places = [(line, "true") for line in range(1, count + 1)]
    line = coverage_line(pair(side(4, 4), side(0, count, *places)))
    named = ", ".join(f"shop/new.py:{line} never true" for line in range(1, 4))
    assert line.endswith(f"; {count} not: {named}{' ...' if more else ''}")


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("true", "never true"), ("false", "never false"), ("none", "never None"),
        ("not none", "always None"), ("item", "never an item"), ("end", "never at its end"),
    ],
)  # fmt: skip
def test_each_way_that_was_not_taken_is_told_in_words(way, said):
    """Whatever way a branch has, in the line and on the page."""
    line = coverage_line(pair(side(4, 4), side(0, 1, (7, way))))
    assert line.endswith(f"; 1 not: shop/new.py:7 {said}")


@pytest.mark.parametrize("blind", [0, 1])
def test_a_plan_asks_for_the_share_of_each_side(blind):
    """Of the control and of the candidate by their own figures; at the share exactly it is enough."""
    sides = [side(1, 2), side(1, 4)]
    for control, candidate, failed in ((0.5, 0.25, []), (0.51, 0.25, ["control"]), (0.5, 0.26, ["candidate"])):  # fmt: skip
        least = LeastCoverage(control=control, candidate=candidate)
        (check, *_) = judge_pair(pair(*sides, least=least)).checks
        told = [
            word for word in ("control", "candidate") if f"the {word}'s" in " ".join(check.reasons)
        ]
        assert (check.verdict, told) == ("fail" if failed else "pass", failed)
    sides[blind] = side(0, 0)
    found = judge_pair(pair(*sides, least=LeastCoverage(control=0.1, candidate=0.1))).checks[0]
    assert found.verdict == "inconclusive"
    assert len(found.reasons) == 1
