"""`switchover validate`, as a user types it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from commands import typed

SOUND = "id: w\ntasks: [{id: a, tool: t}]\n"
FAULTY = "id: w\ntasks:\n  - {id: r, type: router, routes: {}}\n"
DOUBTFUL = "id: w\ntasks: [{id: a, tool: t, tols: 1}]\n"


def validate(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return typed(folder, "validate", *arguments, env=environment)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("sound", SOUND), ("faulty", FAULTY), ("doubtful", DOUBTFUL)):
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


def test_sound_files_pass_in_silence(folder: Path) -> None:
    """Nothing is printed but the count, and the exit code is zero."""
    done = validate("sound.yaml", folder=folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "files: 1, errors: 0, warnings: 0\n"


def test_every_fault_has_a_line_of_its_own(folder: Path) -> None:
    """Errors of all files come with their places, and the exit code is that of bad input."""
    done = validate("sound.yaml", "faulty.yaml", "gone.yaml", folder=folder)
    assert done.returncode == 2
    assert done.stdout.splitlines() == [
        "faulty.yaml:3:5: ROUTER_CONDITION task 'r': a router needs a condition",
        "faulty.yaml:3:35: ROUTER_ROUTES task 'r': a router needs at least one route (got {})",
        "gone.yaml:1:1: FILE cannot be read: No such file or directory",
    ]


def test_warnings_fail_only_when_asked(folder: Path) -> None:
    """`--strict` lets warnings count."""
    assert validate("doubtful.yaml", folder=folder).returncode == 0
    done = validate("--strict", "doubtful.yaml", folder=folder)
    assert done.returncode == 2
    assert "warning UNKNOWN_FIELD task 'a': unknown field 'tols'; is it 'tool'?" in done.stdout


def test_a_machine_gets_one_json_value(folder: Path) -> None:
    """`--json` prints the problems with all their parts, alone on standard output."""
    done = validate("--json", "faulty.yaml", folder=folder)
    result = json.loads(done.stdout)
    assert done.returncode == 2
    assert (result["valid"], result["files"]) == (False, 1)
    assert result["problems"][0] == {
        "code": "ROUTER_CONDITION",
        "codes": ["TASK", "ROUTER_CONDITION"],
        "severity": "error",
        "message": "a router needs a condition",
        "file": "faulty.yaml",
        "line": 3,
        "column": 5,
        "path": ["tasks", 0, "condition"],
        "value": None,
        "allowed": "",
    }


def test_odd_values_are_still_json(folder: Path) -> None:
    """Numbers that JSON has not, and bytes that are no text, do not break the output."""
    (folder / "nan.yaml").write_text("id: .nan\ntasks: [{id: a, retries: .inf}, {id: [.nan]}]\n")
    (folder / "bytes.yaml").write_bytes(b"id: \xff\n")
    done = validate("--json", "nan.yaml", "bytes.yaml", folder=folder)
    assert done.returncode == 2

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    codes = [p["code"] for p in json.loads(done.stdout, parse_constant=refuse)["problems"]]
    assert codes == ["SHAPE", "SHAPE", "YAML_ENCODING"]


def test_any_locale_can_read_the_result(folder: Path) -> None:
    """Where the terminal knows only ASCII, other characters are escaped."""
    (folder / "é.yaml").write_text("id: w\ntasks: [{id: ü, type: signal}]\n", encoding="utf-8")
    done = validate("é.yaml", folder=folder, PYTHONUTF8="0", PYTHONIOENCODING="", LC_ALL="C")
    assert done.returncode == 2
    assert "SIGNAL_ID" in done.stdout
    assert done.stderr == "files: 1, errors: 1, warnings: 0\n"


def test_a_call_without_files_is_told_so(folder: Path) -> None:
    """No file is a usage error without a traceback."""
    done = validate(folder=folder)
    assert done.returncode == 2
    assert "FILE" in done.stderr
    assert "Traceback" not in done.stderr
