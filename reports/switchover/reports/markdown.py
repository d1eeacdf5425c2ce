"""`report.md`: the same for a pull request, in as many characters as a comment may have."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from switchover.bench import ORDER

from .headline import headline
from .records import RunRecord
from .rendering import MARKS, environment, escaped
from .verdict import RunVerdict
from .view import TITLES, PairView, PlanView
from .wording import short

__all__ = ["MOST_CHARACTERS", "Block", "fitted", "markdown"]

MOST_CHARACTERS: Final = 60_000
"""A comment takes 65,536 characters.

**Source:** the limit of a comment's body in GitHub's REST interface; GitLab takes a million.
"""
TABLE: Final = 20_000
"""Characters that the table of all pairs may take."""
TAIL: Final = 300
"""Characters that are kept free for what was left out."""

Links = Mapping[tuple[str, str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One pair, in full and in brief."""

    full: str
    brief: str


def markdown(
    run: RunRecord, verdict: RunVerdict, plans: Sequence[PlanView], *, pictures: Links
) -> str:
    """Render what a comment can hold: the sentence, a table, then each pair, the worst first.

    What does not fit is told in brief, and then counted. Pictures are named, not shown: a comment
    cannot reach into the artefact that holds them.
    """
    pairs = [(plan, pair) for plan in plans for pair in plan.pairs]
    pairs.sort(key=lambda both: ORDER.index(both[1].verdict))
    head = _render(
        "head.md.j2",
        run=run,
        verdict=verdict,
        headline=short(headline(run, verdict), 2_000),
        title=short(", ".join(plan.run.name for plan in plans) or "no plan", 200),
    )
    head += _table(plans, pairs)
    blocks = [
        Block(
            full=_pair(pair, _pictures(plan, pair, pictures), brief=False),
            brief=_pair(pair, (), brief=True),
        )
        for plan, pair in pairs
    ]
    return fitted(head, blocks, MOST_CHARACTERS)


def fitted(head: str, blocks: Sequence[Block], most: int) -> str:
    """Put together what fits: each block in brief, then as many in full as there is room for."""
    room = most - len(head) - TAIL
    chosen = list[str]()
    for block in blocks:
        if len(block.brief) + 2 > room:
            break
        room -= len(block.brief) + 2
        chosen.append(block.brief)
    for place, block in enumerate(blocks[: len(chosen)]):
        more = len(block.full) - len(block.brief)
        if more <= room:
            room -= more
            chosen[place] = block.full
    shortened = sum(1 for told, block in zip(chosen, blocks, strict=False) if told != block.full)
    left = [
        f"{count} {what}"
        for count, what in (
            (shortened, "told in brief"),
            (len(blocks) - len(chosen), "left out"),
        )
        if count
    ]
    tail = [f"Of {len(blocks)} pairs {' and '.join(left)}; all of it is in `report.html`."]
    return "\n\n".join(part.strip() for part in (head, *chosen, *(tail if left else []))) + "\n"


def _table(plans: Sequence[PlanView], pairs: Sequence[tuple[PlanView, PairView]]) -> str:
    """One row for each pair, the worst first, then for each skipped plan, while there is room."""
    asked = {cell.title for _, pair in pairs for cell in pair.cells}
    titles = [title for title in TITLES.values() if title in asked]
    shown = [_row(plan, pair, titles) for plan, pair in pairs]
    shown += [
        _line([_cell(plan.run.name), f"skipped: {_cell(plan.run.skipped, 200)}"], titles)
        for plan in plans
        if plan.run.skipped is not None
    ]
    rows = [_line(["pair", "verdict", *map(str.lower, titles)], ())]
    rows.append("|---|---|" + "---|" * len(titles))
    room = TABLE - sum(map(len, rows))
    for place, row in enumerate(shown):
        room -= len(row) + 1
        if room < 0:
            rows.append(_line([f"and {len(shown) - place} more", ""], titles))
            break
        rows.append(row)
    return "\n\n" + "\n".join(rows) if shown else ""


def _row(plan: PlanView, pair: PairView, titles: Sequence[str]) -> str:
    name = f"{_cell(plan.run.name)} / {_cell(pair.run.name)}"
    figures = {cell.title: _cell(cell.figure) for cell in pair.cells}
    told = [figures.get(title, "not asked") for title in titles]
    return _line([name, f"**{pair.verdict}**", *told], ())


def _line(cells: Sequence[str], empty: Sequence[str]) -> str:
    """Write a row of a table: some cells, and behind them one with nothing for each of `empty`."""
    return f"| {' | '.join((*cells, *('' for _ in empty)))} |"


def _cell(text: object, limit: int = 60) -> str:
    return escaped(short(text, limit))


def _pictures(plan: PlanView, pair: PairView, links: Links) -> list[str]:
    keys = ((plan.run.name, pair.run.name, picture.name) for picture in pair.pictures)
    return [links[key] for key in keys if key in links]


def _pair(pair: PairView, pictures: Sequence[str], *, brief: bool) -> str:
    mark = MARKS[pair.verdict]
    return _render("pair.md.j2", pair=pair, brief=brief, mark=mark, pictures=pictures)


def _render(template: str, **values: object) -> str:
    text = environment(template).get_template(template).render(**values)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
