"""The plugin as a user has it: pytest in a process of its own, the real measurement below."""

import json
import subprocess
import sys

import pytest

from switchover.bench.plugin.session import PairSession
from switchover.bench.records import Environment, PairRecord, SuiteRecord, read

pytest_plugins = ("pytester",)
HOOKS = "switchover.bench.plugin.hooks"

SIDES = """
import time

import pytest


def old(size):
    return sum(range(size))


def new(size):
    sum(range(size))
    return sum(range(size))


KEPT = []


def leaky(size):
    KEPT.append([size])
    return sum(range(size))


async def awaited(size):
    return sum(range(size))

"""


OTHERS = ("pytest_benchmark.plugin", "pytest_memray.plugin")


@pytest.fixture(autouse=True)
def few_plugins(monkeypatch):
    """A pytest of its own loads what is named, and not whatever is installed beside us."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def run(pytester, body, *options, plugins=()):
    pytester.makepyfile(test_sample=SIDES + body)
    named = [each for name in (HOOKS, *plugins) for each in ("-p", name)]
    quiet = ("-W", "error", "-p", "no:cacheprovider")
    return pytester.runpytest_subprocess(*quiet, *named, *options)


def run_here(pytester, body, *options):
    """Run in this process, where nothing is measured."""
    pytester.makepyfile(test_sample=SIDES + body)
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", HOOKS, *options)


@pytest.mark.alone  # it judges time
def test_pass_and_fail(pytester):
    """A pair within the budget passes, one beyond fails and says why and where, with a table.

    As under coverage of the package that holds the control alone: what is traced here is not there.
    A busy machine may leave the one within undecided, and never fails it.
    """
    body = """
import sys

def trace(frame, event, argument):
    return trace if frame.f_code is old.__code__ else None

@pytest.fixture(autouse=True)
def traced():
    before = sys.gettrace()
    sys.settrace(trace)
    yield
    sys.settrace(before)

def test_same(pair):
    assert pair(control=old, candidate=old, inputs=[400, (500,)], inconclusive="pass")

def slower(size):
    for _ in range(5):
        sum(range(size))
    return sum(range(size))

def test_slower(pair):
    pair(control=old, candidate=slower, inputs=[400])
"""
    options = (
        "--pair-time=0.7",
        "--pair-json=out/pairs.json",
        "--pair-benchmark-json=out/times.json",
    )
    result = run(pytester, body, *options)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "test_sample.py::test_slower: fail",
            "*latency: CPU time ratio * above the budget of 1.05*",
            "*profile: sum (built-in) * more, *% of the difference",
            "*= pairs =*",
            "pair * verdict * ratio *",
            "test_sample.py::test_same *",
            "test_sample.py::test_slower * fail *",
            "note: a tracer (coverage or a debugger) * the launches ran without",
            "wrote *pairs.json",
        ]
    )
    suite = read(pytester.path / "out" / "pairs.json", SuiteRecord)
    same, slower = (each.verdict for each in suite.pairs)
    assert (same in {"pass", "inconclusive"}, slower) == (True, "fail")
    assert suite.verdict == "fail"
    groups = json.loads((pytester.path / "out" / "times.json").read_text())["benchmarks"]
    assert [each["param"] for each in groups] == ["control", "candidate"] * 2


def test_nothing_measured_is_no_green_test(pytester):
    """No inputs, or only such as raise, fail the test whatever the policy for noise."""
    body = """
@pytest.mark.parametrize(("inputs", "inconclusive"), [([], "warn"), (["text"], "pass")])
def test_nothing(pair, inputs, inconclusive):
    pair(control=old, candidate=old, inputs=inputs, inconclusive=inconclusive)
"""
    result = run(pytester, body)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*no input could be timed*TypeError*"])


def test_a_leak_fails_with_its_origin(pytester):
    """Leaks and memory are judged where a mark asks for them; the message names the line."""
    body = """
pytestmark = pytest.mark.pair(time=10)

@pytest.mark.pair(leaks=True)
def test_leak(pair):
    pair(control=old, candidate=leaky, inputs=[300])
"""
    result = run(pytester, body)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*leaks: the candidate leaks *per call*",
            "*leak: 1 per call of list, made at test_sample.py:* in leaky, kept by *KEPT*",
        ]
    )


def test_beside_pytest_benchmark_and_pytest_memray(pytester):
    """Both other plugins do their work in the same run, on the same test and on others."""
    body = """
def test_theirs(benchmark):
    assert benchmark(old, 100) == 4950

@pytest.mark.limit_memory("64 MB")
def test_both(pair):
    pair(control=awaited, candidate=awaited, inputs=[400], time=0.5, inconclusive="pass")
"""
    result = run(pytester, body, "--memray", "--benchmark-min-rounds=2", plugins=OTHERS)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*= pairs =*", "test_sample.py::test_both *"])
    result.stdout.fnmatch_lines(["*benchmark: 1 tests*"])


def test_policy_for_what_is_inconclusive(pytester):
    """An inconclusive pair warns, fails or passes, by choice of the test or of the command."""
    body = """
def half(seconds):
    if seconds > 0.001:
        raise ValueError(seconds)
    time.sleep(seconds)

def measured(pair, **how):
    pair(control=time.sleep, candidate=half, inputs=[0.001, 0.002], time=0.05, **how)

@pytest.mark.filterwarnings("default")
def test_warns(pair):
    with pytest.warns(UserWarning, match="inconclusive"):
        measured(pair, inconclusive="warn")

def test_fails(pair):
    measured(pair)

def test_passes(pair):
    measured(pair, inconclusive="pass")
"""
    result = run(pytester, body, "--pair-inconclusive=fail")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["test_sample.py::test_fails: inconclusive"])


def test_disabled_calls_each_side_once(pytester):
    """Switched off, both sides are called with every input and nothing is measured."""
    body = """
CALLS = []

def noted(size):
    CALLS.append(size)

def test_calls(pair):
    assert pair(control=noted, candidate=noted, inputs=[1, 2]) is None
    assert CALLS == [1, 2, 1, 2]

def test_broken(pair):
    pair(control=old, candidate=old, inputs=["text"])
"""
    result = run_here(pytester, body, "--pair-disable")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.no_fnmatch_line("*= pairs =*")


def test_an_unknown_word_is_refused(pytester):
    """A misspelt keyword of the mark is an error that names what there is."""
    body = """
@pytest.mark.pair(bugdet=0.1)
def test_x(pair):
    pair(control=old, candidate=old, inputs=[1])

def test_y(pair):
    pair(control="math:sqrtt", candidate=old, inputs=[1])
"""
    result = run_here(pytester, body, "--strict-markers")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*pair knows no bugdet; it knows budget, time*"])
    result.stdout.fnmatch_lines(["*did you mean sqrt?*"])


def test_what_would_be_taken_for_something_else_is_refused(pytester):
    """Each with the test and what to write: none of them measures, or passes by a misreading."""
    body = """
def test_by_position(pair):
    pair(old, new)

def test_one_side(pair):
    pair(control=old)

@pytest.mark.pair(0.1)
def test_mark(pair):
    pair(control=old, candidate=new)

@pytest.mark.pair(inconclusive="failed")
def test_policy(pair):
    pair(control=old, candidate=new)

def test_memory(pair):
    pair(control=old, candidate=new, memory="no")

def test_time(pair):
    pair(control=old, candidate=new, time="5")

@pytest.mark.parametrize("inputs", ["abc", {"size": 3}, 3])
def test_inputs(pair, inputs):
    pair(control=old, candidate=new, inputs=inputs)
"""
    result = run_here(pytester, body)
    result.assert_outcomes(failed=9)
    text = result.stdout.str()
    for said in (
        "test_sample.py::test_by_position: name both sides: pair(control=old, candidate=new",
        "test_sample.py::test_one_side: name both sides",
        "test_mark: the mark pair takes keywords: pytest.mark.pair(budget=0.1",
        "test_policy: inconclusive must be one of warn, fail, pass, not 'failed'",
        "test_memory: memory must be True or False, not 'no'",
        "time_s must be a finite number above 0, not '5'",
        "test_inputs[abc]: inputs must be a list of inputs, not 'abc'",
        "not {'size': 3}",
        "inputs must be a list of inputs, not 3",
    ):
        assert said in text


def test_the_pairs_of_a_run_are_one_family(pytester, monkeypatch):
    """As many as the selected tests that ask for one share one rate of error, from the first on."""
    families = []

    def opened(pair, settings, *, family):
        families.append(family)
        pytest.skip("not measured")

    monkeypatch.setattr("switchover.bench.plugin.session._opened", opened)
    body = """
@pytest.fixture
def through(pair):
    return pair

def test_plain():
    pass

@pytest.mark.parametrize("number", range(3))
def test_asks(pair, number):
    pair(control=old, candidate=new, inputs=[number])

def test_asks_through_another(through):
    through(control=old, candidate=new, inputs=[1])
"""
    run_here(pytester, body, "--deselect", "test_sample.py::test_asks[1]")
    assert families == [3, 3, 3]


def test_pairs_beyond_one_a_test_widen_the_family():
    """Nobody knows beforehand how often a test measures; each further one counts itself."""
    record = PairRecord(name="x", verdict="pass", environment=Environment())
    assert [PairSession(asking=2, records=[record] * n).family for n in range(4)] == [2, 2, 3, 4]


def test_help_names_the_options_and_the_mark(pytester):
    """The options stand under their own heading, and the mark is declared."""
    result = pytester.runpytest_inprocess("-p", HOOKS, "--help")
    result.stdout.fnmatch_lines(["switchover: control beside candidate:", "*--pair-time=SECONDS*"])
    result = pytester.runpytest_inprocess("-p", HOOKS, "--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.pair(budget, time, clock*"])


def test_nothing_is_imported_for_those_who_do_not_use_it():
    """Loading the plugin imports nothing but itself; the measurement comes with the fixture."""
    packages = [
        "switchover.bench",
        "switchover.bench.plugin",
        "switchover.bench.plugin.hooks",
    ]
    code = (
        "import pytest, sys; before = set(sys.modules);"
        "import switchover.bench.plugin.hooks;"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [name for name in done.stdout.split() if name != "switchover"] == packages
