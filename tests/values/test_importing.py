"""Import strings are resolved once for all rooms, by a module that starts quickly."""

import subprocess
import sys

import pytest

from switchover import values
from switchover.values.importing import ResolveError, resolve
from switchover.values.worker import importable


def test_resolving_loads_nothing_else_of_the_project():
    """Each launch resolves its target: neither openers nor workers are loaded for that."""
    text = (
        "import sys, switchover.values.importing as module; module.resolve('json:loads');"
        "print(*sorted(name for name in sys.modules if name.startswith('switchover.')))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.split() == [
        "switchover.ground",
        "switchover.ground.errors",
        "switchover.ground.importing",
        "switchover.values",
        "switchover.values.importing",
    ]


@pytest.mark.parametrize("name", values.__all__)
def test_what_the_room_gives_is_never_hidden_by_a_module(name):
    """Loading all modules leaves each public name what it was."""
    found = getattr(values, name)
    assert type(found).__name__ != "module"
    assert getattr(found, "__module__", None) != f"switchover.values.{name}"


def test_a_module_that_ends_the_process_is_told_to_a_worker_and_ends_a_launch(
    tmp_path, monkeypatch
):
    """By default all that an import raises is told; what is no failure to the caller passes."""
    (tmp_path / "leaving_target.py").write_text("raise SystemExit(3)\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(
        ResolveError, match="importing leaving_target failed: SystemExit: 3"
    ) as told:
        resolve("leaving_target:f")
    assert told.value.module == "leaving_target"
    with pytest.raises(SystemExit):
        resolve("leaving_target:f", failures=Exception)


def test_a_path_of_a_file_is_answered_with_its_module():
    """A side that is named by its file is refused with the import string that was meant."""
    with pytest.raises(ResolveError, match=r"write shop\.old:price$"):
        importable("shop/old.py:price")
