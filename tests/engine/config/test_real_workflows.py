"""Workflows that their authors wrote for the public engine load unchanged."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from switchover.engine.config import engine_types, load_workflow, read_yaml, workflow_problems

FOLDER = Path(__file__).parents[4] / "shared" / "workflows"
FILES = sorted(FOLDER.glob("*.yaml"))

pytestmark = pytest.mark.skipif(not FILES, reason=f"no real workflows in {FOLDER}")

WARNINGS = {
    "code-reviewer-review_per_file": ["COLL_BATCH_PARALLEL"] * 3,
    "nested-tasks": ["COMP_STRATEGY"],
    "wait-task": ["WAIT_PROCESSOR_ID", "WAIT_PROCESSOR_TYPE"],
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_real_workflow_has_no_errors(file: Path) -> None:
    """It loads, and only known liberties of its author are warned about."""
    workflow = load_workflow(file, engine_types())
    problems = list(workflow_problems(workflow))
    assert {problem.severity for problem in problems} <= {"warning"}
    if file.stem in WARNINGS or len(FILES) == 8:
        assert [problem.code for problem in problems] == WARNINGS.get(file.stem, [])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_real_workflow_reads_as_by_any_loader(file: Path) -> None:
    """The plain data is what PyYAML's own loader gives."""
    assert read_yaml(file).data == yaml.safe_load(file.read_text("utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_task_of_a_real_workflow_knows_its_place(file: Path) -> None:
    """At each task's position, the file has the key that stands first in it, and each has a CWD."""
    lines = file.read_text("utf-8").splitlines()
    for top in load_workflow(file, engine_types()).tasks:
        for _, task in top.walk():
            place = task.position()
            assert place is not None
            assert place.file == str(file)
            first = next(iter(task.data))
            assert lines[place.line - 1][place.column - 1 :].startswith(f"{first}:")
            assert task.cwd == str(FOLDER.resolve())


def test_a_processor_without_id_and_type_is_basic_and_named_after_its_task() -> None:
    """The reading in which the published wait example runs."""
    file = FOLDER / "wait-task.yaml"
    if not file.exists():
        pytest.skip(f"no {file}")
    wait = load_workflow(file, engine_types()).task("wait_for_ready")
    processor = getattr(wait, "processor", None)
    assert (processor.id, processor.type) == ("wait_for_ready-processor", "basic")
    assert processor.position("tool").line == 52
