"""The recipes for build servers: each fits its schema, and its steps do what they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTIONLINT = str(Path(sys.executable).with_name("actionlint"))  # it came with the locked packages
STUB = """#!/bin/sh
echo "$@" >> calls
[ "$1" = check ] || exit 0
mkdir -p report
echo "# a report" > report/report.md
exit "$STUB_CODE"
"""


def schema(kind: str, file: str) -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", kind, str(ROOT / file)]
    done = subprocess.run(check, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_recipe_fits_its_schema() -> None:
    """As the services read them."""
    schema("vendor.github-actions", "action.yml")
    schema("vendor.gitlab-ci", "ci/gitlab.yml")


CALL = """
on: [push]
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: ./
        id: check
        with: {plan: a.toml, arguments: --time 5, inconclusive: fail, package: "", out: o, working-directory: .}
      - run: echo "$VERDICT"
        env: {VERDICT: "${{ steps.check.outputs.verdict }} ${{ steps.check.outputs.report }}"}
"""


def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    """In the workflow that the page shows, and in one that gives each input and reads each output;
    an input that the action has not is found, so it is read."""
    workflows = tmp_path / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    shutil.copy(ROOT / "action.yml", tmp_path)
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    (shown,) = re.findall(
        r"^```yaml schema=github-workflows\n(.*?)^```", page, re.MULTILINE | re.DOTALL
    )
    (workflows / "shown.yml").write_text(shown)
    for call, code in ((CALL, 0), (CALL.replace("plan:", "plam:"), 1)):
        (workflows / "call.yml").write_text(call)
        done = subprocess.run(
            [ACTIONLINT, "-no-color", "-shellcheck="], cwd=tmp_path, capture_output=True,
            text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
    assert 'input "plam" is not defined' in done.stdout


def dry(tmp_path: Path, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a step's script with a `switchover` that notes how it was called."""
    tools = tmp_path / "bin"
    tools.mkdir(exist_ok=True)
    (tools / "switchover").write_text(STUB)
    (tools / "switchover").chmod(0o755)
    env = {
        **os.environ,
        "PATH": f"{tools}:{os.environ['PATH']}",
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        **environment,
    }
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(
        shell, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False
    )


def step(name: str) -> Any:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return next(one for one in action["runs"]["steps"] if one.get("id") == name)


@pytest.mark.parametrize(
    ("code", "verdict", "ends"),
    [(0, "pass", 0), (1, "fail", 1), (3, "inconclusive", 0), (2, "error", 2)],
)
def test_the_action_tells_the_verdict_and_ends_with_it(
    tmp_path: Path, code: int, verdict: str, ends: int
) -> None:
    """A fail blocks; inconclusive blocks where `fail` was chosen, for then its code is 1."""
    done = dry(
        tmp_path,
        step("check")["run"],
        PLAN="my plan.toml",
        ARGUMENTS="--time 5 --rules 'a b.toml'",
        INCONCLUSIVE="warn",
        OUT="report",
        STUB_CODE=str(code),
    )
    assert done.returncode == ends, done.stderr
    assert f"verdict={verdict}\n" in (tmp_path / "output").read_text()
    calls = (tmp_path / "calls").read_text().splitlines()
    assert (
        calls[0] == "check my plan.toml --time 5 --rules a b.toml --inconclusive warn --out report"
    )
    assert (tmp_path / "summary").exists() is (verdict != "error")
    assert len(calls) == (1 if verdict == "error" else 2)


def test_the_action_refuses_a_policy_that_it_does_not_know(tmp_path: Path) -> None:
    """Nothing runs, and the message is an annotation."""
    done = dry(tmp_path, step("check")["run"], INCONCLUSIVE="maybe", OUT="report", ARGUMENTS="")
    assert done.returncode == 2
    assert "it must be warn, fail or pass" in done.stdout
    assert not (tmp_path / "calls").exists()


def test_every_variable_of_the_action_is_an_input(tmp_path: Path) -> None:
    """No expression stands in a script, where a value could end it."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    for one in action["runs"]["steps"]:
        assert "${{" not in one["run"]
        for value in one.get("env", {}).values():
            assert value.removeprefix("${{ inputs.").removesuffix(" }}") in action["inputs"]


def test_the_gitlab_job_runs_the_check(tmp_path: Path) -> None:
    """With its defaults, and with a plan."""
    job = yaml.safe_load((ROOT / "ci/gitlab.yml").read_text(encoding="utf-8"))[".switchover"]
    (_, line) = job["script"]
    given = {name: str(value) for name, value in job["variables"].items()}
    assert dry(tmp_path, line, **given, STUB_CODE="3").returncode == 3
    assert job["allow_failure"] == {"exit_codes": [3]}
    dry(tmp_path, line, **{**given, "SWITCHOVER_PLAN": "a plan"}, STUB_CODE="0")
    assert (tmp_path / "calls").read_text().splitlines() == [
        "check --inconclusive warn --out out",
        "check a plan --inconclusive warn --out out",
    ]


def test_the_hook_checks_plan_files_alone(tmp_path: Path) -> None:
    """Its entry says what is wrong, and imports nothing that the file names."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    plan = tmp_path / "switchover.toml"
    plan.write_text(
        'name = "x"\n[[pairs]]\nname = "p"\ncontrol = "nowhere:old"\ncandidate = "nowhere:new"\n'
        'corpus = "gone.jsonl"\n[[rules]]\nid = "r"\nkind = "ignore"\npath = "total"\nreason = "r"\nowner = "o"\n'
    )
    program, *rest = hook["entry"].split()
    assert program == "switchover"
    line = [sys.executable, "-m", "switchover", *rest, str(plan)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stdout.startswith(f"{plan}:10:1: path pattern 'total', column 1")
    plan.write_text(plan.read_text().replace('"total"', '"$.total"'))
    assert subprocess.run(line, capture_output=True, timeout=60, check=False).returncode == 0
