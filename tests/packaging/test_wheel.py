"""What a user gets from `pip install`."""

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from rooms import ROOMS


def run_from_wheel(unpacked: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code that sees the wheel and the locked dependencies, but no editable install.

    `-S` leaves out every .pth file, and so the working tree that one of them points to.
    """
    paths = [str(unpacked), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    head = f"import sys; sys.path[:0] = {paths!r}\n"
    command = [sys.executable, "-I", "-S", "-c", head + code]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_wheel_holds_switchover_alone(wheel: Path) -> None:
    """A flat `bench` or `reports` in site-packages would fight with a user's own."""
    with zipfile.ZipFile(wheel) as archive:
        top = {name.split("/")[0] for name in archive.namelist()}
    own = {"switchover", "pytest_switchover.py"}
    assert {name for name in top if not name.endswith(".dist-info")} == own


def test_pytest_takes_no_name_of_a_project_for_the_plugins(unpacked: Path, tmp_path: Path) -> None:
    """A project whose warnings are errors runs its tests, and its module `values` is its own."""
    (tmp_path / "values.py").write_text("def one():\n    return 1\n")
    (tmp_path / "test_own.py").write_text(
        "import values\n\ndef test_own():\n"
        "    assert type(values.__loader__).__name__ == 'SourceFileLoader'\n"
    )
    asked = ["-q", "-W", "error", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    code = f"""
from importlib import metadata
found = metadata.distributions
metadata.distributions = lambda: (
    one for one in found() if one.name != "switchover" or str(one.locate_file("")) == {str(unpacked)!r}
)
import os, pytest
os.chdir({str(tmp_path)!r})
raise SystemExit(pytest.main({asked!r}))
"""
    done = run_from_wheel(unpacked, code)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_wheel_holds_every_room_and_its_type_marker(wheel: Path) -> None:
    """Each room ships, with its py.typed."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for room in ROOMS:
        assert f"switchover/{room}/__init__.py" in names
        assert f"switchover/{room}/py.typed" in names


@pytest.mark.parametrize("room", ROOMS)
def test_room_imports_from_the_wheel(unpacked: Path, room: str) -> None:
    """Each room imports where only the wheel and its dependencies are."""
    code = f"import switchover.{room} as room; print(room.__file__)"
    done = run_from_wheel(unpacked, code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(unpacked))


def test_every_module_imports_from_the_wheel(unpacked: Path) -> None:
    """No module leans on a file that the wheel leaves behind."""
    code = (
        "import importlib, pkgutil, switchover\n"
        "for found in pkgutil.walk_packages(switchover.__path__, 'switchover.'):\n"
        "    if not found.name.endswith('__main__'):\n"
        "        importlib.import_module(found.name)\n"
    )
    done = run_from_wheel(unpacked, code)
    assert done.returncode == 0, done.stderr
