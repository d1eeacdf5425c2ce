"""Write a report: the page, the Markdown, the verdict, the JUnit file and the plots."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from switchover.bench import ORDER
from switchover.ground import replace_file

from . import pages, plots
from .document import Document, encode, verdict_document
from .junit import junit
from .made import renew
from .markdown import markdown
from .naming import distinct
from .records import RunRecord
from .verdict import RunVerdict, judge
from .view import Drawn, views

__all__ = ["Report", "write_report"]

OVERVIEW = "plots/overview.png"
Links = dict[tuple[str, str, str], str]
"""The file of each plot, by the names of its plan, its pair and its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was written, and the verdict in it."""

    folder: Path
    verdict: RunVerdict
    document: Document

    @property
    def page(self) -> Path:
        """The file to look at."""
        return self.folder / "report.html"


def write_report(run: RunRecord, folder: Path, *, verdict: RunVerdict | None = None) -> Report:
    """Write the whole report into `folder`; a file that is there already is replaced at once.

    Raises:
        OSError: the folder cannot be written to, or the disk is full.
    """
    verdict = verdict or judge(run)
    found = verdict_document(run, verdict)
    drawn = _drawn(run, verdict)
    overview = plots.overview(run)
    kept = (folder / file for plan in run.plans for pair in plan.pairs for file in pair.profiles)
    shown = views(run, verdict, drawn, profiles=all(file.exists() for file in kept))
    links = _links(drawn)
    files = {
        **_plots(drawn, links),
        **({} if overview is None else {OVERVIEW: overview.png}),
        "verdict.json": encode(found),
        "junit.xml": junit(run, verdict),
        "report.md": _bytes(markdown(run, verdict, shown, pictures=links)),
        "report.html": _bytes(pages.html(run, verdict, shown, overview)),
    }
    for name, content in files.items():
        replace_file(folder / name, content)
    renew(folder, by="report", files=map(Path, files))
    return Report(folder=folder, verdict=verdict, document=found)


def _drawn(run: RunRecord, verdict: RunVerdict) -> Drawn:
    """Draw the plots of every pair; of very many, those of the gravest."""
    pairs = [
        (ORDER.index(judged.verdict), (plan.name, pair.name), pair)
        for plan, judgement in zip(run.plans, verdict.plans, strict=True)
        for pair, judged in zip(plan.pairs, judgement.pairs, strict=True)
    ]
    gravest = sorted(pairs, key=lambda each: each[0])[: plots.MOST]
    return {key: plots.all_of(pair) for _, key, pair in gravest}


def _links(drawn: Drawn) -> Links:
    """Name the file of each plot, relative to the report."""
    keys = [(*pair, picture.name) for pair, several in drawn.items() for picture in several]
    stems = distinct({key: "-".join(key) for key in keys})
    return {key: f"plots/{stem}.png" for key, stem in stems.items()}


def _plots(drawn: Drawn, links: Links) -> dict[str, bytes]:
    return {
        links[(*pair, picture.name)]: picture.png
        for pair, several in drawn.items()
        for picture in several
    }


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
