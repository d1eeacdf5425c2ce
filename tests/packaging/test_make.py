"""What make runs is all that there is: nothing is left out of the runs of `make test`."""

import re
import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def commands(root: Path) -> str:
    """What `make test` would do, without the environment that it sets up first."""
    asked = ["make", "-n", "-o", ".venv/.ready", "test", "VENV=.venv"]
    done = subprocess.run(asked, cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


def test_every_file_with_a_test_to_be_run_alone_is_read_for_it(root: Path, commands: str) -> None:
    """The second run reads those that name the marker: no file may take it from another one."""
    (pattern,) = re.findall(r"\$\((grep [^)]*)\)", commands)
    done = subprocess.run(pattern, shell=True, cwd=root, capture_output=True, text=True, check=True)
    found = {root / name for name in done.stdout.split()}
    naming = {
        each
        for each in (root / "tests").rglob("test_*.py")
        if each != Path(__file__) and "pytest.mark.alone" in each.read_text()
    }
    assert naming <= found
    assert len(naming) > 10
    marked = re.compile(r"import .*\bALONE\b|add_marker\(.*alone|mark import")
    assert [each for each in (root / "tests").rglob("*.py") if marked.search(each.read_text())] == (
        [Path(__file__)]
    )


def test_all_runs_leave_out_the_proofs_alone(commands: str) -> None:
    """What is to be run alone runs last, what is not runs before, and proofs run nowhere."""
    assert re.findall(r'-m "([^"]*)"', commands) == [
        "not proof and not alone",
        "not proof and not alone",
        "alone and not proof",
    ]


def test_what_one_run_takes_the_next_leaves_out(root: Path, commands: str) -> None:
    """And that is all that it leaves out: each test runs in one of them."""
    first, second, _ = (line for line in commands.splitlines() if "-m pytest" in line)
    taken = re.findall(r"(?<= )tests/\S+", first)
    assert taken
    assert all((root / each).is_dir() for each in taken)
    assert re.findall(r"--ignore=(\S+)", second) == taken
    assert not re.findall(r"(?<= )tests/\S+", second)
