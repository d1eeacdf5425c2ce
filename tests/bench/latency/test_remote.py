"""A side in a process of its own: two versions of one module, each with its own import path."""

from __future__ import annotations

import os
import sys
import time

import pytest

from switchover.bench.latency.remote import RemoteSide
from switchover.values import decode

SOURCE = """
import os, sys, time
print("what a side prints is no answer")
calls = []
def price(number):
    calls.append(number)
    return [number * FACTOR, len(calls)]
def breaks(number):
    raise KeyError("no such number")
def ends(number):
    os._exit(7)
def waits(number):
    time.sleep(0.02)
async def later(number):
    return number * FACTOR
def where(number):
    return [__file__, "switchover" in sys.path[0]]
"""


@pytest.fixture
def versions(tmp_path):
    for folder, factor in (("old", 2), ("new", 3)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "priced.py").write_text(f"FACTOR = {factor}\n{SOURCE}")
    return tmp_path


@pytest.fixture
def opened():
    """Open sides, and see that each of their processes ends with its pipe."""
    made = []

    def side(folder, name, inputs=(((1,), {}), ((5,), {})), **options):
        path = [str(folder), *sys.path]
        options.setdefault("within", None)
        made.append(RemoteSide(f"priced:{name}", list(inputs), path=path, **options))
        return made[-1]

    yield side
    for each in made:
        each._pipe.close()
        assert each._worker.wait(20) in (0, 7)


def answered(side, index):
    return decode(side.answer(index))[0]


def test_two_versions_of_a_module_answer_each_by_itself(versions, opened):
    """In processes of their own, each of which keeps what its module keeps."""
    old, new = opened(versions / "old", "price"), opened(versions / "new", "price")
    assert [answered(old, 0)[0], answered(new, 0)[0]] == [2, 3]
    assert [answered(old, 1)[0], answered(new, 1)[0]] == [10, 15]
    assert answered(opened(versions / "new", "price"), 0) == [3, 1]
    assert "priced" not in sys.modules


def test_calls_are_timed_there(versions, opened):
    """On all clocks: a call that sleeps takes its time on the wall and none of a processor's."""
    side = opened(versions / "old", "waits")
    cpu, wall, waited, others = side.sample((0, 1), 2, fresh=False)
    assert wall >= 4 * 0.02e9
    assert 0 <= cpu < wall / 2
    assert waited >= 0
    assert others >= 0
    assert side.first(0) >= 0.02
    assert side.probe(0).raised == ""


def test_what_is_awaited_is_awaited_there(versions, opened):
    assert answered(opened(versions / "new", "later"), 1) == 15


@pytest.mark.parametrize(
    ("folder", "name", "options", "said"),
    [
        ("old", "nothing", {}, r"no 'nothing' in priced"),
        ("old", "FACTOR", {}, r"cannot be called"),
        ("gone", "price", {}, r"priced"),
        (
            "old",
            "price",
            {"within": "/nowhere"},
            r"priced:price is not part of the revision: it comes",
        ),
        ("old", "nothing", {"within": "/nowhere"}, r"the revision does not have it"),
    ],
)
def test_a_side_that_cannot_be_opened_says_why(versions, opened, folder, name, options, said):
    with pytest.raises(RuntimeError, match=said):
        opened(versions / folder, name, **options)


def test_a_side_within_its_folder_is_opened(versions, opened):
    side = opened(versions / "new", "where", within=str(versions / "new"))
    file, is_ours = answered(side, 0)
    assert file == str(versions / "new" / "priced.py")
    assert not is_ours


def test_what_raises_and_what_ends_the_process_is_told(versions, opened):
    with pytest.raises(RuntimeError, match="KeyError: 'no such number'"):
        opened(versions / "old", "breaks").answer(0)
    side = opened(versions / "old", "ends")
    with pytest.raises(RuntimeError, match="a side died: exit code 7"):
        side.answer(0)
    with pytest.raises(RuntimeError, match="a side died"):
        side.first(0)


def test_inputs_of_a_class_are_made_by_the_version_that_gets_them(versions, opened, monkeypatch):
    """They travel by pickle, and are loaded under the worker's own import path."""
    for folder in ("old", "new"):
        with (versions / folder / "priced.py").open("a") as source:
            source.write(
                "class Item:\n    pass\n"
                "def told(item):\n    return [type(item).__module__, FACTOR, item.n]\n"
            )
    monkeypatch.syspath_prepend(str(versions / "old"))
    import priced

    try:
        item = priced.Item()
        item.n = 4
        side = opened(versions / "new", "told", inputs=[((item,), {})])
        assert answered(side, 0) == ["priced", 3, 4]
    finally:
        del sys.modules["priced"]


def test_a_worker_ends_with_who_started_it(versions, opened):
    """Its pipe closes, and it has nothing more to answer."""
    side = opened(versions / "old", "price")
    process = side._worker.pid
    side._pipe.close()
    until = time.monotonic() + 20
    while side._worker.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    assert side._worker.poll() == 0
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
