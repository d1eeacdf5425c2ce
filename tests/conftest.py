"""What all tests share: none fails for a slow machine, or for the shell that it was started from."""

import compileall
import fcntl
import gc
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest
from compiled import copied
from hypothesis import settings
from temporal_ground import Ground, dev_server, time_skipping

ROOT = Path(__file__).parents[1]


# Of an editable install pytest takes all that stands beside a plugin's module for the plugin: two whole
# rooms would have their assertions written anew by each worker, and be compiled again by each process.
for finder in sys.meta_path:
    getattr(finder, "_must_rewrite", set()).difference_update(
        ("switchover.bench", "switchover.shadow")
    )

gc.disable()  # until all is collected: looking through what stays takes an eighth of that time


def pytest_collection_finish() -> None:
    """Look through what was collected for the last time.

    That is half a million objects: each launch that a test makes in a fork would do so again, and
    copy their pages.
    """
    gc.collect()
    gc.freeze()
    gc.enable()


settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pass_over(_: int, __: FrameType | None) -> None:
    """Do what ignoring a signal does, but in this process alone: children start with the default."""


# A pytest that a test starts is nobody's worker, and pytest-benchmark works in it.
for name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT"):
    os.environ.pop(name, None)

# Real workflows, where a folder of them lies beside the checkout: the plans read them as a user's own.
if (ROOT.parent / "shared" / "workflows").is_dir():
    os.environ.setdefault("SWITCHOVER_WORKFLOWS", str(ROOT.parent / "shared" / "workflows"))

# Tests start hundreds of processes: where nothing compiled is kept, each compiles all it imports.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A background job ignores Ctrl-C, and nohup the terminal's end, in the tests' own processes too:
# those that are to be interrupted would never end.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, pass_over)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


Once = Callable[[str, Callable[[Path], object]], Path]
"""Names a folder and how to fill it; gives the folder, which only the first that asks has filled."""


@pytest.fixture(scope="session")
def once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Once:
    """What takes seconds to make and is only read is made once for all workers of a run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if hasattr(request.config, "workerinput") else base

    def found(name: str, fill: Callable[[Path], object]) -> Path:
        folder, done = shared / f"once-{name}", shared / f"once-{name}.done"
        with (shared / f"once-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                fill(folder)
                done.touch()
        return folder

    return found


@pytest.fixture(scope="session")
def wheel(once: Once) -> Path:
    """The wheel as `make wheel` builds it."""

    def build(folder: Path) -> None:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)

    (built,) = once("dist", build).glob("*.whl")
    return built


@pytest.fixture(scope="session")
def unpacked(wheel: Path, once: Once) -> Path:
    """The wheel's content, as an installer would lay it into site-packages: compiled, too."""

    def unpack(folder: Path) -> None:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
        for room in ROOT.glob("*/switchover"):
            for source in room.rglob("*.py"):
                shipped = folder / source.relative_to(room.parent)
                if shipped.exists() and shipped.read_bytes() == source.read_bytes():
                    copied(source, shipped)
        compileall.compile_dir(folder, quiet=2)  # the rest, as an installer does

    return once("site", unpack)


@pytest.fixture(scope="session")
def skipping() -> Iterator[Ground]:
    """Temporal's time-skipping test server, one for the session."""
    with time_skipping() as ground:
        yield ground


@pytest.fixture(scope="session")
def temporal() -> Iterator[Ground]:
    """Temporal's dev server in memory, one for the session."""
    with dev_server() as ground:
        yield ground


PARTS = pytest.StashKey[dict[Path, int]]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Let each worker read another part of the folders first.

    What nobody has compiled yet it compiles for all; in one order all would compile the same.
    """
    config = session.config
    if own := getattr(config, "workerinput", None):
        parts = _parts(config)
        config.stash[PARTS] = {part: place for place, part in enumerate(parts)}
        first = len(parts) * int(own["workerid"].removeprefix("gw")) // own["workercount"]
        config.args[:] = map(str, parts[first:] + parts[:first]) if parts else config.args


def _parts(config: pytest.Config) -> list[Path]:
    """Give what stands right in the folders of a run and holds tests; nothing of single files."""
    here = config.invocation_params.dir
    folders = [here / each for each in config.args]
    ignored = {here / each for each in config.getoption("ignore") or ()}
    if not all(map(Path.is_dir, folders)):
        return []
    inside = (each for folder in folders for each in sorted(folder.iterdir()))
    held = (each for each in inside if each.match("test_*.py") or any(each.rglob("test_*.py")))
    return [each for each in held if each not in ignored]


def _in_order(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the tests into the order that all workers agree on, whatever each read first."""
    parts = config.stash.get(PARTS, {})
    above = {item.path: [item.path, *item.path.parents] for item in items}
    places = {path: next((parts[p] for p in up if p in parts), 0) for path, up in above.items()}
    items.sort(key=lambda item: places[item.path])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse a test whose name holds an address: no two workers would agree on what it is called."""
    _in_order(config, items)
    if named := [item.nodeid for item in items if re.search(" at 0x[0-9a-f]{6}", item.nodeid)]:
        raise pytest.UsageError(f"name these cases without an address: {', '.join(named)}")
