"""Asks Go what it makes of template and context pairs; says what is missing without Go."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("main.go")
LIBRARIES = Path("/usr/share/gocode")
SPRIG = LIBRARIES / "src/github.com/Masterminds/sprig"


def missing() -> str | None:
    """Say what keeps the oracle from running here, or None."""
    if shutil.which("go") is None:
        return "Go is not installed (Debian: golang-go)"
    if not SPRIG.is_dir():
        return f"sprig is not in {SPRIG} (Debian: golang-github-masterminds-sprig-dev)"
    return None


def build(folder: Path) -> Path:
    """Compile the oracle into a folder and return the program."""
    program = folder / "oracle"
    settings = {
        "GO111MODULE": "off",
        "GOPATH": str(LIBRARIES),
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
        "CGO_ENABLED": "0",
    }
    subprocess.run(  # noqa: S603 - the harness beside this file
        ["go", "build", "-o", str(program), str(SOURCE)],  # noqa: S607 - whichever Go is there
        check=True,
        env=os.environ | settings,
        timeout=600,
    )
    return program


def ask(questions: Iterable[dict[str, Any]], program: Path) -> list[dict[str, Any]]:
    """Return Go's answers in order: ``text``, or ``error`` (its class) and ``why``.

    The class is syntax, missing, runtime, or crash for a template that kills the whole Go program.
    """
    lines = [json.dumps(question) for question in questions]
    answers: list[dict[str, Any]] = []
    while len(answers) < len(lines):
        answered = subprocess.run(  # noqa: S603 - the program just built
            [str(program)],
            input="\n".join(lines[len(answers) :]) + "\n",
            capture_output=True,
            encoding="utf-8",
            check=False,
            env={"TZ": "UTC", "PATH": os.defpath},
            timeout=600,
        )
        answers += [json.loads(line) for line in answered.stdout.splitlines()]
        if len(answers) < len(lines):
            why = answered.stderr.strip().partition("\n")[0]
            answers.append({"error": "crash", "why": why})
    return answers


def answers(questions: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Build the oracle in a temporary folder and ask it."""
    with tempfile.TemporaryDirectory() as folder:
        return ask(questions, build(Path(folder)))


def function_names() -> list[str]:
    """Give the names of all functions that sprig has."""
    with tempfile.TemporaryDirectory() as folder:
        listed = subprocess.run(  # noqa: S603 - the program just built
            [str(build(Path(folder))), "functions"], capture_output=True, text=True, check=True
        )
    return listed.stdout.split()
