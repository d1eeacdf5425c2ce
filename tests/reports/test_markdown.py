"""What fits a comment: never too long, the worst first, and what was left out is counted."""

from __future__ import annotations

import re
from pathlib import Path

import samples_of_runs as s
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from switchover.reports import PlanRun, RunRecord, judge
from switchover.reports.markdown import MOST_CHARACTERS, Block, fitted, markdown
from switchover.reports.view import views
from switchover.shadow import Exemplar, Outcome


def told(run: RunRecord) -> str:
    """The Markdown of a run, without its pictures."""
    verdict = judge(run)
    return markdown(run, verdict, views(run, verdict, {}), pictures={})


def test_the_worst_comes_first_and_what_passed_last() -> None:
    """However the plan orders them; only what failed is unfolded."""
    doubtful = s.pair("doubtful", latency=s.latency(verdict="inconclusive"))
    text = told(s.run(s.pair("fine"), doubtful, s.pair("wrong", memory=s.memory(2, "fail"))))
    found = re.findall(r"<details( open)?><summary>. \w+: (\w+)", text)
    assert found == [(" open", "wrong"), ("", "doubtful"), ("", "fine")]
    rows = re.findall(r"^\| shop / (\w+) \| \*\*(\w+)", text, re.MULTILINE)
    assert rows == [("wrong", "fail"), ("doubtful", "inconclusive"), ("fine", "pass")]


def test_a_run_of_any_size_fits() -> None:
    """Hundreds of pairs, long values, hostile texts: in brief, or counted, never cut in the middle."""
    endless = "*_`<b>|#\n" * 600
    group = replace(
        s.group(endless, 3, control_type=endless, candidate_type=endless, rule=None),
        exemplars=(
            Exemplar(index=1, path=endless, control=endless, candidate=endless, diff=endless),
        ),
    )
    shadow = s.shadow(
        {Outcome.DIFFERENCE: 9},
        groups=(group,) * 50,
        rules=tuple(s.rule(f"r{n}{endless}", reason=endless, owner=endless) for n in range(50)),
        warnings=(endless,) * 30,
    )
    plain = s.pair("plain", latency=None, memory=None, leaks=None)
    loud = replace(plain, shadow=shadow, command=f"switchover {endless}", previews={1: endless})
    for count, pair in ((1, loud), (12, loud), (300, plain)):
        run = s.run(*(replace(pair, name=f"{pair.name}{n}") for n in range(count)))
        text = told(run)
        assert len(text) <= MOST_CHARACTERS
        assert len(re.findall("^<details", text, re.MULTILINE)) == text.count("\n</details>")
        left = re.search(
            r"Of (\d+) pairs (?:(\d+) told in brief)?(?: and )?(?:(\d+) left out)?;", text
        )
        shown = len(re.findall("^<details", text, re.MULTILINE))
        assert shown + int((left and left[3]) or 0) == count
        assert (left is None) == (count == 1)


def test_skipped_plans_fit_as_well() -> None:
    """However many there are: behind the pairs, as far as there is room, and then counted."""
    ran = PlanRun(name="shop", pairs=(s.pair("fine"),))
    plans = [PlanRun(name=f"plan {n}", skipped="needs a server, " * 20) for n in range(400)]
    text = told(s.run(plans=(*plans, ran)))
    assert len(text) <= MOST_CHARACTERS
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert rows[1].startswith("| shop / fine | **pass** |")
    assert rows[2].startswith("| plan 0 | skipped: needs a server")
    (left,) = re.findall(r"and (\d+) more \|", rows[-1])
    assert len(rows) - 2 + int(left) == 401
    assert len({line.count("|") for line in rows}) == 1


def test_without_a_row_there_is_no_table() -> None:
    """An empty plan has nothing to show in one."""
    assert "|---" not in told(s.run(plans=(PlanRun(name="empty"),)))
    assert "| x | skipped: y |" in told(s.run(plans=(PlanRun(name="x", skipped="y"),)))


def test_a_check_that_one_pair_was_not_asked_for_is_no_pass() -> None:
    """Where another pair was, its cell says so."""
    text = told(s.run(s.pair("a"), s.pair("b", checks=("shadow",))))
    head, _, a, b = [line for line in text.splitlines() if line.startswith("|")][:4]
    assert head == "| pair | verdict | answers | latency | memory | leaks |"
    assert "not asked" not in a
    assert b.endswith("| not asked | not asked | not asked |")


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 90), st.integers(0, 400)), max_size=30),
    st.integers(700, 3000),
)
def test_no_choice_of_blocks_is_longer_than_allowed(
    sizes: list[tuple[int, int]], most: int
) -> None:
    """Whatever the sizes: it fits, keeps the order, and counts each block once."""
    blocks = [
        Block(brief=chr(97 + n % 26) * brief, full=chr(65 + n % 26) * (brief + more))
        for n, (brief, more) in enumerate(sizes)
    ]
    text = fitted("# head", blocks, most)
    assert len(text) <= most
    body = text.removeprefix("# head").split("\n\n")
    parts = [part.strip() for part in body if part.strip()]
    chosen = [part for part in parts if not part.startswith("Of ")]
    assert all(part in (b.brief, b.full) for part, b in zip(chosen, blocks, strict=False))
    assert len(chosen) == len(blocks) or f"{len(blocks) - len(chosen)} left out" in text


def test_pictures_are_named_as_the_artefact_has_them(tmp_path: Path) -> None:
    """A comment cannot show them, so it says where they are."""
    from switchover.reports import write_report

    write_report(s.run(s.pair(memory=s.memory(2, "fail"))), tmp_path)
    text = (tmp_path / "report.md").read_text()
    names = re.findall("`(plots/[^`]+)`", text)
    assert len(names) == 4
    assert all((tmp_path / name).exists() for name in names)
    assert "](" not in text
