"""Which side a type runs on, in a file or in Redis: switched by one process, seen by all others."""

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import fakeredis
import pytest

from switchover.cli import main
from switchover.engine.errors import EngineError
from switchover.migrations.routes import FileRoutes, FreshRoutes, RedisRoutes, open_routes


@pytest.fixture(params=["file", "redis"])
def both(request, tmp_path):
    """Two views of the same routes, as of two processes."""
    if request.param == "file":
        return FileRoutes(tmp_path / "r.json"), FileRoutes(tmp_path / "r.json")
    server = fakeredis.FakeServer()
    return tuple(RedisRoutes(fakeredis.FakeRedis(server=server)) for _ in range(2))


def test_all_is_on_the_control_until_it_is_switched_and_back(both):
    here, there = both
    assert dict(there.read()) == {}
    here.switch("candidate", "basic", "wait")
    assert dict(there.read()) == {"basic": "candidate", "wait": "candidate"}
    there.switch("control", "wait")
    assert dict(here.read()) == {"basic": "candidate", "wait": "control"}
    here.switch("control")
    assert dict(here.read()) == {"basic": "candidate", "wait": "control"}


def test_a_switch_is_seen_within_a_second(both):
    here, there = both
    time_s = [0.0]
    watched = FreshRoutes(there, now=lambda: time_s[0])
    assert asyncio.run(watched.side("basic")) == "control"
    here.switch("candidate", "basic")
    time_s[0] = 0.9
    assert asyncio.run(watched.side("basic")) == "candidate"


class Slow(RedisRoutes):
    """A Redis that answers when it is told to."""

    def __init__(self):
        self.asked, self.answer, self.known = 0, threading.Event(), {"basic": "candidate"}

    def read(self):
        self.asked += 1
        assert self.answer.wait(20)
        if self.known is None:
            raise EngineError("ROUTES", "away")
        return self.known


def test_a_slow_redis_holds_up_nobody_else():
    """The event loop goes on meanwhile, and one question serves all who ask."""
    slow = Slow()

    async def main():
        watched = FreshRoutes(slow)
        asking = [asyncio.create_task(watched.side(name)) for name in ("basic", "wait", "basic")]
        await asyncio.sleep(0)
        asking.pop().cancel()  # whoever gives up takes the answer from nobody
        slow.answer.set()
        return await asyncio.gather(*asking)

    assert asyncio.run(main()) == ["candidate", "control"]
    assert slow.asked == 1


def test_a_redis_that_failed_once_is_asked_again():
    slow = Slow()
    slow.answer.set()

    async def main():
        watched, slow.known = FreshRoutes(slow), None
        with pytest.raises(EngineError, match="away"):
            await watched.side("basic")
        slow.known = {"basic": "candidate"}
        return await watched.side("basic")

    assert asyncio.run(main()) == "candidate"


def test_a_switch_by_a_link_is_one_of_the_file(tmp_path):
    """The processes that read the file by its own name follow it."""
    file, link = tmp_path / "r.json", tmp_path / "l.json"
    FileRoutes(file).switch("candidate", "basic")
    link.symlink_to(file)
    FileRoutes(link).switch("control", "basic")
    assert dict(FileRoutes(file).read()) == {"basic": "control"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["l.json", "r.json", "r.json.lock"]


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path, monkeypatch):
    path = tmp_path / "r.json"
    FileRoutes(path).switch("candidate", "basic")
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    for name in ("os.fsync", "pathlib.Path.replace"):
        with monkeypatch.context() as broken:
            broken.setattr(name, full)
            with pytest.raises(EngineError, match=r"cannot be written: .*No space"):
                FileRoutes(path).switch("candidate", "wait")
    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["r.json", "r.json.lock"]


def test_switches_at_once_lose_none(tmp_path):
    path = tmp_path / "r.json"
    names = [f"type-{number}" for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: FileRoutes(path).switch("candidate", name), names))
    assert dict(FileRoutes(path).read()) == dict.fromkeys(sorted(names), "candidate")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", r"r\.json:1:2: no JSON"),
        ("[]", "must be a map"),
        ('{"basic": "new"}', "type 'basic' is on 'new'; a side is control or candidate"),
        ('{"basic": null}', "type 'basic' is on None"),
        ('{"basic": []}', "type 'basic' is on"),
        (b"\xff", "cannot be read"),
        ('{"basic": "control", "basic": "candidate"}', "type 'basic' is there twice"),
    ],
)
def test_what_cannot_be_read_is_told_and_no_side_is_guessed(tmp_path, text, told):
    path = tmp_path / "r.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(EngineError, match=told):
        asyncio.run(FreshRoutes(FileRoutes(path)).side("basic"))


def test_routes_that_vanish_send_nothing_back_to_the_control(both):
    """A file that was removed, or a server that was emptied, is no decision of anybody's."""
    here, there = both
    time_s = [0.0]
    watched = FreshRoutes(there, now=lambda: time_s[0])
    here.switch("candidate", "basic")
    assert asyncio.run(watched.side("basic")) == "candidate"
    if isinstance(here, FileRoutes):
        here._path.unlink()
    else:
        here._client.flushall()
    for time_s[0] in (1.0, 2.0):
        with pytest.raises(
            EngineError, match=r"(r\.json|'switchover:routes'): the routes that were there are gone"
        ):
            asyncio.run(watched.side("basic"))
    here.switch("control", "basic")
    assert asyncio.run(watched.side("basic")) == "control"


def test_the_command_names_what_is_written_and_is_no_type(tmp_path, capsys):
    """A name that was mistyped by hand switches nothing; a byte order mark is no error."""
    path = tmp_path / "r.json"
    assert called("route", "--routes", str(path)) == 0
    assert "nothing is written" in capsys.readouterr().err
    path.write_text('{"signl": "candidate"}', "utf-8-sig")
    assert called("route", "--routes", str(path)) == 0
    told = capsys.readouterr()
    assert "signal      control" in told.out
    assert "'signl' is written" in told.err
    assert "did you mean 'signal'?" in told.err


def test_a_redis_that_is_away_is_told():
    with pytest.raises(EngineError, match="Redis does not give the routes"):
        open_routes("redis://127.0.0.1:1/0").read()
    with pytest.raises(EngineError, match="address cannot be used"):
        open_routes("redis://127.0.0.1:port/0")


def called(*arguments):
    with pytest.raises(SystemExit) as ended:
        main([*arguments])
    return ended.value.code


def test_the_command_shows_and_switches(tmp_path, capsys):
    routes = ["--routes", str(tmp_path / "r.json")]
    assert called("route", "signal", "wait", "--to", "candidate", *routes, "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert {name for name, side in shown.items() if side == "candidate"} == {"signal", "wait"}
    assert called("route", "--to", "candidate", "--all", *routes) == 0
    assert "control" not in capsys.readouterr().out
    assert called("route", "wait", "--to", "control", *routes) == 0
    assert capsys.readouterr().out.split()[-2:] == ["wait", "control"]
    for wrong in (
        ["route", "wait", *routes],
        ["route", "--to", "candidate", *routes],
        ["route", "wat", "--to", "candidate", *routes],
        ["route", "wait", "--to", "new", *routes],
        ["route", "wait", "--to", "control", "--system", "legacy", *routes],
        ["route"],
    ):
        assert called(*wrong) == 2, wrong
