"""The day the old system goes: without `legacy/` and the plan that names it, the rest is green."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from compiled import copied

GONE = (
    "legacy",
    "tests/legacy",
    "migrations/switchover/migrations/plans/task_services",
    "tests/migrations/task_services",
    "tests/orchestrators/differences",
    "tests/packaging",
)
"""What is deleted with the old system: it, its plan, and the tests that compare with it. (These
packaging tests stay out too, or they would copy the copy.)"""
QUICK = ("tests/orchestrators/factory", "tests/orchestrators/test_no_type_switch.py")


@pytest.fixture(scope="module")
def copy(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project without the old system, with an environment that sees this copy alone."""
    target = tmp_path_factory.mktemp("project")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=root, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    for name in listed:
        gone = any(name == part or name.startswith(f"{part}/") for part in GONE)
        if not gone and (root / name).is_file():
            copied(root / name, target / name)
    environment(target)
    return target


def environment(target: Path) -> None:
    """Make an environment with the locked libraries and the copy's rooms, and no other rooms."""
    venv.create(target / ".venv", with_pip=False, symlinks=True)
    (site,) = (target / ".venv/lib").glob("python*/site-packages")
    rooms = [str(path.parents[2]) for path in target.glob("*/switchover/*/__init__.py")]
    libraries = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    for tool in Path(sys.executable).parent.glob("pytest-*"):
        (target / ".venv/bin" / tool.name).symlink_to(tool)
    (site / "rooms.pth").write_text("\n".join([*sorted(set(rooms)), *libraries]) + "\n")


def pytest_in(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the copy's own tests in its own environment."""
    command = [str(copy / ".venv/bin/python"), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    binaries = f"{copy / '.venv/bin'}{os.pathsep}{Path(sys.executable).parent}"
    return subprocess.run(
        [*command, *arguments],
        cwd=copy, capture_output=True, text=True, check=False,
        env={
            **clean,
            "PATH": f"{binaries}{os.pathsep}{clean.get('PATH', '')}",
            "HYPOTHESIS_STORAGE_DIRECTORY": str(Path(__file__).parents[2] / ".hypothesis"),
        },
    )  # fmt: skip


def test_every_remaining_test_can_be_collected(copy: Path) -> None:
    """No module and no test imports the old system."""
    done = pytest_in(copy, "--collect-only", "-q")
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.timeout(300)
def test_the_quick_part_is_green(copy: Path) -> None:
    """What is nearest to the old system works without it."""
    done = pytest_in(copy, *QUICK)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_the_whole_suite_is_green(copy: Path) -> None:
    """Everything that is left."""
    done = pytest_in(copy)
    assert done.returncode == 0, done.stdout[-5000:]
