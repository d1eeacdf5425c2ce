"""`report.html`: the verdict first, then what it rests on."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib import metadata

from markupsafe import Markup

from . import plots
from .covered import NEVER
from .headline import headline
from .hidden import SEEN_AS
from .naming import distinct
from .plots import Picture
from .records import RunRecord
from .rendering import MARKS, TEMPLATES, environment
from .verdict import RunVerdict
from .view import PlanView

__all__ = ["html"]

KEPT = 40
"""Differences of a pair above which the rest are folded."""
UNFOLDED = 3
"""Pairs up to which a page shows all of each; above, those that passed are folded."""


def html(
    run: RunRecord,
    verdict: RunVerdict,
    plans: Sequence[PlanView],
    overview: Picture | None = None,
) -> str:
    """Render the page: one file, nothing loaded from elsewhere, every value escaped.

    Its one script filters, sorts, copies and follows links; without it all is there to be read. The
    page's policy allows that script by its hash, and so nothing that a value might hold.
    """
    script = _own("report.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    pairs = sum(len(plan.pairs) for plan in plans)
    return (
        environment("report.html.j2")
        .get_template("report.html.j2")
        .render(
            run=run,
            verdict=verdict,
            plans=plans,
            title=", ".join(plan.run.name for plan in plans) or "no plan",
            headline=headline(run, verdict),
            pairs=pairs,
            many=sum(len(plan.pairs) or 1 for plan in plans) > 1,
            folded=pairs > UNFOLDED,
            kept=KEPT,
            plotted=plots.MOST if pairs > plots.MOST else None,
            marks=MARKS,
            anchors=_anchors(plans),
            never=NEVER,
            seen_as=SEEN_AS,
            css=_own("report.css"),
            script=script,
            script_hash=f"sha256-{digest}",
            overview=overview,
            version=metadata.version("switchover"),
        )
    )


def _own(name: str) -> Markup:
    """Read a part of the page that is ours."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704 - our own


def _anchors(plans: Sequence[PlanView]) -> dict[tuple[str, str], str]:
    """Give each pair an anchor of its own, and each plan one, under an empty name of a pair."""
    names = {(plan.run.name, ""): f"plan-{plan.run.name}" for plan in plans}
    names |= {
        (plan.run.name, pair.run.name): f"{plan.run.name}-{pair.run.name}"
        for plan in plans
        for pair in plan.pairs
    }
    return distinct(names)
