"""`report.html` and `report.md`: the verdict first, then what it rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from switchover.bench import profile

from . import wording
from .canvas import Picture
from .covered import NEVER
from .naming import distinct
from .records import RunRecord
from .verdict import RunVerdict
from .view import TITLES, PairView, PlanView

TEMPLATES = Path(__file__).parent / "templates"
SHOWN = 40
"""How many signatures a page shows; all of them are in verdict.json."""

UNFOLDED = 3
"""Pairs up to which a page shows all of each; above, those that passed are folded."""

MARKS = {"pass": "✓", "fail": "✗", "inconclusive": "?"}
CAPTIONS = {
    "latency-ratio": "Latency against the budget",
    "distributions": "Calls that took at most so long",
    "differences": "Differences by signature",
    "memory": "Memory against the control",
    "leaks": "Growth over calls",
}


def html(
    run: RunRecord,
    verdict: RunVerdict,
    plans: Sequence[PlanView],
    overview: Picture | None = None,
) -> str:
    """Render the page: one file, no script, nothing loaded from elsewhere, every value escaped."""
    css = Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))  # noqa: S704 - our own
    return _render("report.html.j2", run, verdict, plans, css=css, overview=overview)


def markdown(
    run: RunRecord,
    verdict: RunVerdict,
    plans: Sequence[PlanView],
    links: dict[tuple[str, str, str], str],
    overview: Picture | None = None,
) -> str:
    """Render the same for a pull request; `links` gives the file of each plot."""
    text = _render("report.md.j2", run, verdict, plans, links=links, overview=overview)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def summary(verdict: RunVerdict, plans: Sequence[PlanView]) -> str:
    """Say in a sentence or two what happened."""
    pairs = [pair for plan in plans for pair in plan.pairs]
    by = {name: sum(1 for pair in pairs if pair.verdict == name) for name in MARKS}
    skipped = sum(1 for plan in plans if plan.run.skipped)
    tail = f" {wording.plural(skipped, 'plan')} skipped." if skipped else ""
    if not pairs:
        return f"No pair ran, so nothing is known.{tail}"
    if verdict.verdict == "pass":
        return f"{_subject(pairs)} within budget, every difference accounted for.{tail}"
    told = {"fail": "failed", "inconclusive": "could not be decided", "pass": "passed"}
    counted = ", ".join(f"{by[name]} {said}" for name, said in told.items() if by[name])
    first = f" First: {verdict.reasons[0]}" if verdict.reasons else ""
    return f"Of {wording.plural(len(pairs), 'pair')}, {counted}.{tail}{first}"


def _subject(pairs: Sequence[PairView]) -> str:
    if len(pairs) == 1:
        return f"{pairs[0].run.name}: the candidate answers as the control does,"
    return f"{len(pairs)} pairs: the candidates answer as the controls do,"


def _render(
    template: str, run: RunRecord, verdict: RunVerdict, plans: Sequence[PlanView], **more: Any
) -> str:
    return (
        _environment(template)
        .get_template(template)
        .render(
            run=run,
            verdict=verdict,
            plans=plans,
            title=", ".join(plan.run.name for plan in plans) or "no plan",
            summary=summary(verdict, plans),
            many=sum(len(plan.pairs) or 1 for plan in plans) > 1,
            folded=sum(len(plan.pairs) for plan in plans) > UNFOLDED,
            marks=MARKS,
            captions=CAPTIONS,
            titles=_titles(plans),
            anchors=_anchors(plans),
            shown=SHOWN,
            never=NEVER,
            version=metadata.version("switchover"),
            **more,
        )
    )


def _titles(plans: Sequence[PlanView]) -> list[str]:
    """Name the checks that any pair was asked for, in their order."""
    asked = {cell.title for plan in plans for pair in plan.pairs for cell in pair.cells}
    return [title for title in TITLES.values() if title in asked]


def _environment(template: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=template.endswith(".html.j2"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters |= {
        "seconds": wording.seconds,
        "share": wording.share,
        "plural": wording.plural,
        "short": short,
        "size": wording.size,
        "explained": lambda found: Markup(profile.html(found)),  # noqa: S704 - escapes its values
        "md": _markdown,
        "block": _block,
        "lines": _lines,
        "tick": lambda text: _line(str(text)).replace("`", "'").replace("|", "\\|"),
    }
    return environment


def _anchors(plans: Sequence[PlanView]) -> dict[tuple[str, str], str]:
    """Give each pair an anchor of its own, and each plan one, under an empty name of a pair."""
    names = {(plan.run.name, ""): f"plan-{plan.run.name}" for plan in plans}
    names |= {
        (plan.run.name, pair.run.name): f"{plan.run.name}-{pair.run.name}"
        for plan in plans
        for pair in plan.pairs
    }
    return distinct(names)


def short(text: object, limit: int) -> str:
    """Cut a text for display."""
    shown = str(text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _block(text: str) -> Markup:
    """Write lines as a block of code in Markdown."""
    return Markup("\n".join(f"    {_shown(line)}" for line in text.split("\n")))  # noqa: S704 - Markdown


def _lines(text: str) -> Markup:
    """Write lines below each other, escaped."""
    return Markup("\n").join(str(_shown(line)) for line in text.split("\n"))


def _shown(value: object) -> object:
    """Make visible what no page can hold: control characters and halves of surrogate pairs."""
    if type(value) is not str:  # markup is ours already
        return value
    return value if value.isprintable() else "".join(map(_visible, value))


def _visible(character: str) -> str:
    code = ord(character)
    control = (code < 32 and character not in "\t\n") or 0x7F <= code < 0xA0
    return f"\\u{code:04x}" if control or 0xD800 <= code < 0xE000 else character


def _line(text: str) -> str:
    return " ".join(str(_shown(short(text, 4_000))).split())


def _markdown(text: object) -> str:
    """Escape what Markdown, or HTML inside it, would take as markup."""
    return re.sub(r"([\\`*_{}\[\]<>|#~])", r"\\\1", _line(str(text)))
