"""The page in a real browser: opened, filtered, linked to, copied, printed, narrow, by night."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chromium
import pytest
import samples_of_runs as s
from msgspec.structs import replace

from switchover.reports import RunRecord, write_report
from switchover.shadow import Exemplar, Kind, Outcome

UNICODE = "Größe „ℵ” 値段が違う 😀 " * 20
CONTRAST = """(() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => colour.slice(0, 3).map((c) => c / 255)
    .map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const worst = {};
  for (const element of document.querySelectorAll("main *:not(svg *)")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.getClientRects().length) continue;
    const [a, b] = [light(rgba(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) worst[element.tagName + "." + element.className] = ratio;
  }
  return worst;
})()"""
FOLDED = """[...document.querySelectorAll("details *")].filter((e) => !e.closest("[hidden]")
  && e.matches("td, li, dd") && !e.checkVisibility({contentVisibilityAuto: false})).length"""


def visible(page: chromium.Page, what: str) -> list[Any]:
    """The text of what is shown of a kind."""
    found = page.run(
        f"""[...document.querySelectorAll({json.dumps(what)})]
        .filter((e) => !e.closest("[hidden]")).map((e) => e.textContent.trim())"""
    )
    return list(found)


def choose(page: chromium.Page, **fields: str) -> None:
    """Fill in the form."""
    for name, value in fields.items():
        page.run(
            f"""(() => {{ const field = document.querySelector('.tools [name={name}]');
            field.value = {json.dumps(value)};
            field.dispatchEvent(new Event('input', {{bubbles: true}})); }})()"""
        )


def failing() -> RunRecord:
    """Three pairs: one fails in all parts, one has many differences, one passes."""
    odd = replace(
        s.group("$['größe']", 2, kind=Kind.TYPE, candidate_type="float"),
        exemplars=(
            Exemplar(index=1, path="$['größe']", control=UNICODE, candidate="1", diff="-a\n+b"),
        ),
    )
    groups = (s.group("$.tax", 15), odd, s.group("$.note", 2, rule="rounding"))
    first = s.pair(
        "invoice",
        shadow_record=s.shadow(
            {Outcome.MATCH: 30, Outcome.DIFFERENCE: 15}, groups=groups, rules=(s.rule(),)
        ),
        latency=s.latency(2.7, verdict="fail"),
        memory=s.memory(1.4, "fail"),
        leaks=s.leaks("leak"),
        command="switchover shadow switchover.toml --pair invoice",
        previews={4: '{"args": [12]}'},
    )
    rows = tuple(s.group(f"$.rows[*].f{n:03}", 100 - n) for n in range(90))
    many = s.shadow({Outcome.DIFFERENCE: 100}, groups=rows)
    undecided = s.pair("rows", shadow_record=many, latency=s.latency(1.05, verdict="inconclusive"))
    return s.run(first, undecided, s.pair("calm"))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chromium.Page]:
    program = chromium.found()
    if program is None:
        pytest.skip("NO BROWSER: the page is not tried; install Debian's package chromium")
    with chromium.browser(program, tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(failing(), tmp_path_factory.mktemp("report")).page


@pytest.fixture(autouse=True)
def quiet(page: chromium.Page) -> Iterator[None]:
    """Nothing that a test does leaves a word in the console, or asks for anything."""
    page.console.clear()
    page.seen_as("")
    page.sized(1100)
    yield
    assert page.console == []
    assert [address for address in page.requests if not address.startswith("file:")] == []
    assert len({address.partition("#")[0] for address in page.requests}) <= 1


def test_it_opens_and_says_first_what_matters(page: chromium.Page, report: Path) -> None:
    """Sentence, counts and the gravest difference are shown without a click."""
    page.open(report)
    (first,) = visible(page, ".verdict .lead")
    assert first.startswith(
        "2 of 3 candidates should not replace their controls yet: invoice (15 of"
    )
    assert visible(page, ".tools output") == ["3 of 3 pairs, 93 of 93 differences"]
    assert page.run("document.querySelector('details.difference').open")
    assert not page.run("document.querySelector('details.rest').open")


def test_it_filters_searches_and_sorts(page: chromium.Page, report: Path) -> None:
    """By text, path, pair, verdict and status; sorted by inputs and by path."""
    page.open(report)
    choose(page, path="F08")
    assert visible(page, ".tools output") == ["1 of 3 pairs, 10 of 93 differences"]
    assert visible(page, "details.pair > summary h2") == ["rows"]
    choose(page, sort="path", path="")
    assert visible(page, "details.difference .path")[0] == "$.note"
    choose(page, sort="inputs")
    assert visible(page, "details.difference .path")[0] == "$.tax"
    choose(page, text="値段が")
    assert visible(page, "details.difference summary > .path") == ["$['größe']"]
    choose(page, text="", status="accepted")
    assert visible(page, ".tools output") == ["1 of 3 pairs, 1 of 93 differences"]
    choose(page, status="", verdict="pass")
    assert visible(page, "details.pair > summary h2") == ["calm"]
    assert len(visible(page, ".overview a.row")) == 1
    choose(page, verdict="", pair="shop-rows")
    assert visible(page, ".tools output") == ["1 of 3 pairs, 90 of 93 differences"]
    page.run("document.querySelector('.tools').reset()")
    page.run("new Promise((done) => setTimeout(done, 50))")
    assert visible(page, ".tools output") == ["3 of 3 pairs, 93 of 93 differences"]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_link_leads_to_one_difference(page: chromium.Page, report: Path, scripts: bool) -> None:
    """What is folded around it opens, with a script and without."""
    page.open(report)
    anchor = page.run(
        "[...document.querySelectorAll('details.rest > details.difference')].at(-1).id"
    )
    page.open(report, f"#{anchor}", scripts=scripts)
    at = f"document.getElementById('{anchor}')"
    assert page.run(f"{at}.parentElement.open")
    time.sleep(0.2)  # a page without scripts has no promise to wait for
    assert page.run(f"{at}.getBoundingClientRect().top < innerHeight")


def test_command_and_rule_are_copied(page: chromium.Page, report: Path) -> None:
    """As they stand in the page, the rule as TOML; the button says so."""
    page.ask("Browser.grantPermissions", permissions=["clipboardReadWrite"])
    page.open(report)
    page.run("document.querySelector('.take .copy').click()")
    page.run("new Promise((done) => setTimeout(done, 100))")
    assert visible(page, ".take .copy")[0] == "copied"
    copied = page.run("navigator.clipboard.readText()")
    assert copied == "switchover shadow switchover.toml --pair invoice --only 4"
    page.run("document.querySelector('details.rule .copy').click()")
    page.run("new Promise((done) => setTimeout(done, 100))")
    assert page.run("navigator.clipboard.readText()").startswith(
        '[[rules]]\nid = "invoice-changed-'
    )
    assert not page.run("document.querySelector('details.rule').open")


@pytest.mark.parametrize("scripts", [True, False])
def test_print_opens_what_is_folded(page: chromium.Page, report: Path, scripts: bool) -> None:
    """Every cell and reason is on paper; afterwards it is folded as before."""
    page.open(report, scripts=scripts)
    assert page.run(FOLDED) > 0
    page.seen_as("print")
    assert page.run(FOLDED) == 0
    page.seen_as("")
    if scripts:
        assert page.printed().startswith(b"%PDF")
    assert page.run(FOLDED) > 0


def test_it_can_be_read_on_a_phone(page: chromium.Page, report: Path) -> None:
    """At 400 px nothing is wider than the window, and every cell of a table keeps its label."""
    page.sized(400)
    page.open(report)
    page.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.run("document.documentElement.scrollWidth") <= 400
    unlabelled = page.run(
        """[...document.querySelectorAll("td:not(.fine)")].filter((e) => e.textContent.trim()
        && getComputedStyle(e, "::before").content.length < 5).map((e) => e.outerHTML)"""
    )
    assert unlabelled == []


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_stands_out(page: chromium.Page, report: Path, dark: bool) -> None:
    """A contrast of 4.5 at least, by day and by night (WCAG 2.2, 1.4.3), with all unfolded."""
    page.seen_as("", dark=dark)
    page.open(report)
    page.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.run(CONTRAST) == {}
