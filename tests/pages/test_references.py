"""What pages point at is there: links and their headings, files, make targets, commands, options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from pages.listing import listed
from rooms import ROOMS

from switchover.cli import app
from switchover.cli.commands import COMMANDS

ROOT = Path(__file__).parents[2]
LISTED = listed()
PAGES = [name for name in LISTED if name.endswith(".md") and not name.startswith("tests/")]
NAMES = {part for name in LISTED for part in (name, name.rsplit("/", 1)[-1])}
HISTORY = {"CHANGELOG.md"} | {one for one in PAGES if one.startswith("docs/decisions/")}
FENCED = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)


def prose(name: str) -> str:
    return FENCED.sub("", (ROOT / name).read_text(encoding="utf-8"))


def headings(page: Path) -> set[str]:
    """The anchors that a page has, as they are made of headings."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in found}


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    """To a file of the project, and to a heading that it has."""
    here = (ROOT / name).parent
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(name)):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        page = (here / path).resolve() if path else ROOT / name
        assert page.exists(), f"{name}: {target}"
        if anchor:
            assert anchor in headings(page), f"{name}: {target}"


def test_every_page_is_reached_from_the_first() -> None:
    """By links from page to page; only what belongs to a folder of its own stands for itself."""
    reached, asked = set[str](), ["README.md"]
    while asked:
        name = asked.pop()
        if name in reached or name not in PAGES:
            continue
        reached.add(name)
        here = (ROOT / name).parent
        for target in re.findall(r"\]\(([^)\s#]+)", prose(name)):
            page = (here / target).resolve()
            if page.is_relative_to(ROOT):
                asked.append(str(page.relative_to(ROOT)))
    assert sorted(set(PAGES) - reached) == ["migrations/switchover/migrations/samples/README.md"]


def quoted(name: str) -> Iterator[str]:
    for found in re.findall(r"`([^`\n]+)`", prose(name)):
        yield found.strip()


PATH = re.compile(r"^(?:[\w.-]+/)+[\w.-]*$|^[\w-]+\.py$")
MADE = re.compile(
    r"^(?:out|calls|report|plots|prices|site|html|data)/|^OUT/|^PATH|[A-Z]{4,}(?!.*\.md$)|\.\.\."
)


@pytest.mark.parametrize("name", [one for one in PAGES if one not in HISTORY])
def test_files_that_are_named_are_there(name: str) -> None:
    """A path is one of the project, of the page's room, or of that room's package."""
    room = name.split("/", maxsplit=1)[0]
    places = [ROOT, (ROOT / name).parent, ROOT / room, ROOT / room / "switchover" / room]
    places += [place for one in ROOMS for place in (ROOT / one, ROOT / one / "switchover")]
    places += [ROOT / one / "switchover" / one for one in ROOMS]
    for said in quoted(name):
        if not PATH.match(said) or MADE.search(said) or said.endswith(("s/second", "bytes/s")):
            continue
        if not ("/" in said and "." in said.rsplit("/", 1)[-1]) and not said.endswith((".py", "/")):
            continue
        known = any((place / said).exists() for place in places) or said in NAMES
        assert known or said.startswith("yourapp"), f"{name}: {said} is not there"


def test_make_targets_that_are_named_are_there() -> None:
    """In prose and in blocks."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for name in set(PAGES) - HISTORY:
        text = (ROOT / name).read_text(encoding="utf-8")
        for words in re.findall(r"`make ([a-z -]+)`|\$ (?:[A-Z]+=\w+ )*make ([a-z-]+)", text):
            for target in " ".join(words).split():
                assert target in targets, f"{name}: make {target}"


def commands() -> dict[str, set[str]]:
    root = typer.main.get_command(app.root)
    shared = {word for param in root.params for word in param.opts}
    known = dict[str, set[str]]()
    for command in COMMANDS:
        found = app._load(command)
        inside = {
            f"{command.name} {name}": one for name, one in getattr(found, "commands", {}).items()
        }
        for name, one in {command.name: found, **inside}.items():
            taken = {word for param in one.params for word in (*param.opts, *param.secondary_opts)}
            known[name] = taken | shared | {"--help", "-h"}
    return known


def test_commands_and_options_that_are_named_are_there() -> None:
    """After `switchover` stands a command, and after that only options that it takes."""
    known = commands()
    for name in set(PAGES) - HISTORY:
        text = (ROOT / name).read_text(encoding="utf-8")
        lines = [*re.findall(r"^ *\$ (switchover .+)$", text, re.MULTILINE)]
        lines += [said for said in quoted(name) if said.startswith("switchover ")]
        for line in lines:
            words = line.split(" -- ")[0].split("#")[0].replace(",", " ").split()[1:]
            command = next((word for word in words if not word.startswith("-")), "")
            if not command:
                assert {word.partition("=")[0] for word in words} <= {"--help", "--version", "-h"}
                continue
            if not command.isalpha() or command.isupper():
                continue
            assert command in known, f"{name}: {line}"
            inner = f"{command} {words[1]}" if len(words) > 1 else command
            command = inner if inner in known else command
            options = {word.partition("=")[0] for word in words if re.match(r"--\w", word)}
            assert options <= known[command], f"{name}: {line}: {options - known[command]}"


def test_options_that_are_named_alone_are_of_some_command() -> None:
    """Also those of pytest's fixture."""
    every = set().union(*commands().values()) | {"--pair-time", "--pair-budget", "--pair-seed"}
    every |= {"--pair-inconclusive", "--pair-disable", "--pair-json", "--pair-benchmark-json"}
    others = {"--memray", "--import-mode", "--histogram", "--asked"}
    for name in set(PAGES) - HISTORY:
        for said in quoted(name):
            if said.startswith("--"):
                option = re.match(r"--[\w-]*", said)
                assert option and option[0] in every | others | {"--"}, f"{name}: {said}"
