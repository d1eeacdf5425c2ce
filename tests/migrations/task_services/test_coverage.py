"""What of the new system the plan's corpus reaches, and why the rest stays out of its reach."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

LEAST_LINES = 0.97
LEAST_BRANCHES = 0.92
UNREACHED: Final = {
    "activities/adapter.py": "a type of somebody else's that refuses a signal",
    "factory/errors.py": "errors of registration, met when a process starts and never in a run",
    "factory/installed.py": "task types of other distributions; none is installed beside the plan",
    "factory/registry.py": "errors of registration, and what the command asks of a factory",
    "factory/task_type.py": "errors of registration",
    "shared/base.py": "what a type of somebody else's has not said: its work, its signals",
    "shared/configs.py": "a store that is full or gone, which ends a run where it stands",
    "shared/container.py": "a container of somebody else's without a plan; a thousand open plans",
    "shared/directory.py": "no task of the corpus names a row that stands below another item",
    "shared/narrowing.py": "a task is handed to the orchestrator of its own type, always",
    "shared/run_view.py": "every task of a run has a row; definitions that are no maps are refused",
    "shared/storage/__init__.py": "names of the engine's, for those who look for them there",
    "shared/variables.py": "forgets after hundreds of runs; a run that completes has no error yet;"
    " no composite of the corpus inherits what a collection above it was given",
    "shared/written.py": "a task that stands nowhere in its workflow",
}
"""Why parts of a file are not reached, by file; each is tested elsewhere in the suite."""


@cache
def reached() -> dict[str, Any]:
    script = Path(__file__).with_name("reached.py")
    ended = subprocess.run([sys.executable, str(script)], capture_output=True, check=True)
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def share(what: str) -> float:
    total = sum(file[what] for file in reached().values())
    missed = sum(len(file[f"{what}_missed"]) for file in reached().values())
    return 1 - missed / total


@pytest.mark.proof
@pytest.mark.timeout(1800)
def test_the_corpus_reaches_the_new_system(capsys: pytest.CaptureFixture[str]) -> None:
    """At least 97 % of the lines and 92 % of the branches."""
    with capsys.disabled():
        print(f"\nlines {share('lines'):.1%}, branches {share('branches'):.1%}")
        for name, file in reached().items():
            if file["lines_missed"] or file["branches_missed"]:
                print(f"  {name}: {file['lines_missed']} {file['branches_missed']}")
    assert share("lines") >= LEAST_LINES
    assert share("branches") >= LEAST_BRANCHES


@pytest.mark.proof
@pytest.mark.timeout(1800)
def test_what_is_not_reached_has_a_reason() -> None:
    """A file that is not reached in whole is listed, and one that is listed is not."""
    partly = {
        name for name, file in reached().items() if file["lines_missed"] or file["branches_missed"]
    }
    assert partly == set(UNREACHED)
