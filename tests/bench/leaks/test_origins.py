"""Which line something comes from, and whose it is: the user's own is named before any other."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

import pytest

from switchover.bench import lines
from switchover.bench.leaks.origins import Owner, owner_of_name, site_of_frame, site_of_lines

STDLIB = sysconfig.get_path("stdlib")
OURS = str(Path(lines.__file__))


@pytest.fixture
def modules(monkeypatch):
    """Two modules of others: one that is installed, and one of the user's beside the call's own."""
    for name, file in (
        ("installed_thing", f"{STDLIB}/site-packages/installed_thing/__init__.py"),
        ("their_own", "/home/me/their_own.py"),
        ("no_file", None),
    ):
        module = ModuleType(name)
        module.__file__ = file
        monkeypatch.setitem(sys.modules, name, module)


@pytest.mark.parametrize(
    ("name", "module", "owner"),
    [
        ("shop.orders.kept", "shop.prices", Owner.USER),
        ("shop", "shop", Owner.USER),
        ("shop.f()", "shop", Owner.USER),
        ("shop(closure)", "shop", Owner.USER),
        ("shopping.kept", "shop", Owner.NOBODY),
        ("their_own.CACHE", "shop", Owner.USER),
        ("installed_thing.registry", "shop", Owner.LIBRARY),
        ("installed_thing.registry", "installed_thing.part", Owner.USER),
        ("json.decoder", "shop", Owner.STANDARD),
        ("json.decoder", "json", Owner.USER),
        ("sys.modules", "shop", Owner.STANDARD),
        ("no_file.x", "shop", Owner.USER),
        ("switchover.bench.leaks", "shop", Owner.USER),
        ("running main", "shop", Owner.NOBODY),
        ("never_imported.x", "shop", Owner.NOBODY),
        ("", "shop", Owner.NOBODY),
        ("", "", Owner.NOBODY),
    ],
)
def test_an_owner_is_known_by_the_outermost_name(modules, name, module, owner):
    """The module of the call is the user's, whatever it is."""
    assert owner_of_name(name, module) is owner


def test_a_users_own_is_named_first_and_the_interpreters_last():
    assert sorted(Owner) == [Owner.USER, Owner.NOBODY, Owner.LIBRARY, Owner.STANDARD]


SOURCE = """\
def outer():
    def inner():
        return 1
    return inner
class Kept:
    async def later(self):
        return 2
top = 3
"""


@pytest.mark.parametrize(
    ("line", "function"),
    [(1, "outer"), (3, "inner"), (4, "outer"), (7, "later"), (8, ""), (99, "")],
)
def test_a_line_is_named_with_the_function_that_holds_it(tmp_path, monkeypatch, line, function):
    """The innermost one; a line at the top stands alone."""
    (tmp_path / "kept.py").write_text(SOURCE)
    monkeypatch.chdir(tmp_path)
    at = f"kept.py:{line}"
    shown = site_of_lines([(str(tmp_path / "kept.py"), line)])
    assert shown == (f"{at} in {function}" if function else at)


@pytest.mark.parametrize(
    ("places", "shown"),
    [
        ([], ""),
        ([(OURS, 3), ("/me/app.py", 4)], ""),
        ([("/me/app.py", 4), (OURS, 3)], "/me/app.py:4"),
        ([(f"{STDLIB}/json/decoder.py", 1), ("/me/app.py", 4), ("/me/b.py", 9)], "/me/app.py:4"),
        ([(f"{STDLIB}/nowhere.py", 1), (f"{STDLIB}/elsewhere.py", 2)], "nowhere.py:1"),
        ([(f"{STDLIB}/site-packages/lib.py", 7), ("/me/app.py", 4)], "site-packages/lib.py:7"),
        ([("<string>", 1), ("/me/app.py", 4)], "/me/app.py:4"),
        ([("<frozen importlib>", 1)], "<frozen importlib>:1"),
        ([("/gone.py", 4)], "/gone.py:4"),
    ],
)
def test_the_innermost_line_of_the_users_is_named(places, shown):
    """An argument, which no line of the user made, has none; without a user's the innermost has."""
    assert site_of_lines(places) == shown


def test_a_source_that_does_not_parse_has_lines_all_the_same(tmp_path):
    (tmp_path / "odd.py").write_text("def f(:\n")
    assert site_of_lines([(str(tmp_path / "odd.py"), 1)]).endswith("odd.py:1")


def test_a_frame_is_named_by_the_users_line_that_led_to_it():
    """Through what a library did in between."""

    def key(_):
        found.append(site_of_frame(sys._getframe(0)))
        return 0

    found: list[str] = []
    sorted([1], key=key)
    assert found[0].startswith("tests/bench/leaks/test_origins.py:")
    assert found[0].endswith(" in key")
    assert site_of_frame(None) == ""
    namespace: dict = {"sys": sys, "site": site_of_frame, "__name__": "made"}
    exec("def f():\n    return site(sys._getframe(0))", namespace)
    assert namespace["f"]().endswith(" in test_a_frame_is_named_by_the_users_line_that_led_to_it")


AUDITED = """
import json, mmap, os, socket, subprocess, sys, tempfile
from multiprocessing import shared_memory
from pathlib import Path

from switchover.bench.leaks.origins import Audit

place = Path(sys.argv[1])


def opens():
    return open(place / "a").close()


def writes():
    (place / "half").write_text("x")
    os.replace(place / "half", place / "whole")


def rewrites():
    (place / "a").write_text("y")
    with tempfile.NamedTemporaryFile(dir=place, delete=False, mode="w") as once:
        written.append(once.name)
    open(once.name).read()
    os.unlink(once.name)
    open(once.name, "w").close()


def connects():
    socket.socket().close()


def starts():
    subprocess.run([sys.executable, "-c", ""], check=True)


def maps():
    mmap.mmap(-1, 4096).close()


def shares():
    made = shared_memory.SharedMemory(create=True, size=8)
    made.close()
    made.unlink()


written = []
(place / "a").write_text("x")
shares()
audit = Audit()
for _ in range(3):
    opens()
for made in (rewrites, writes, connects, starts, maps, shares):
    made()
audit.stop()
opens(), connects(), maps(), shares()
told = {what: audit.sites(what) for what in ("sockets", "children", "mappings", "segments")}
told["made"] = audit.makers(lambda name: name == str(place / "whole"))
told["again"] = audit.makers(written.__contains__)
told["unmade"] = audit.makers(lambda name: name in (str(place / "nothing"), str(place / "a")))
told["path"] = audit.sites("path", {str(place / "a")}.__contains__)
print(json.dumps(told))
"""


def test_what_opens_connects_maps_and_starts_is_noted_with_its_line(tmp_path):
    """From the interpreter's own events, until it is enough."""
    script = tmp_path / "audited.py"
    script.write_text(AUDITED)
    ran = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    for what, function, count in (
        ("sockets", "connects", 1), ("mappings", "maps", 1), ("made", "writes", 1), ("again", "rewrites", 1), ("path", "opens", 3),
        ("segments", "shares", 1),
    ):  # fmt: skip
        (site,) = [each for each in told[what] if each.endswith(f" in {function}")]
        assert site.startswith("audited.py:")
        assert told[what][site] == count
    assert [each.partition(" in ")[2] for each in told["children"]] == ["starts"]
    assert told["unmade"] == {}
