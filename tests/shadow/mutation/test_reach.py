"""Which mutants a run executes, and a run with one planted."""

import sys
import threading
from pathlib import Path

import pytest

from switchover.shadow.mutation import Watch, executed, mutants, planted

SOURCE = """\
LIMIT = 3

def used(a, b=1):
    if a > LIMIT:
        return b + 1
    return (
        a,
        2,
    )

def unused():
    return 7
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    """A module on the path that was never imported, with its file."""
    name = f"mutated_{tmp_path.name.replace('-', '_')}"
    (tmp_path / f"{name}.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    yield name, str(tmp_path / f"{name}.py")
    sys.modules.pop(name, None)


def lines_of(file, run):
    with Watch([file]) as watch:
        run()
    return watch.lines


def test_a_mutant_is_executed_where_its_line_is_reached(module):
    """Branches that were not taken and functions that were not called have none."""
    name, file = module
    loaded = __import__(name)
    reached = executed(mutants(SOURCE, file), lines_of(file, lambda: loaded.used(1)))
    found = {each.before for each in reached}
    assert {"a > LIMIT", "2", "1"} <= found
    assert not {"7", "b + 1"} & found


def test_a_default_value_is_executed_with_its_function(module):
    """It stands on a line that only the import reaches, and shows when the function runs."""
    name, file = module
    loaded = __import__(name)
    defaults = [each for each in mutants(SOURCE, file) if each.operator == "default value"]
    assert defaults
    assert executed(defaults, lines_of(file, loaded.unused)) == ()
    assert executed(defaults, lines_of(file, lambda: loaded.used(9))) == tuple(defaults)


def test_an_import_inside_the_block_is_seen(module):
    """A module's body is code as any other."""
    name, file = module
    found = executed(mutants(SOURCE, file), lines_of(file, lambda: __import__(name)))
    assert "3" in {each.before for each in found}
    assert "7" not in {each.before for each in found}


def test_other_threads_are_seen(module):
    """What a thread of the block reaches is reached."""
    name, file = module
    loaded = __import__(name)

    def run():
        thread = threading.Thread(target=loaded.unused)
        thread.start()
        thread.join()

    assert lines_of(file, run) == {file: lines_of(file, loaded.unused)[file]}


def test_a_tracer_that_was_there_is_there_again(module):
    """Coverage goes on after the block, also after one that raised."""
    name, file = module
    loaded = __import__(name)
    before = sys.gettrace()
    with pytest.raises(ZeroDivisionError), Watch([file]):
        loaded.unused()
        1 / 0  # noqa: B018
    assert sys.gettrace() is before


def test_each_watch_sees_all_of_its_own_block(module):
    """What an earlier block has seen is seen again."""
    name, file = module
    loaded = __import__(name)
    assert lines_of(file, loaded.unused) == lines_of(file, loaded.unused) != {file: set()}


def test_a_planted_mutant_runs_and_leaves_the_file_alone(module):
    """An import inside the block gets the mutant; one after it the real module."""
    name, file = module
    mutant = next(each for each in mutants(SOURCE, file) if each.before == "7")
    with planted(name, mutant.applied(SOURCE)):
        loaded = __import__(name)
    assert loaded.unused() != 7
    assert loaded.__file__ == file
    assert Path(file).read_text() == SOURCE
    del sys.modules[name]
    assert __import__(name).unused() == 7


def test_planting_in_a_loaded_module_is_refused(module):
    """What others took from it would stay the real one, and the mutant would seem to live."""
    __import__(module[0])
    with pytest.raises(RuntimeError, match="loaded already"), planted(module[0], SOURCE):
        pass


ONE_LINERS = """\
def double(x): return x * 2
halve = lambda x: x // 3
class Box:
    def area(self): return 4
    @property
    def side(self): return [each + 5 for each in (6,)]
    scale = 7
def pick(rows): return sorted(rows, key=lambda row: row - 8)
nine = lambda: 9
"""


@pytest.mark.parametrize(
    ("run", "found"),
    [
        ("", {"7"}),
        ("double(1)", {"7", "2"}),
        ("halve(1)", {"7", "3"}),
        ("Box().area()", {"7", "4"}),
        ("Box().side", {"7", "5", "6"}),
        ("nine()", {"7", "9"}),
        ("pick([])", {"7"}),
        ("pick([1])", {"7", "8"}),
    ],
)
def test_what_stands_on_the_line_of_its_own_head_runs_only_when_it_is_called(tmp_path, run, found):
    """An import reaches the line of a function that stands on one, and not what is in it."""
    file = str(tmp_path / "short.py")
    names: dict[str, object] = {}

    def imported_and_run():
        exec(compile(ONE_LINERS, file, "exec"), names)
        eval(run or "0", names)

    able = executed(mutants(ONE_LINERS, file), lines_of(file, imported_and_run))
    assert {each.before for each in able if each.operator == "constant"} == found


def test_a_body_below_its_head_is_not_run_by_a_default_beside_it(tmp_path):
    """A function that is called runs its body, and not the lambda that stands in its head."""
    file = str(tmp_path / "headed.py")
    source = "def led(make=lambda: 5):\n    return 6\n"
    names: dict[str, object] = {}

    def imported_and_run():
        exec(compile(source, file, "exec"), names)
        eval("led()", names)

    able = executed(mutants(source, file), lines_of(file, imported_and_run))
    assert {each.before for each in able if each.operator == "constant"} == {"6"}
