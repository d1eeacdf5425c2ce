"""Each probe reads by how many its signal rose, and nothing of what belongs to another."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux tells it")

RESOURCES = {"children", "coroutines", "descriptors", "files", "segments", "sockets", "tasks", "threads"}  # fmt: skip
MIB = 1 << 20
SMALL = 1 << 16
"""More than the few small blocks that come with what is made, each taken off at its largest."""

SCRIPT = """
import asyncio, gc, json, mmap, os, socket, sqlite3, subprocess, sys, tempfile, threading, types, warnings
from multiprocessing import shared_memory
from pathlib import Path

from switchover.bench.leaks.probes import probes

place = Path(sys.argv[1])
scratch, elsewhere = place / "own" / "tmp", place / "elsewhere"
scratch.mkdir(parents=True)
elsewhere.mkdir()
(elsewhere / "there").write_text("x")
asyncio.set_event_loop(loop := asyncio.new_event_loop())
shared_memory.SharedMemory(create=True, size=8).unlink()  # its tracker runs from here on
found, missing = probes(scratch)
warnings.simplefilter("ignore")


def reading():
    gc.collect()
    return {name: probe() for name, probe in found.items()}


def thread():
    ended = threading.Event()
    made = threading.Thread(target=ended.wait)
    made.start()
    return lambda: (ended.set(), made.join())


def zombie():
    made = os.fork()
    if not made:
        os._exit(0)
    os.waitid(os.P_PID, made, os.WEXITED | os.WNOWAIT)
    return lambda: os.waitpid(made, 0)


def child():
    made = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.DEVNULL)
    os.kill(made.pid, 19)
    return lambda: (made.kill(), made.wait())


def pipe():
    made = os.pipe()
    return lambda: [os.close(each) for each in made]


def descriptor():
    made = os.open(os.devnull, os.O_RDONLY)
    return lambda: os.close(made)


async def waits():
    await asyncio.Event().wait()


def task():
    made = loop.create_task(waits())
    loop.run_until_complete(asyncio.sleep(0))
    return lambda: (made.cancel(), loop.run_until_complete(asyncio.wait([made])))


def coroutine():
    made = [waits()]
    return made.clear


@types.coroutine
def step():
    yield


async def steps():
    await step()


def begun():
    made = steps()
    made.send(None)
    return made.close


def below():
    made = tempfile.mkstemp(dir=scratch)
    os.close(made[0])
    return lambda: os.unlink(made[1])


def written():
    (elsewhere / "new").write_text("x")
    return (elsewhere / "new").unlink


def moved():
    (elsewhere / "half").write_text("x")
    os.replace(elsewhere / "half", elsewhere / "whole")
    return (elsewhere / "whole").unlink


def linked():
    os.link(elsewhere / "there", elsewhere / "second")
    os.symlink("there", elsewhere / "third")
    return lambda: ((elsewhere / "second").unlink(), (elsewhere / "third").unlink())


def folder():
    (elsewhere / "folder").mkdir()
    return (elsewhere / "folder").rmdir


def database():
    made = sqlite3.connect(elsewhere / "data.db")
    made.execute("create table t (a)")
    made.close()
    return (elsewhere / "data.db").unlink


def bound():
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(elsewhere / "bound"))
    return (elsewhere / "bound").unlink


def looked():
    (elsewhere / "there").read_text()
    sqlite3.connect(":memory:").close()
    open(os.devnull, "w").close()
    return lambda: None


def segment():
    made = shared_memory.SharedMemory(create=True, size=64)
    made.close()
    return made.unlink


def sock():
    return socket.socket().close


def anonymous():
    made = mmap.mmap(-1, 8 << 20)
    return made.close


def touched():
    made = mmap.mmap(-1, 8 << 20)
    for page in range(0, 8 << 20, 4096):
        made[page] = 1
    return made.close


def buffer():
    made = [bytearray(4 << 20)]
    return made.clear


def things():
    made = [[each] for each in range(1000)]
    return made.clear


def small():
    made = [str(10**20 + each) for each in range(1000)]
    return made.clear


told = {"missing": missing}
for name in sys.argv[2].split(","):
    reading()
    before = reading()
    undo = globals()[name]()
    during = reading()
    undo()
    del undo
    after = reading()
    told[name] = [
        {key: value - before[key] for key, value in each.items() if value != before[key]}
        for each in (during, after)
    ]
print(json.dumps(told))
"""

EXACT = {
    "thread": {"threads": 1},
    "zombie": {"children": 1},
    "child": {"children": 1},
    "pipe": {"descriptors": 2},
    "descriptor": {"descriptors": 1},
    "sock": {"sockets": 1},
    "task": {"tasks": 1},
    "coroutine": {"coroutines": 1},
    "begun": {},
    "below": {"files": 1},
    "written": {"files": 1},
    "moved": {"files": 1},
    "linked": {"files": 2},
    "folder": {"files": 1},
    "database": {"files": 1},
    "bound": {"files": 1},
    "looked": {},
    "segment": {"segments": 1},
}
"""By what is done, all the resources that this takes."""
SIZES = {
    "anonymous": ("mapped", 8 * MIB - SMALL, 9 * MIB),
    "touched": ("resident", 8 * MIB - SMALL, 9 * MIB),
    "buffer": ("heap", 4 * MIB, 5 * MIB),
    "things": ("objects", 1000, 1020),
    "small": ("blocks", 1000, 1100),
}
"""The signal that rises, and between which bounds."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict:
    place = tmp_path_factory.mktemp("probed")
    script = place / "probed.py"
    script.write_text(SCRIPT)
    ran = subprocess.run(
        [sys.executable, str(script), str(place), ",".join([*EXACT, *SIZES])],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@LINUX
def test_every_signal_is_read_here(told: dict) -> None:
    assert told["missing"] == {}


@LINUX
@pytest.mark.parametrize("name", EXACT)
def test_a_resource_counts_for_its_own_signal_alone(told: dict, name: str) -> None:
    """And no longer, once it is given back."""
    during, after = told[name]
    assert {key: by for key, by in during.items() if key in RESOURCES} == EXACT[name]
    left = {key: by for key, by in after.items() if key in RESOURCES}
    assert left == ({"coroutines": 1} if name == "coroutine" else {})  # it died unawaited


@LINUX
@pytest.mark.parametrize("name", SIZES)
def test_memory_is_read_where_it_lies(told: dict, name: str) -> None:
    """In bytes, or in objects; given back, next to nothing of it stays."""
    signal, least, most = SIZES[name]
    during, after = told[name]
    assert least <= during.get(signal, 0) <= most
    assert after.get(signal, 0) < least / 4


def test_what_hides_a_number_is_said(tmp_path: Path) -> None:
    """The number of blocks, under another allocator; what no package reads."""
    script = (
        "import sys; sys.modules['psutil'] = None\n"
        "from pathlib import Path\nfrom switchover.bench.leaks.probes import probes\n"
        "found, missing = probes(Path(sys.argv[1]) / 'tmp')\n"
        "print(sorted(found), missing)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        env={"PYTHONMALLOC": "malloc"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "'blocks': 'PYTHONMALLOC=malloc hides" in ran.stdout, ran.stderr
    assert "'heap': \"psutil 7.2 or later reads it: pip install" in ran.stdout
    assert "'blocks'," not in ran.stdout.partition("]")[0]
