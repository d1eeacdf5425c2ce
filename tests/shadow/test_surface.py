"""The room is light to import, and what it offers is written down."""

import doctest
import json
import subprocess
import sys
from pathlib import Path

import switchover.shadow

HEAVY = {
    *("pandas", "numpy", "matplotlib", "memray", "pydantic", "typer", "rich", "attrs", "attr"),
    *("asyncio", "dataclasses", "psutil", "orjson", "yaml", "jinja2", "multiprocessing"),
}
LOOK = """
import json, sys, time
before = set(sys.modules)
start = time.perf_counter()
import {module}
print(json.dumps([time.perf_counter() - start, sorted(set(sys.modules) - before)]))
"""


def look(module="switchover.shadow"):
    command = [sys.executable, "-c", LOOK.format(module=module)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def test_import_is_light():
    """Nothing heavy comes with it."""
    _, modules = look()
    assert "switchover.shadow" in modules
    assert HEAVY.isdisjoint(name.partition(".")[0] for name in modules)


def test_import_is_quick():
    """It costs no more than a module like asyncio, tried in turns; the benchmark says how much."""
    ours, asyncio = zip(*((look()[0], look("asyncio")[0]) for _ in range(8)), strict=True)
    assert min(ours) < 1.5 * min(asyncio)


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
