"""The layout's own rules: the namespace stays open, every room is listed everywhere."""

import configparser
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from compiled import copied
from rooms import ROOMS as NAMES

ROOMS = set(NAMES)


def rooms_on_disk(root: Path) -> set[str]:
    return {path.parents[2].name for path in root.glob("*/switchover/*/__init__.py")}


def test_namespace_folders_hold_no_init(root: Path) -> None:
    """One `__init__.py` there would make all the other rooms unimportable."""
    assert not list(root.glob("*/switchover/__init__.py"))


def test_each_room_holds_one_subpackage_of_its_name(root: Path) -> None:
    """`bench/` ships `switchover.bench` and nothing else."""
    for room in rooms_on_disk(root):
        folders = {p.name for p in (root / room / "switchover").iterdir() if p.name[0] not in "._"}
        assert folders - {"__pycache__"} == {room}


def test_every_room_is_listed_where_it_must_be(root: Path) -> None:
    """A room that packaging, types or contracts do not know would rot unseen."""
    project = tomllib.loads((root / "pyproject.toml").read_text())
    hatch = project["tool"]["hatch"]["build"]
    assert rooms_on_disk(root) == ROOMS
    assert set(hatch["dev-mode-dirs"]) == ROOMS
    assert set(hatch["targets"]["wheel"]["packages"]) == {f"{room}/switchover" for room in ROOMS}
    assert set(project["tool"]["mypy"]["mypy_path"].split(":")) == ROOMS
    checked = project["tool"]["basedpyright"]["include"]
    assert set(checked) == {f"{room}/switchover" for room in ROOMS}
    contracts = configparser.ConfigParser()
    contracts.read(root / ".importlinter")
    packages = contracts["importlinter"]["root_packages"].split()
    assert set(packages) == {f"switchover.{room}" for room in ROOMS}


def test_every_room_stands_in_a_layer(root: Path) -> None:
    """A new room must be placed: the layer contracts together name each of them."""
    contracts = configparser.ConfigParser()
    contracts.read(root / ".importlinter")
    placed = {
        word
        for section in contracts.sections()
        if contracts[section].get("type") == "layers"
        for word in contracts[section]["layers"].split()
        if word != "|"
    }
    assert placed == {f"switchover.{room}" for room in ROOMS}


def test_every_room_has_its_page(root: Path) -> None:
    """Each room says what lives there, what it may touch and what is never in it."""
    for room in ROOMS:
        page = (root / room / "README.md").read_text().lower()
        for said in ("may touch", "never in here"):
            assert said in page, f"{room}/README.md does not say {said!r}"


def copy_without_legacy(root: Path, target: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=root, capture_output=True, text=True, check=True,
    ).stdout.split("\n")  # fmt: skip
    for name in filter(None, listed):
        if name.startswith(("legacy/", "tests/legacy/")) or not (root / name).is_file():
            continue
        copied(root / name, target / name)


def test_nothing_else_needs_legacy(root: Path, tmp_path: Path) -> None:
    """With `legacy/` and the plan that names it gone, every other module still imports."""
    copy_without_legacy(root, tmp_path)
    for plan in tmp_path.glob("migrations/switchover/migrations/**/task_services"):
        shutil.rmtree(plan)
    rooms = [str(tmp_path / room) for room in sorted(ROOMS - {"legacy"})]
    code = (
        f"import sys; sys.path[:0] = {rooms!r}\n"
        "sys.path[:] = [p for p in sys.path if not p.endswith('/legacy')]\n"
        "import importlib, pkgutil, switchover\n"
        "switchover.__path__ = [p for p in switchover.__path__ if p.startswith(sys.argv[1])]\n"
        "names = [m.name for m in pkgutil.walk_packages(switchover.__path__, 'switchover.')]\n"
        "assert not any('legacy' in name.split('.')[1] for name in names), names\n"
        "for name in names:\n"
        "    if not name.endswith('__main__'):\n"
        "        importlib.import_module(name)\n"
        "print(len(names))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > len(ROOMS) - 1
