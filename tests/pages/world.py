"""A reader's machine: `switchover[all]` and pytest, an empty folder for each page, and no more."""

from __future__ import annotations

import json
import shutil
import subprocess
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from environments import lay, needed
from pages.blocks import Block, commands
from pages.shown import fits

DRIVER = Path(__file__).with_name("driver.py")
BROKEN = 126
"""Exit codes from here on say that the shell found no command, or that it was killed."""


@dataclass(frozen=True)
class Machine:
    """An interpreter with the wheel and what `switchover[all]` needs, and its commands."""

    folder: Path

    @classmethod
    def made(cls, folder: Path, unpacked: Path) -> Machine:
        """Make it in `folder`; `unpacked` holds the wheel's content."""
        venv.create(folder, with_pip=False, symlinks=True)
        (site,) = (folder / "lib").glob("python*/site-packages")
        for found in unpacked.iterdir():
            (site / found.name).symlink_to(found)
        lay(site, needed("switchover[all]", "pytest", "pip", "hatchling") - {"switchover"})
        for name, code in (
            ("switchover", "from switchover.cli import main; main()"),
            ("pytest", "import sys, pytest; sys.exit(pytest.main())"),
            ("pip", "import sys, pip; sys.exit(pip.main())"),
        ):
            script = folder / "bin" / name
            script.write_text(f"#!{folder / 'bin/python'}\n{code}\n")
            script.chmod(0o755)
        return cls(folder)

    @property
    def python(self) -> str:
        return str(self.folder / "bin/python")

    def environment(self, home: Path) -> dict[str, str]:
        """What a shell there has; pip asks no index, and builds with what stands there.

        matplotlib lists the fonts of a machine once, and not for the reader of each page.
        """
        return {
            "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8",
            "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "COLUMNS": "160", "PYTHONDONTWRITEBYTECODE": "1",
            "MPLCONFIGDIR": str(self.folder / "matplotlib"),
        }  # fmt: skip


class Reader:
    """Goes through a page from its top, in one folder, and does what each block says."""

    def __init__(self, machine: Machine, folder: Path, *, page: Path, patient: bool) -> None:
        """Begin in an empty folder; a page beside code that it speaks of, in a copy of that."""
        self.machine, self.patient = machine, patient
        self.here = folder / "page"
        if page.name == "README.md" and any(page.parent.glob("*/__init__.py")):
            shutil.copytree(page.parent, self.here, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            self.here.mkdir(parents=True)
        self._environment = machine.environment(folder)
        self._python: subprocess.Popen[str] | None = None
        self._cwd = folder / "cwd"

    def read(self, block: Block) -> list[str]:
        """Do what a block says; return what is false in it, each with its place."""
        if "skip" in block.attributes or (block.is_long and not self.patient):
            return []
        if "file" in block.attributes:
            file = self.here / block.attributes["file"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text)
            return []
        if block.language == "console":
            return [f"{block.place}: {said}" for said in self._typed(block)]
        if block.language == "python":
            return [f"{block.place}: {said}" for said in self._executed(block)]
        return []

    def close(self) -> None:
        """End the page's Python."""
        if self._python is not None:
            self._python.terminate()
            self._python.communicate()

    def _typed(self, block: Block) -> list[str]:
        wrong = []
        for command, shown in commands(block):
            script = f"{command}\ncode=$?\npwd > {self._cwd}\nexit $code"
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-c", script],
                cwd=self.here, env=self._environment, capture_output=True, text=True,
                stdin=subprocess.DEVNULL, timeout=600, check=False,
            )  # fmt: skip
            if self._cwd.exists():
                self.here = Path(self._cwd.read_text().strip())
            told = f"$ {command}\n{done.stdout}{done.stderr}"
            varies = "varies" in block.attributes
            came = (done.stdout, done.stderr, done.stdout + done.stderr)
            if shown and not any(fits(shown, each, varies=varies) for each in came):
                wrong.append(f"shows\n{shown}\nand gives\n{told}")
            elif done.returncode >= BROKEN or "Traceback (most recent" in told:
                wrong.append(f"ends with {done.returncode}: {told}")
            elif not shown and done.returncode == 2:
                wrong.append(f"cannot be used: {told}")
        return wrong

    def _executed(self, block: Block) -> list[str]:
        reply = self._ask({"code": block.text, "folder": str(self.here)})
        wrong = [reply["wrong"]] if reply["wrong"] else []
        for line, shown, came in reply["found"]:
            if not fits(shown, came, varies="varies" in block.attributes):
                wrong.append(f"line {line} shows {shown} and gives {came}")
        return wrong

    def _ask(self, asked: dict[str, Any]) -> Any:
        if self._python is None:
            self._python = subprocess.Popen(
                [self.machine.python, str(DRIVER)], cwd=self.here, env=self._environment,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
        assert self._python.stdin and self._python.stdout
        self._python.stdin.write(json.dumps(asked) + "\n")
        self._python.stdin.flush()
        line = self._python.stdout.readline()
        return json.loads(line) if line else {"wrong": "Python ended", "found": []}
