"""The room is light to import, and what it offers is written down."""

import doctest
import json
import subprocess
import sys
from pathlib import Path

import pytest

import switchover.shadow

HEAVY = {
    *("pandas", "numpy", "matplotlib", "memray", "pydantic", "typer", "rich", "attrs", "attr"),
    *("asyncio", "dataclasses", "psutil", "orjson", "yaml", "jinja2", "multiprocessing"),
}
LOOK = """
import json, sys, time
before = set(sys.modules)
start = time.process_time()
{statement}
print(json.dumps([time.process_time() - start, sorted(set(sys.modules) - before)]))
"""


def look(statement="from switchover.shadow import *"):
    command = [sys.executable, "-c", LOOK.format(statement=statement)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def test_import_is_light():
    """Nothing heavy comes with it, even when every name is used."""
    _, modules = look()
    assert {"switchover.shadow.running.session", "msgspec"} <= set(modules)
    assert HEAVY.isdisjoint(name.partition(".")[0] for name in modules)


@pytest.mark.alone
def test_import_is_quick():
    """At its quickest of some tries it takes under 50 ms; first use, with all that starts and
    watches processes, stays within a few times what asyncio takes."""
    tries = [
        (look("import switchover.shadow")[0], look()[0], look("import asyncio")[0])
        for _ in range(8)
    ]
    imported, used, asyncio = (min(column) for column in zip(*tries, strict=True))
    assert imported < 0.050
    assert used < 6 * asyncio


def test_a_wrong_name_is_said():
    """A name that is not offered is an AttributeError, as of any module."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = switchover.shadow.nothing


def test_public_names():
    """What is offered is a decision, not an accident."""
    assert sorted(switchover.shadow.__all__) == switchover.shadow.__all__
    assert all(hasattr(switchover.shadow, name) for name in switchover.shadow.__all__)


def test_the_readme_is_true():
    """The example in the room's README runs as it is printed."""
    readme = Path(__file__).parents[2] / "shadow" / "README.md"
    failed, tried = doctest.testfile(str(readme), module_relative=False)
    assert tried > 3
    assert failed == 0
