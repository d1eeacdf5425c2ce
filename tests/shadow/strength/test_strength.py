"""Mutants of a candidate: which a corpus with its rules sees, and why the others survive."""

from __future__ import annotations

import sys
import zipfile
from types import MappingProxyType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from switchover.shadow import Tolerate, UsageError
from switchover.shadow.search import Limits
from switchover.shadow.strength import Fate, fewest, hiding, interval, strength

OLD = """
def fee(cents, kind="a"):
    return {"fee": 0 if cents >= 5000 else 490, "kind": kind}
"""
NEW = """
import math
from functools import lru_cache
FREE = 5000
@lru_cache
def share(cents):
    return math.floor(cents * 10) / 10
def fee(cents, kind="a"):
    unread = cents - 1
    if cents < 0:
        raise ValueError("negative")
    share(cents)
    return {"fee": 0 if cents >= FREE else 490, "kind": kind}
"""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("sides")
    (folder / "strong_old.py").write_text(OLD)
    (folder / "strong_new.py").write_text(NEW)
    sys.path.insert(0, str(folder))
    yield "strong_old:fee", "strong_new:fee"
    sys.path.remove(str(folder))


def survivors(record):
    return {
        (one.mutant.before, one.mutant.after): one
        for one in record.tried
        if one.fate is not Fate.SEEN
    }


def test_a_boundary_survives_until_an_input_lies_on_it(pair) -> None:
    """Executed, but alike: the values cannot tell. The same input that a search would find does."""
    mutant = ("cents >= FREE", "cents > FREE")
    few = strength(*pair, [((100,), {}), ((9000,), {})], time_s=60)
    assert survivors(few)[mutant].fate is Fate.ALIKE
    assert survivors(few)[mutant].inputs == 2
    assert survivors(few)[("cents - 1", "cents + 1")].fate is Fate.ALIKE
    assert few.seen.low == few.seen.share == few.seen.high
    assert any("negative" in one.before for one in few.not_executed)
    more = strength(*pair, [((100,), {}), ((9000,), {}), ((5000,), {})], time_s=60)
    assert mutant not in survivors(more)
    assert ("5000", "5001") not in survivors(more)
    assert len(few.tried) == few.executed


TABLES = {
    "__init__": "from .rates import RATES\nfrom .unused import OTHER\n",
    "rates": "from .units import UNIT\nRATES = {'a': 3 * UNIT, 'b': 5 * UNIT}\n",
    "units": "UNIT = 100\n",
    "unused": "OTHER = 7\n",
    "fee": "from functools import lru_cache\nfrom tabled import RATES\n"
    "@lru_cache\ndef rates():\n    return dict(RATES, c=9)\n"
    "def fee(kind):\n    return rates()[kind]\n",
}


def test_a_table_that_only_an_import_makes_is_mutated(tmp_path, monkeypatch) -> None:
    """Where code that ran takes names from it, through any module; nothing of other modules."""
    folder = tmp_path / "tabled"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    side = "tabled.fee:fee"
    record = strength(side, side, [(("a",), {}), (("c",), {})], time_s=60, workers=1)
    tried = {(one.mutant.before, one.mutant.after): one.fate for one in record.tried}
    assert tried[("3", "4")] is Fate.SEEN
    assert tried[("100", "101")] is Fate.SEEN
    assert tried[("5", "6")] is Fate.ALIKE
    assert tried[("9", "10")] is Fate.SEEN  # it runs at a first call alone
    assert ("7", "8") not in tried
    assert all(one.mutant.before != "7" for one in record.tried)


def test_a_rule_that_hides_mutants_is_named(pair) -> None:
    """A tolerance that is too wide shows."""
    rule = Tolerate(id="wide", path="$.fee", absolute=10, reason="rounding", owner="me")
    record = strength(*pair, [((100,), {}), ((9000,), {})], rules=[rule], time_s=60)
    hidden = survivors(record)[("490", "491")]
    assert hidden.fate is Fate.HIDDEN
    assert hidden.rules == ("wide",)


def test_what_differs_already_is_no_rule(pair, tmp_path, monkeypatch) -> None:
    """An input that differs in the same way without the mutant cannot tell; nothing accepts it."""
    (tmp_path / "differing_new.py").write_text("def fee(cents):\n    return {'fee': cents + 1}\n")
    (tmp_path / "differing_old.py").write_text("def fee(cents):\n    return {'fee': cents}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    record = strength("differing_old:fee", "differing_new:fee", [((100,), {})], time_s=60)
    behind = survivors(record)["1", "2"]
    assert behind.fate is Fate.BEHIND
    assert not behind.rules
    assert not record.of(Fate.HIDDEN)


def test_a_sample_says_what_it_is(pair) -> None:
    """Of three that were tried the interval is wide, and holds what trying all gives."""
    calls = [((100,), {}), ((9000,), {})]
    few = strength(*pair, calls, most=8, seed=1, time_s=60)
    assert len(few.tried) == 8 < few.executed
    assert few.seen.low < few.seen.share < few.seen.high


def test_what_is_no_python_cannot_be_mutated() -> None:
    """It is said, and what would be needed."""
    with pytest.raises(UsageError, match="nothing to mutate"):
        strength("builtins:abs", "builtins:abs", [((1,), {})])


def test_an_empty_corpus_is_said_to_be_one(pair) -> None:
    """And not to have taken too long."""
    with pytest.raises(UsageError, match="the corpus holds no input"):
        strength(*pair, [])


@example(0, 18, 20)
@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 500))
def test_an_interval_holds_its_share(part: int, more: int, rest: int) -> None:
    """It is exact where all were tried, and lies between nothing and all."""
    whole = part + more
    found = interval(part, whole, whole + rest)
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert rest or found.low == found.high


@given(
    st.lists(
        st.tuples(st.frozensets(st.integers(0, 12), max_size=5), st.integers(1, 9)), min_size=1
    )
)
def test_the_fewest_show_all_and_stand_for_all(given_) -> None:
    """No input that stays is needless, and the weights add up."""
    shown, weights = [each for each, _ in given_], [weight for _, weight in given_]
    kept, heavier = fewest(shown, weights)
    assert frozenset().union(*(shown[n] for n in kept)) == frozenset().union(*shown)
    assert sum(heavier) == sum(weights)
    assert kept == sorted(set(kept))
    for gone in kept if len(kept) > 1 else ():
        assert frozenset().union(*(shown[n] for n in kept if n != gone)) != frozenset().union(
            *shown
        )


def test_what_rules_hide_is_told_with_its_place(pair) -> None:
    """Rule, line and change of each; what it was tried on is counted."""
    rule = Tolerate(id="wide", path="$.fee", absolute=10, reason="rounding", owner="me")
    calls = [((100,), {}), ((9000,), {})]
    record = hiding(*pair, calls, of=7, rules=[rule], time_s=60)
    assert (record.tried, record.inputs, record.of) == (record.executed, 2, 7)
    assert record.count == len(record.hidden) > 0
    told = next(one for one in record.hidden if (one.before, one.after) == ("490", "491"))
    assert told.rules == ("wide",)
    assert NEW.splitlines()[told.line - 1][told.column - 1 :].startswith("490")
    assert all(one.rules == ("wide",) for one in record.hidden)


ZONED = """from datetime import datetime, timedelta, tzinfo

class Zone(tzinfo):
    def __init__(self, hours):
        self.hours = hours
    def utcoffset(self, moment):
        return timedelta(hours=self.hours)

def f(n):
    return datetime(2020, 1, 1, tzinfo=Zone(n))
"""


def test_an_answer_that_cannot_be_compared_is_seen(tmp_path, monkeypatch) -> None:
    """A comparison would not pass it; it was told as hidden by a rule where there is none."""
    (tmp_path / "zoned_side.py").write_text(ZONED)
    monkeypatch.syspath_prepend(str(tmp_path))
    record = strength("zoned_side:f", "zoned_side:f", [((1,), {})])
    assert 5 in {one.mutant.line for one in record.of(Fate.SEEN)}
    assert not record.of(Fate.HIDDEN)


SLOW = """import time

def f(n):
    if n < 0:
        return n + 1
    time.sleep(n)
    return n - 1
"""


@pytest.fixture
def slow(tmp_path, monkeypatch):
    (tmp_path / "slow_side.py").write_text(SLOW)
    monkeypatch.syspath_prepend(str(tmp_path))
    return "slow_side:f", "slow_side:f"


def test_a_candidate_that_hangs_does_not_hold_the_trial(slow) -> None:
    """The start has a limit too: it is said, and whoever asked goes on."""
    limits = Limits(timeout_s=0.3)
    with pytest.raises(UsageError, match=r"of the \d \(of 40\) that there was time for"):
        strength(*slow, [((600,), {})] * 40, time_s=0.5, limits=limits)


def test_one_input_that_hangs_costs_its_own_time_alone(slow) -> None:
    """It is never given to what tries mutants, which the other inputs tell as they do."""
    record = strength(*slow, [((-1,), {}), ((600,), {})], limits=Limits(timeout_s=0.3))
    assert (record.used, record.unusable) == (2, 1)
    assert 5 in {one.mutant.line for one in record.of(Fate.SEEN)}


def test_a_corpus_that_is_too_slow_is_used_in_part(slow) -> None:
    """Half of the time is for the inputs, and the part that was used is told."""
    record = strength(*slow, [((0.05,), {})] * 400, time_s=4.0)
    assert 0 < record.used < record.inputs == 400
    assert record.unusable == 0


def test_an_input_that_no_process_can_be_given_says_nothing(pair) -> None:
    """It is counted as unusable; the others see what they see without it."""
    refusing = MappingProxyType({"a": 1})
    record = strength(*pair, [((refusing,), {}), ((100,), {}), ((9000,), {})], time_s=60)
    assert (record.inputs, record.unusable) == (3, 1)
    assert record.of(Fate.SEEN)


FOREIGN = {
    "__init__": b"from .rates import RATE\n",
    "rates": b"\xef\xbb\xbfRATE = 3\r\n",
    "names": b"# -*- coding: latin-1 -*-\rdef named(n):\r    return '\xe9', n + 5\r",
    "side": b"from . import RATE\nfrom .names import named\ndef ask(n):\n\treturn named(n), n * RATE\n",
}


def test_a_source_is_read_as_python_reads_it(tmp_path, monkeypatch) -> None:
    """In its own encoding, with any line ends, from an archive too; such modules had no mutants."""
    with zipfile.ZipFile(tmp_path / "foreign.zip", "w") as archive:
        for name, source in FOREIGN.items():
            archive.writestr(f"foreign_shop/{name}.py", source)
    monkeypatch.syspath_prepend(str(tmp_path / "foreign.zip"))
    side = "foreign_shop.side:ask"
    record = strength(side, side, [((2,), {})], time_s=60, workers=1)
    assert {("3", "4"), ("5", "6"), ("n * RATE", "n / RATE"), ("'é'", "'éXX'")} <= {
        (one.mutant.before, one.mutant.after) for one in record.of(Fate.SEEN)
    }
    assert not record.of(Fate.BROKEN)


KEPT = """
from functools import lru_cache
def wrapped(extra):
    more = extra + 1
    def around(function):
        def called(n):
            return function(n) + more
        return called
    return around
@lru_cache(maxsize=None)
def rate(n):
    if n == 41:
        return n * 7
    return n + 1
@wrapped(1)
def ask(n):
    left = 0
    def count():
        nonlocal left
        left += rate(n)
    count()
    return left
"""


def test_what_only_a_first_call_or_an_import_runs_is_tried_by_those(tmp_path, monkeypatch) -> None:
    """A cached call of one input in sixty is no line that none runs; nor is a decorator's alike."""
    (tmp_path / "kept_side.py").write_text(KEPT)
    monkeypatch.syspath_prepend(str(tmp_path))
    calls = [((n,), {}) for n in range(60)]
    record = strength("kept_side:ask", "kept_side:ask", calls, time_s=60, workers=1)
    assert not record.not_executed
    assert not record.of(Fate.BROKEN)
    assert {one.mutant.operator for one in record.of(Fate.SEEN)} >= {
        "early return",
        "returned None",
    }
    assert ("n * 7", Fate.SEEN) in {(one.mutant.before, one.fate) for one in record.tried}
    alike = [one.mutant for one in record.tried if one.fate is not Fate.SEEN]
    assert [one.operator for one in alike if one.function == "wrapped"] == []


BRANCHED = """
from functools import lru_cache
@lru_cache
def share(n):
    return n + 1
def ask(n):
    share(n)
    if n > 27:
        unread = n - 3
    return n
"""


def test_a_mutant_is_tried_on_the_inputs_that_run_it_and_no_others(tmp_path, monkeypatch) -> None:
    """A call that is a first one runs many lines; only those that no later one runs are anyone's."""
    (tmp_path / "branched_side.py").write_text(BRANCHED)
    monkeypatch.syspath_prepend(str(tmp_path))
    calls = [((n,), {}) for n in range(30)]
    record = strength("branched_side:ask", "branched_side:ask", calls, time_s=60, workers=2)
    tried_on = {(one.mutant.before, one.mutant.after): one.inputs for one in record.tried}
    assert tried_on["n - 3", "n + 3"] == 2
    assert tried_on["n + 1", "n - 1"] == 30
