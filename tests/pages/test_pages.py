"""What the pages show runs: every console and code block, in order, with what its page says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from pages.blocks import DATA, DRAWN, KNOWN, RUN, Block, blocks
from pages.listing import listed
from pages.world import Machine, Reader

from switchover.migrations import plan_problems

ROOT = Path(__file__).parents[2]
LISTED = [name for name in listed() if name.endswith(".md")]
PAGES = {
    name: list(blocks(ROOT / name, ROOT))
    for name in sorted(LISTED)
    if not name.startswith("tests/") and (ROOT / name).is_file()
}
RUNNING = [name for name, found in PAGES.items() if any(one.language in RUN for one in found)]
LONG = [name for name in RUNNING if any(one.is_long for one in PAGES[name])]
MOST_SKIPPED = 12
"""Blocks that cannot be run here: what fetches from an index, runs a build server, or this suite."""


@pytest.fixture(scope="session")
def machine(unpacked: Path, once: Callable[[str, Callable[[Path], object]], Path]) -> Machine:
    return Machine(once("machine", lambda folder: Machine.made(folder, unpacked)))


def read(machine: Machine, name: str, folder: Path, *, patient: bool) -> list[str]:
    reader = Reader(machine, folder, page=ROOT / name, patient=patient)
    try:
        return [said for block in PAGES[name] for said in reader.read(block)]
    finally:
        reader.close()


@pytest.mark.parametrize("name", RUNNING)
def test_what_a_page_shows_is_what_comes(machine: Machine, name: str, tmp_path: Path) -> None:
    """Each block that does not measure for seconds does what it shows."""
    wrong = read(machine, name, tmp_path, patient=False)
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.proof
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", LONG)
def test_what_a_page_measures_is_what_comes(machine: Machine, name: str, tmp_path: Path) -> None:
    """And so does each that measures; verdicts as shown, figures near those that are shown."""
    wrong = read(machine, name, tmp_path, patient=True)
    assert not wrong, "\n\n".join(wrong)


def every() -> Iterator[Block]:
    for found in PAGES.values():
        yield from found


def test_every_block_is_read_somehow() -> None:
    """Each has a language that is run, read or drawn, and attributes that mean something."""
    for block in every():
        assert block.language in {*RUN, *DATA, *DRAWN}, block.place
        assert block.attributes.keys() <= KNOWN, block.place
        assert block.language != "console" or block.text.startswith("$ "), block.place
    shown = sum(
        len(re.findall(r"^ *```\w", (ROOT / name).read_text(), re.MULTILINE)) for name in PAGES
    )
    assert shown == len(list(every()))


def test_what_is_not_run_is_little_and_says_why() -> None:
    """A reason for each, and few of them."""
    skipped = [block for block in every() if "skip" in block.attributes]
    assert len(skipped) <= MOST_SKIPPED, [block.place for block in skipped]
    for block in skipped:
        assert len(block.attributes["skip"].split()) >= 3, block.place


def test_what_is_data_can_be_read() -> None:
    """And is used by a command of its page, or held against a schema, or says why not."""
    readers = {"toml": tomllib.loads, "yaml": yaml.safe_load, "json": json.loads}
    for block in every():
        if block.language in DATA:
            readers[block.language](block.text)
            assert {"file", "schema", "skip", "plan"} & block.attributes.keys(), block.place
        if "file" in block.attributes:
            name = Path(block.attributes["file"])
            words = "\n".join(one.text for one in PAGES[block.page] if one is not block)
            assert name.name in words or name.stem in words, f"{block.place}: {name} is not used"


PLAN = '[[pairs]]\nname = "p"\ncontrol = "a:b"\ncandidate = "c:d"\ncorpus = "inputs.jsonl"\n'


def test_what_is_a_part_of_a_plan_fits_into_one(tmp_path: Path) -> None:
    """Keys of the plan itself come first in the file, tables at its end."""
    for block in every():
        if "plan" in block.attributes:
            parts = [PLAN, block.text] if block.text.startswith("[[") else [block.text, PLAN]
            (tmp_path / "switchover.toml").write_text("\n".join(parts))
            assert [str(one) for one in plan_problems(tmp_path / "switchover.toml")] == [], (
                block.place
            )


def test_what_has_a_schema_fits_it(tmp_path: Path) -> None:
    """As the services that read such a file would say."""
    for block in every():
        if "schema" not in block.attributes:
            continue
        file = tmp_path / f"block.{block.language}"
        file.write_text(block.text)
        check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
        kind = f"vendor.{block.attributes['schema']}"
        done = subprocess.run(
            [*check, kind, str(file)], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, f"{block.place}: {done.stdout}"


def test_results_of_statements_are_marked() -> None:
    """A comment that looks like a value is compared, so it says so with an arrow."""
    for block in every():
        if block.language != "python":
            continue
        for said in re.findall(r"^[^#\n]*\S  # (['\"\d\[{(].*)$", block.text, re.MULTILINE):
            pytest.fail(f"{block.place}: write '# → {said}'")
