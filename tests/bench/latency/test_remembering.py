"""A cache on disk answers fresh processes as well: it is seen by taking its files away."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from switchover import bench
from switchover.bench.latency.firsts import of_first_calls
from switchover.bench.latency.kept import Opened
from switchover.bench.latency.remembering import AskedFirsts, Remembered, remembers
from switchover.bench.latency.repeats import Repeats
from switchover.bench.latency.sample import Calibration
from switchover.bench.latency.sampler import Job
from switchover.bench.latency.wording import first_calls
from switchover.bench.launch import launch

MODULE = """
import json, os, shelve, sqlite3
from pathlib import Path
HERE = Path(__file__).parent / "kept"
DATA = Path(__file__).with_name("data.json")
def work(units):
    total = 0
    for _ in range(units):
        total += 1
    return total
def plain(number): return work(3_000) + number
def miss(number): return work(60_000) - 57_000 + number
def files(number):
    path = HERE / f"{number}.json"
    if path.exists():
        return json.loads(path.read_text())
    value = miss(number)
    path.with_suffix(".new").write_text(json.dumps(value))
    os.replace(path.with_suffix(".new"), path)
    return value
def row_of(kept, number):
    kept.execute("create table if not exists kept (number integer primary key, value)")
    for row in kept.execute("select value from kept where number = ?", (number,)):
        return row[0]
    value = miss(number)
    kept.execute("insert into kept values (?, ?)", (number, value))
    return value
def database(number):
    with sqlite3.connect(HERE / "kept.db") as kept:
        return row_of(kept, number)
def named(number):
    with sqlite3.connect((HERE / "by uri.db").as_uri() + "?mode=rwc", uri=True) as kept:
        return row_of(kept, number)
def memory(number):
    with sqlite3.connect(":memory:") as one, sqlite3.connect("file:x?mode=memory", uri=True):
        return one.execute("select ?", (plain(number),)).fetchone()[0]
def shelf(number):
    with shelve.open(str(HERE / "shelf")) as kept:
        if str(number) not in kept:
            kept[str(number)] = miss(number)
        return kept[str(number)]
def data(number): return work(3_000) + number + json.loads(DATA.read_text())
def logs(number):
    with open(HERE / "log.txt", "a") as log:
        log.write("called")
    return plain(number)
"""
INPUTS = [((number,), {}) for number in range(8)]
CACHES = ("files", "database", "named", "shelf")


@pytest.fixture
def sides(tmp_path, monkeypatch):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept_sides.py").write_text(MODULE)
    (tmp_path / "data.json").write_text("0")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def asked(candidate, without=()):
    job = Job(control="kept_sides:plain", candidate=f"kept_sides:{candidate}", inputs=INPUTS)
    task = "switchover.bench.latency.remembering:ask"
    options = {"side": "candidate", "most_s": 60.0, "without": tuple(without)}
    return launch(task, job, returns=AskedFirsts, timeout_s=60, **options)


def kept_below(folder):
    return {path.name: path.read_bytes() for path in (folder / "kept").iterdir()}


@pytest.mark.parametrize("candidate", CACHES)
def test_a_side_is_asked_with_its_files_and_without(sides, candidate):
    """What it opened is named; without it the answers are the same, and none of it is touched."""
    asked(candidate)
    there = asked(candidate)
    assert there.opened
    assert all(Path(path).parent == sides / "kept" for path in there.opened)
    before = kept_below(sides)
    gone = asked(candidate, without=there.opened)
    assert (there.problem, gone.problem) == ("", "")
    assert gone.answers == there.answers
    assert len(gone.answers) == len(INPUTS)
    assert kept_below(sides) == before
    assert gone.first.keys() == there.first.keys() == set(range(len(INPUTS)))
    assert sum(gone.first.values()) > sum(there.first.values())


def test_data_is_needed(sides):
    """A side that cannot do without its file says so; one that opens none names none."""
    there = asked("data")
    assert there.opened == (str(sides / "data.json"),)
    assert "FileNotFoundError" in asked("data", without=there.opened).problem
    assert asked("plain").opened == ()
    assert asked("memory").opened == ()
    assert asked("logs").opened == (str(sides / "kept" / "log.txt"),)


def test_a_cache_on_disk_is_no_pass(sides):
    """Its misses take twenty times as long, whatever earlier processes left behind."""
    pair = bench.Pair(control="kept_sides:plain", candidate="kept_sides:files", inputs=INPUTS)
    record = bench.measure(pair, bench.Options(seed=1, time_s=0.5, self_check=False))
    assert record.verdict != "pass"


def times(*seconds, **more):
    found = dict(enumerate(seconds))
    return AskedFirsts(**{"first": found, "answers": dict.fromkeys(map(int, found), "a"), **more})


def test_what_takes_longer_without_its_files_had_remembered():
    """By 1.3 times, in the middle over the inputs that do not warm up; the quickest of two counts."""
    quick, slow = times(1, 1e-4, 1e-4, 1e-4), times(1, 1.31e-4, 1.31e-4, 1.31e-4)
    assert remembers([quick, quick], [slow, slow])
    assert remembers([slow, quick], [slow, slow])
    assert not remembers([quick, quick], [slow, quick])
    assert not remembers([quick], [times(1, 1.29e-4, 1.29e-4, 1.29e-4)])
    assert not remembers([slow], [quick])
    assert remembers([times(1e-3)], [times(2e-3)])
    assert not remembers([times()], [times()])


@pytest.mark.parametrize("more", [{"problem": "KeyError: 1"}, {"answers": {0: "b"}}])
def test_what_answers_otherwise_without_its_files_needs_them(more):
    """A side that raises or gives another answer reads data."""
    quick, slow = times(1, 1e-4, 1e-4), times(1, 9e-4, 9e-4)
    assert remembers([quick], [slow])
    assert not remembers([quick], [times(1, 9e-4, 9e-4, **more)])


def test_the_side_and_its_file_are_named():
    """The sentence says who remembers, from what, and how the others are judged."""
    found = Repeats(control=False, candidate=False, warm=(0,), first={1: 1e-3})
    kept = Remembered(candidate=("/tmp/a.db", "/tmp/b.db"))
    calibration = of_first_calls(
        Calibration(pieces=(), fresh=False), found, stands_for=(), kept=kept
    )
    assert calibration.cached == ("candidate",)
    (said,) = first_calls(calibration)
    assert said.startswith(
        "the candidate answers from /tmp/a.db and 1 more what it was asked before"
    )
    assert "--calls repeated" in said


HIDING = """
import io, json, os, sys
from pathlib import Path
from switchover.bench.latency.kept import hide
kept, data = Path(sys.argv[1]), Path(sys.argv[2])
hide([str(kept)])
assert not kept.exists() and not os.path.exists(str(kept).encode()) and not os.access(kept, os.R_OK)
try:
    open(kept)
except FileNotFoundError:
    pass
else:
    raise AssertionError("found")
assert data.read_text() == "data"
data.with_name("new").write_text("mine")
os.replace(data.with_name("new"), kept)
assert kept.read_text() == io.open(kept).read() == "mine" and kept.stat().st_size == 4
os.close(os.open(str(kept), os.O_RDONLY))
with open(kept, "a") as more:
    more.write("!")
assert kept.read_text() == "mine!"
kept.unlink()
assert not kept.exists()
os.close(os.dup(1))
open(os.dup(1), "w").close()
os.rename(data, data.with_name("moved"))
"""


def test_a_process_finds_what_it_wrote_in_place_of_what_is_hidden(tmp_path):
    """Every way to a file is led elsewhere; the file itself stays, and others are as they were."""
    kept, data = tmp_path / "kept.json", tmp_path / "data.json"
    kept.write_text(json.dumps("theirs"))
    data.write_text("data")
    subprocess.run([sys.executable, "-c", HIDING, str(kept), str(data)], check=True)
    assert json.loads(kept.read_text()) == "theirs"
    assert (tmp_path / "moved").read_text() == "data"


def test_code_and_the_system_are_no_files_of_a_side(tmp_path):
    """Nor is a name that no file can have; after it was stopped nothing is noted."""
    opened = Opened()
    for name in (tmp_path / "a.py", "/etc/hosts", 3, sys.prefix + "/lib/x.so", json.__file__):
        opened.note(name)
    assert opened.named == ()
    with pytest.raises(ValueError, match="null"):
        open("a\0b")  # noqa: SIM115
    opened.note(tmp_path / "b.json")
    (tmp_path / "c.json").write_text("")
    outside = {path for path in opened.named if path.startswith(str(tmp_path))}
    opened.stop()
    (tmp_path / "d.json").write_text("")
    assert {path for path in opened.named if path.startswith(str(tmp_path))} == outside
