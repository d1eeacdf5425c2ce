"""What a report writes: pages, documents, plots, and the records it is made from."""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import msgspec
import pytest
import samples_of_runs as s

from switchover import reports
from switchover.bench.against import AgainstRecord
from switchover.bench.profile import Explanation, FunctionShift
from switchover.bench.records import AllocationSite, Interval, MemoryMetric, MemoryRecord, SelfCheck
from switchover.reports import (
    PlanRun,
    RecordsError,
    RunRecord,
    SourceLine,
    document,
    judge,
    read_run,
    write_report,
    write_run,
)
from switchover.reports.junit import junit
from switchover.reports.view import view_pair
from switchover.shadow import Kind, Outcome

HOSTILE = (
    "<script>alert(1)</script> \"'&| `x` \\ {{ 7*7 }} \x00\x1b[31m \ud800 é 😀\n## not a heading"
)
SCHEMA = Path(reports.__file__).parent / "verdict.schema.json"


def hostile() -> RunRecord:
    """A run in which every text that comes from outside is hostile."""
    record = s.shadow(
        {Outcome.DIFFERENCE: 2},
        groups=(s.group(HOSTILE, 2, control_type=HOSTILE, candidate_type=HOSTILE),),
        rules=(s.rule(HOSTILE, reason=HOSTILE, owner=HOSTILE),),
        warnings=(HOSTILE,),
    )
    pair = s.pair(HOSTILE, shadow_record=record, previews={4: HOSTILE}, leaks=s.leaks("leak"))
    return s.run(pair, name=HOSTILE)


class Page(HTMLParser):
    """Collects the tags and addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [
            value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "action")
        ]


def test_a_report_has_its_files_and_plots(tmp_path: Path) -> None:
    """Page, Markdown, verdict, JUnit and one PNG for each plot."""
    report = write_report(
        s.run(s.pair(shadow_record=s.shadow(groups=(s.group(rule="r"),)))), tmp_path
    )
    assert {file.name for file in tmp_path.iterdir()} == {
        "report.html",
        "report.md",
        "verdict.json",
        "junit.xml",
        "plots",
        ".switchover.json",
    }
    plots = {file.stem.removeprefix("shop-price-") for file in (tmp_path / "plots").iterdir()}
    assert plots == {"latency-ratio", "distributions", "differences", "memory", "leaks"}
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in (tmp_path / "plots").iterdir())
    assert report.page.exists()
    named = re.findall(r"`(plots/[^`]+)`", (tmp_path / "report.md").read_text())
    assert {(tmp_path / name).stem for name in named} == {f"shop-price-{plot}" for plot in plots}


def test_the_page_is_one_file_that_loads_nothing(tmp_path: Path) -> None:
    """Its one script is allowed by its hash alone; no address but anchors on itself: it can be
    mailed and archived.
    """
    write_report(s.run(s.pair(), s.pair("discount")), tmp_path)
    text = (tmp_path / "report.html").read_text()
    page = Page(text)
    assert page.tags.count("script") == 1
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; script-src 'sha256-{digest}'; style-src" in text
    assert "unsafe-inline'; script" not in text
    assert "link" not in page.tags
    assert all(address.startswith("#") for address in page.addresses)
    assert "url(http" not in text
    assert "Content-Security-Policy" in text
    assert page.tags.count("svg") == 9


def test_values_cannot_break_out_of_the_page(tmp_path: Path) -> None:
    """Hostile names, paths, reasons and inputs are shown, not obeyed."""
    write_report(hostile(), tmp_path)
    text = (tmp_path / "report.html").read_text()
    assert text.count("<script>") == 1
    assert "<script>alert" not in text
    assert "{{ 7*7 }}" in text
    assert "\x00" not in text
    assert "\\ud800" in text
    markdown = (tmp_path / "report.md").read_text()
    assert "<script>" not in re.sub(r"`[^`]*`", "", markdown).replace("\\<", "")
    assert "\n## not a heading" not in markdown
    ET.fromstring((tmp_path / "junit.xml").read_bytes())
    assert json.loads((tmp_path / "verdict.json").read_bytes())["verdict"] == "fail"


def test_the_verdict_comes_first(tmp_path: Path) -> None:
    """Heading and summary stand before any detail."""
    write_report(s.run(s.pair(memory=s.memory(1.3, "fail"))), tmp_path)
    text = (tmp_path / "report.html").read_text()
    assert "Fail" in text[text.index("<h1>") : text.index("</h1>")]
    said = "shop.new:price should not replace shop.old:price yet: 30 % more memory."
    assert text.index(said) < text.index("2.00 KiB")
    assert (tmp_path / "report.md").read_text().startswith("# ✗ Fail: shop\n")


def test_an_empty_and_a_skipped_run_can_be_reported(tmp_path: Path) -> None:
    """There is a report even when there is nothing to report."""
    for run in (
        s.run(plans=()),
        s.run(plans=(PlanRun(name="x", skipped="needs y"),)),
        s.run(s.pair(shadow_record=None, latency=None, memory=None, leaks=None)),
    ):
        report = write_report(run, tmp_path)
        assert report.verdict.verdict == "inconclusive"
        assert "Inconclusive" in report.page.read_text()
    write_report(s.run(plans=(PlanRun(name="x", skipped="needs y"),)), tmp_path)
    assert "x was skipped: needs y" in (tmp_path / "report.html").read_text()


def test_the_verdict_file_keeps_to_its_schema(tmp_path: Path) -> None:
    """The schema that is shipped is the one the code has, and every kind of run keeps to it."""
    schema = json.loads(SCHEMA.read_bytes())
    of_the_code = json.loads(msgspec.json.encode(document.schema()))
    assert schema == of_the_code, "renew it: python -m switchover.reports.document"
    for run in (s.run(), hostile(), s.run(plans=()), s.run(s.pair(shadow_record=None, leaks=None))):
        write_report(run, tmp_path)
        jsonschema.Draft202012Validator(schema).validate(
            json.loads((tmp_path / "verdict.json").read_bytes())
        )


@pytest.mark.parametrize(
    ("run", "code"),
    [(s.run(), 0), (s.run(s.pair(memory=s.memory(2, "fail"))), 1), (s.run(plans=()), 3)],
)
def test_the_verdict_file_names_the_exit_code(run: RunRecord, code: int, tmp_path: Path) -> None:
    """A reader of the file and the caller of the command know the same."""
    write_report(run, tmp_path)
    assert json.loads((tmp_path / "verdict.json").read_bytes())["exit_code"] == code


def test_junit_counts_what_build_servers_count() -> None:
    """Failures, errors for what is inconclusive, skipped plans; totals on every level."""
    plans = (
        PlanRun(name="shop", pairs=(s.pair(memory=s.memory(2, "fail"), leaks=None),)),
        PlanRun(name="other", skipped="needs y"),
    )
    run = s.run(plans=plans)
    root = ET.fromstring(junit(run, judge(run)))
    assert (root.get("tests"), root.get("failures"), root.get("errors"), root.get("skipped")) == (
        "5",
        "1",
        "1",
        "1",
    )
    suite = root.find("testsuite[@name='shop.price']")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("4", "1", "1")


def test_junit_says_where_a_leak_comes_from() -> None:
    """A build server shows the line beside the reasons, not the verdict alone."""
    run = s.run(s.pair(leaks=s.leaks("leak")))
    judged = judge(run)
    failure = ET.fromstring(junit(run, judged)).find(".//failure")
    (origin,) = next(c.origins for c in judged.plans[0].pairs[0].checks if c.check == "leaks")
    assert failure is not None
    assert (failure.text or "").splitlines()[-1] == f"from {origin}"


def test_junit_names_file_and_line_of_the_candidate() -> None:
    """A build server opens the code of each case; where it is not known, nothing is said."""
    run = s.run(s.pair("placed", source=SourceLine(file="shop/new.py", line=17)), s.pair("plain"))
    root = ET.fromstring(junit(run, judge(run)))
    cases = root.findall("testsuite[@name='shop.placed']/testcase")
    assert [(case.get("file"), case.get("line")) for case in cases] == [("shop/new.py", "17")] * 4
    assert root.find("testsuite[@name='shop.plain']/testcase[@file]") is None


def test_junit_of_an_interrupted_run_has_an_error() -> None:
    """A build server must not take half a run for a whole one."""
    run = s.run(interrupted=True)
    assert ET.fromstring(junit(run, judge(run))).get("errors") == "1"


def test_records_are_read_as_they_were_written(tmp_path: Path) -> None:
    """From the folder or from the file; the report can be made again from them."""
    file = write_run(s.run(), tmp_path)
    assert read_run(tmp_path) == read_run(file) == s.run()
    write_run(hostile(), tmp_path)
    assert judge(read_run(tmp_path)).verdict == "fail"
    assert "\\ud800 é 😀" in read_run(tmp_path).plans[0].name


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no records of a run"),
        (b"{}", "no records of a run: Object missing required field"),
        (b"\xff", "no records of a run"),
        (
            b'{"schema": 99, "seed": 0, "started": "", "seconds": 0, "plans": []}',
            "written by a newer version",
        ),
    ],
)
def test_damaged_records_are_refused(tmp_path: Path, content: bytes, said: str) -> None:
    """The message names the file."""
    (tmp_path / "records.json").write_bytes(content)
    with pytest.raises(RecordsError, match=f"records.json: {said}"):
        read_run(tmp_path)


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk does not turn a good report into half a one."""
    write_run(s.run(), tmp_path)

    def full(self: Path, target: Path) -> Path:
        self.write_bytes(self.read_bytes()[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write_run(s.run(seed=8), tmp_path)
    assert read_run(tmp_path) == s.run()
    assert [file.name for file in tmp_path.iterdir()] == ["records.json"]


def test_frames_have_their_documented_columns() -> None:
    """A notebook finds checks, differences and times."""
    record = s.shadow({Outcome.MATCH: 3, Outcome.DIFFERENCE: 2}, groups=(s.group(kind=Kind.TYPE),))
    run = s.run(s.pair(shadow_record=record))
    frames = reports.frames
    assert list(frames.checks(run).columns) == frames.CHECKS_COLUMNS
    assert frames.checks(run).set_index("check").loc["shadow", "verdict"] == "fail"
    assert frames.differences(run)["inputs"].tolist() == [3]
    times = frames.times(run.plans[0].pairs[0])
    assert times.groupby("side")["seconds"].count().to_dict() == {"candidate": 400, "control": 400}
    assert frames.times(s.pair(latency=None)).empty
    assert frames.differences(s.run(plans=())).columns.tolist() == frames.DIFFERENCES_COLUMNS


def test_a_slow_candidate_is_explained_in_the_page(tmp_path: Path) -> None:
    """Where the time went stands in the report, its names as text."""
    shift = FunctionShift(
        function="<lambda> (shop.py)",
        control_own_s=0,
        candidate_own_s=1e-3,
        control_total_s=0,
        candidate_total_s=1e-3,
        share=1.0,
    )
    found = Explanation(
        control="a",
        candidate="b",
        candidate_s=1e-3,
        functions=(shift,),
        candidate_stacks={"<lambda> (shop.py)": 1e-3},
    )
    write_report(s.run(s.pair(latency=s.latency(1.5, verdict="fail"), explanation=found)), tmp_path)
    text = (tmp_path / "report.html").read_text()
    assert "Where the time went" in text
    assert "&lt;lambda&gt; (shop.py)" in text
    assert "<lambda>" not in text


def test_profiles_are_linked_where_they_are_at_hand(tmp_path: Path) -> None:
    """A link for speedscope leads to a file beside the page; elsewhere there is none."""
    name = "shop/price #1/profile/candidate.speedscope.json"
    shown = s.pair(
        latency=s.latency(1.5, verdict="fail"),
        explanation=Explanation(control="a:f", candidate="b:f", control_s=1.0, candidate_s=2.0),
        profiles=(name,),
    )
    write_report(s.run(shown), tmp_path / "elsewhere")
    assert "speedscope" not in (tmp_path / "elsewhere" / "report.html").read_text()
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text("{}")
    write_report(s.run(shown), tmp_path)
    page = Page((tmp_path / "report.html").read_text())
    assert [link for link in page.addresses if not link.startswith("#")] == [
        "shop/price%20%231/profile/candidate.speedscope.json"
    ]


@pytest.mark.parametrize(("verdict", "said"), [("fail", True), ("pass", False)])
def test_a_profile_that_shows_the_opposite_of_a_fail_says_so(
    tmp_path: Path, verdict: str, said: bool
) -> None:
    """Where the profiler makes the slower side look faster, the reader is told what that is."""
    found = Explanation(control="a:f", candidate="b:f", control_s=2.0, candidate_s=1.0)
    shown = s.pair(latency=s.latency(1.5, verdict=verdict), explanation=found)
    write_report(s.run(shown), tmp_path)
    page = (tmp_path / "report.html").read_text()
    assert ("does not show why the latency fails" in page) is said


def test_the_figure_shown_for_memory_is_the_one_that_decided() -> None:
    """A peak within the budget must not stand beside the word fail."""
    metrics = (
        MemoryMetric(
            name="peak", unit="bytes", verdict="pass", control=100, candidate=100, ratio=1.0
        ),
        MemoryMetric(
            name="allocations", unit="count", verdict="fail", control=10, candidate=15, ratio=1.5
        ),
    )
    record = MemoryRecord(verdict="fail", reasons=(), metrics=metrics)
    pair = s.pair(memory=record)
    cell = view_pair(pair, judge(s.run(pair)).plans[0].pairs[0]).cells[2]
    assert (cell.figure, cell.caption) == ("+50 %", "10 → 15 allocations")


def test_the_gate_needs_no_pandas_and_no_plots() -> None:
    """Judging records is cheap: what draws is imported when something is drawn."""
    script = "import sys, switchover.reports as r; r.judge; heavy = {'pandas', 'matplotlib', 'jinja2', 'memray'} & set(sys.modules); assert not heavy, heavy"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_a_report_without_plots_loads_nothing_that_draws(tmp_path: Path) -> None:
    """Whoever compares and finds nothing need not wait for matplotlib; with a plot it is loaded."""
    alike = s.pair(latency=None, memory=None, leaks=None)
    differs = s.pair(shadow_record=s.shadow(groups=(s.group(),)), latency=None, memory=None, leaks=None)  # fmt: skip
    script = "import sys; from pathlib import Path; from switchover.reports import read_run, write_report; write_report(read_run(Path()), Path()); print(*{'pandas', 'matplotlib', 'numpy', 'PIL'} & set(sys.modules))"
    for pair, loaded, plots in ((alike, set(), 0), (differs, {"matplotlib", "numpy", "PIL"}, 1)):
        write_run(s.run(pair), tmp_path)
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
        )  # fmt: skip
        assert set(done.stdout.split()) == loaded
        assert len([*tmp_path.glob("plots/*.png")]) == plots


def test_many_pairs_are_grouped_and_those_that_passed_are_folded(tmp_path: Path) -> None:
    """A plan has a heading, a tally and a link; what needs a look is open."""
    bad = s.pair("bad", memory=s.memory(1.3, "fail"))
    shop = s.run(*(s.pair(f"p{n}") for n in range(3)), bad).plans[0]
    tools = s.run(s.pair("other"), name="tools").plans[0]
    write_report(RunRecord(seed=1, started="", seconds=1.0, plans=(shop, tools)), tmp_path)
    text = (tmp_path / "report.html").read_text()
    assert len(re.findall('<details class="pair" open', text)) == 1
    assert len(re.findall('<details class="pair" data', text)) == 4
    assert '<header class="plan" data-plan="plan-shop" id="plan-shop">' in text
    assert '<span class="fail">1 fail</span><span class="pass">3 pass</span>' in text
    pages = ("#plan-", "#shop-", "#tools-")
    targets = {link[1:] for link in Page(text).addresses if link.startswith(pages)}
    assert len(targets) == 7
    assert targets == set(re.findall(r'id="((?:plan|shop|tools)-[^"]+)"', text))
    markdown = (tmp_path / "report.md").read_text()
    assert re.findall(r"<details( open)?><summary>(\S+) ", markdown) == [
        (" open", "✗"),
        *[("", "✓")] * 4,
    ]
    assert (tmp_path / "plots" / "overview.png").exists()


def test_of_very_many_pairs_the_gravest_have_plots(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plots take long, and of thousands nobody looks at those that passed; the page says so."""
    monkeypatch.setattr("switchover.reports.plots.MOST", 1)
    slow = s.pair("slow", latency=s.latency(1.4, verdict="fail"))
    write_report(s.run(s.pair("quick"), slow), tmp_path)
    plots = [path.name for path in (tmp_path / "plots").iterdir()]
    assert "shop-slow-latency-ratio.png" in plots
    assert not [name for name in plots if "quick" in name]
    assert "Plots are drawn of the 1 gravest pair alone" in (tmp_path / "report.html").read_text()


def test_the_machine_and_the_callers_are_told(tmp_path: Path) -> None:
    """The self-check, the commit of the control, the throughput, the sites that allocate more."""
    seen = Interval(ratio=1.002, low=0.99, high=1.01, level=0.99)
    site = AllocationSite(where="shop/new.py:12", function="price", candidate_bytes=2048)
    pair = s.pair(latency=s.latency(0.5, callers=4), self_check=SelfCheck(interval=seen, fit=True))
    bench = msgspec.structs.replace(pair.bench, against="c0ffee")
    bench = msgspec.structs.replace(
        bench, memory=msgspec.structs.replace(bench.memory, sites=(site,))
    )
    write_report(s.run(msgspec.structs.replace(pair, bench=bench)), tmp_path)
    text = (tmp_path / "report.html").read_text()
    for said in ("1.002", "this machine can measure it", "4 callers", "throughput", "c0ffee"):
        assert said in text
    assert "shop/new.py:12" in text
    (found,) = json.loads((tmp_path / "verdict.json").read_bytes())["plans"][0]["pairs"]
    assert (found["self_check"]["fit"], found["latency"]["callers"]) == (True, 4)


def test_an_earlier_record_is_a_check_of_its_own(tmp_path: Path) -> None:
    """In the page, the table, the document and the build server's file."""
    found = AgainstRecord(verdict="fail", basis="counts", ratio=1.5, reasons=("opcodes 2, 3",))
    pair = s.pair(checks=(*s.CHECKS, "record"), against_record=found)
    report = write_report(s.run(pair), tmp_path)
    assert report.verdict.verdict == "fail"
    assert "Earlier" in (tmp_path / "report.html").read_text()
    assert "earlier" in (tmp_path / "report.md").read_text()
    assert 'name="record"' in (tmp_path / "junit.xml").read_text()
    (shown,) = json.loads((tmp_path / "verdict.json").read_bytes())["plans"][0]["pairs"]
    assert shown["record"] == {"verdict": "fail", "basis": "counts", "ratio": 1.5}
    assert read_run(write_run(s.run(pair), tmp_path)) == s.run(pair)


def test_a_full_disk_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that was there stays, and nothing half-written is left beside it."""
    write_run(s.run(), tmp_path)

    def full(_: Path, __: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match=r"No space left on device: '.*records\.json'"):
        write_run(s.run(s.pair("new")), tmp_path)
    assert read_run(tmp_path) == s.run()
    assert [file.name for file in tmp_path.iterdir()] == ["records.json"]
