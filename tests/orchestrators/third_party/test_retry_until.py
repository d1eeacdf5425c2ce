"""A task type of another distribution: the example, installed, works as the engine's own do."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "retry_until"
TOOLS = """
import itertools

asked = {}


def status(given):
    service = given.get("service", "")
    asked[service] = asked.get(service, 0) + 1
    return {"state": "done" if asked[service] >= 3 else "busy", "service": service}


def echo(given):
    return given
"""
BINDINGS = """
status: tools_of_test:status
echo: tools_of_test:echo
"""


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, built and installed into a folder of its own, without a network."""
    folder = tmp_path_factory.mktemp("third-party")
    source = folder / "source"
    shutil.copytree(EXAMPLE, source)
    installed = folder / "installed"
    command = (
        "-m",
        "pip",
        "install",
        "--no-build-isolation",
        "--quiet",
        "--disable-pip-version-check",
        "--no-index",
        "--no-deps",
    )
    subprocess.run(
        [sys.executable, *command, "--target", str(installed), str(source)],
        check=True,
        timeout=120,
    )
    (installed / "tools_of_test.py").write_text(TOOLS)
    (installed / "tools.yaml").write_text(BINDINGS)
    shutil.copy(EXAMPLE / "polling.py", installed)
    for name in ("workflow.yaml", "nested.yaml"):
        shutil.copy(EXAMPLE / name, installed)
    return installed


def command(target: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "switchover.cli", *arguments],
        check=False,
        cwd=target,
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def ran(target: Path, workflow: str) -> dict[str, Any]:
    done = command(target, "run", workflow, "--bindings", "tools.yaml", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_nobody_knows_the_type_unless_it_is_installed(tmp_path: Path) -> None:
    """Without the distribution the type is no type."""
    shutil.copy(EXAMPLE / "workflow.yaml", tmp_path)
    done = command(tmp_path, "validate", "workflow.yaml", "--json")
    assert done.returncode == 2
    assert "TYPE" in {problem["code"] for problem in json.loads(done.stdout)["problems"]}


@pytest.mark.parametrize("name", ["workflow.yaml", "nested.yaml"])
def test_its_workflows_are_valid(target: Path, name: str) -> None:
    """`switchover validate` knows the type and finds nothing."""
    done = command(target, "validate", name)
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_own_rules_are_told_at_their_place(target: Path) -> None:
    """What the type demands is checked with the rest, down to the line."""
    broken = (target / "workflow.yaml").read_text()
    broken = broken.replace('task.output.state == "done"', "task.output.state ==").replace(
        ": 5", ": 0"
    )
    (target / "broken.yaml").write_text(broken)
    done = command(target, "validate", "broken.yaml", "--json")
    found = {each["code"]: each["line"] for each in json.loads(done.stdout)["problems"]}
    assert found["RETRY_UNTIL"] == 6
    assert found["RETRY_ATTEMPTS"] == 7


def test_it_runs_until_the_condition_holds(target: Path) -> None:
    """The task runs three times; attempts that are not needed are canceled."""
    result = ran(target, "workflow.yaml")
    assert result["status"] == "SUCCESS"
    assert result["output"] == {"state": "done", "attempts": 3}
    rows = {row["id"]: row["status"] for row in result["tasks"]}
    assert rows["ready"] == rows["ready-3"] == "SUCCESS"
    assert rows["ready-1"] == rows["ready-2"] == "FAILED"
    assert rows["ready-4"] == rows["ready-5"] == "CANCELED"


def test_it_stands_in_containers_and_containers_stand_in_it(target: Path) -> None:
    """A collection of loops, and a loop of a composite."""
    result = ran(target, "nested.yaml")
    assert result["status"] == "SUCCESS", result
    rows = {row["id"]: row for row in result["tasks"]}
    assert rows["ready-0"]["output"]["result"] == {"state": "done", "service": "red"}
    assert rows["ready-0"]["output"]["attempts"] == rows["ready-1"]["output"]["attempts"] == 3
    assert rows["steps"]["output"]["attempts"] == 1
    assert rows["two"]["output"] == {"n": 1}


def test_it_is_compared_and_reported(target: Path) -> None:
    """A plain loop and the workflow give the same, and the report says so."""
    out = target / "out"
    sides = ("--control", "polling:by_hand", "--candidate", "polling:by_workflow")
    done = command(
        target, "shadow", *sides, "--corpus", "polling:corpus", "--out", str(out), "--json"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "by_workflow" in (out / "report.html").read_text()


def test_a_wrong_workflow_differs(target: Path) -> None:
    """The comparison sees it when the loop ends too early."""
    text = (EXAMPLE / "workflow.yaml").read_text()
    try:
        (target / "workflow.yaml").write_text(text.replace("attempts: 5", "attempts: 3"))
        sides = ("--control", "polling:by_hand", "--candidate", "polling:by_workflow")
        done = command(
            target, "shadow", *sides, "--corpus", "polling:corpus", "--out", str(target / "out2")
        )
    finally:
        (target / "workflow.yaml").write_text(text)
    assert done.returncode == 1, done.stdout + done.stderr
