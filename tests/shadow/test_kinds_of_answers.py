"""What a side does to its process, to its state or to its errors is seen, and is never a match."""

import contextvars
import decimal
import functools
import os
import signal
import sys
import threading
import time
from decimal import Decimal

import pytest

from switchover.shadow import Expect, Ignore, Kind, Outcome, read_comparisons, run


def calls(*values):
    return [((value,), {}) for value in values]


def same(n):
    return n


def names(record):
    return {outcome.value: count for outcome, count in record.counts.items()}


def exits(n):
    os._exit(0)


def segfaults(n):
    os.kill(os.getpid(), signal.SIGSEGV)


def forks_and_exits(n):
    if os.fork() == 0:
        return n
    os._exit(0)


def closes_everything(n):
    os.closerange(3, 256)
    os._exit(0)


@pytest.mark.parametrize("end", [exits, segfaults, forks_and_exits, closes_everything])
def test_a_side_that_ends_its_process_is_named(end, tmp_path):
    """The input that did it has an outcome of its own, and the run goes on with the next."""
    file = tmp_path / "o.jsonl"

    def candidate(n):
        return end(n) if n == 2 else n

    record = run(same, candidate, calls(*range(6)), observations=file)
    assert names(record) == {"match": 5, "died": 1}
    assert (record.candidate.died, record.control.died) == (1, 0)
    (died,) = [one for one in read_comparisons(file) if one.outcome is Outcome.DIED]
    assert (died.index, died.candidate.died, died.control.preview) == (2, True, "2")
    (group,) = record.groups
    assert (group.kind, group.candidate_type, group.exemplars[0].index) == (Kind.DIED, "died", 2)


def test_an_exit_handler_of_a_side_changes_nothing():
    """What it leaves to run at exit runs in its own process, if at all."""

    def side(n):
        import atexit

        atexit.register(os._exit, 7)
        return n

    assert names(run(side, side, calls(1, 2))) == {"match": 2}


def test_a_side_that_never_ends_is_named_and_ended():
    """Whatever it did to signals: the clock is the parent's."""

    def candidate(n):
        if n == 1:
            signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
            while True:
                time.sleep(60)
        return n

    record = run(same, candidate, calls(0, 1, 2), timeout_s=0.5)
    assert names(record) == {"match": 2, "timed_out": 1}
    assert record.groups[0].exemplars[0].index == 1
    assert "0.5 s" in record.groups[0].exemplars[0].candidate


@functools.cache
def cached(n):
    return [n]


def test_one_object_given_back_by_both_is_two_answers():
    """A cache that one side spoils is not the other's."""

    def candidate(n):
        found = cached(n)
        found.append("spoilt")
        return found

    record = run(cached, candidate, calls(1, 1), ask_again=False)
    assert names(record) == {"difference": 2}


VARIABLE = contextvars.ContextVar("variable", default=0)


@pytest.mark.parametrize(
    ("change", "look"),
    [
        (lambda: os.environ.update(LEAKED="1"), lambda: os.environ.get("LEAKED")),
        (lambda: os.chdir("/"), os.getcwd),
        (lambda: setattr(sys, "leaked", 1), lambda: getattr(sys, "leaked", None)),
        (lambda: setattr(decimal.getcontext(), "prec", 3), lambda: decimal.getcontext().prec),
        (lambda: VARIABLE.set(1), VARIABLE.get),
    ],
)
def test_what_one_side_changes_the_other_does_not_see(change, look):
    """Environment, folder, modules, decimal context and context variables are each side's own."""

    def control(n):
        change()
        return n

    def candidate(n):
        return n if look() == before else "leaked"

    before = look()
    assert names(run(control, candidate, calls(*range(5)))) == {"match": 5}
    assert look() == before


class ApiError(Exception):
    def __init__(self, code):
        super().__init__("refused")
        self.code = code


def raising(make):
    def side(n):
        raise make(n)

    return side


def noted(note):
    error = ValueError("x")
    error.add_note(note)
    return error


def caused(cause):
    error = ValueError("x")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("control", "candidate", "told"),
    [
        (lambda n: ApiError(404), lambda n: ApiError(500), "code=500"),
        (lambda n: OSError(2, "no", "a"), lambda n: OSError(2, "no", "b"), "'b'"),
        (lambda n: noted("a"), lambda n: noted("b"), "'b'"),
        (lambda n: caused(KeyError("k")), lambda n: caused(KeyError("l")), "'l'"),
        (lambda n: caused(KeyError("k")), lambda n: ValueError("x"), "__cause__"),
        (lambda n: ExceptionGroup("g", [ValueError(1)]),
         lambda n: ExceptionGroup("g", [ValueError(2)]), "2"),
        (lambda n: ValueError("a" * 5000 + "b"), lambda n: ValueError("a" * 5000 + "c"), "ac"),
        (lambda n: ValueError(1), lambda n: ValueError("1"), "'1'"),
    ],
)  # fmt: skip
def test_errors_differ_by_all_that_they_hold(control, candidate, told):
    """Attributes, notes, causes, members and the end of a long text: said where they differ."""
    record = run(raising(control), raising(candidate), calls(1))
    assert names(record) == {"difference": 1}
    (group,) = record.groups
    assert (group.path, group.kind) == ("$", Kind.ERROR)
    assert told in group.exemplars[0].candidate


def test_an_address_in_a_message_is_no_difference():
    """Two processes put their objects at two places."""

    def side(n):
        raise ValueError(f"cannot use {object()!r}")

    assert names(run(side, side, calls(1))) == {"both_raised": 1}


def test_what_a_generator_gave_before_it_raised_belongs_to_the_answer():
    """So does what it returned."""

    def stops(items, end):
        def side(n):
            yield from items
            if isinstance(end, Exception):
                raise end
            return end

        return side

    broken = ValueError("x")
    assert names(run(stops([1, 2], broken), stops([1, 2], broken), calls(1))) == {"both_raised": 1}
    assert names(run(stops([1, 2], broken), stops([1, 3], broken), calls(1))) == {"difference": 1}
    assert names(run(stops([1], broken), stops([1], None), calls(1))) == {"control_raised": 1}
    assert names(run(stops([1], 5), stops([1], 6), calls(1))) == {"difference": 1}


def test_a_control_that_differs_from_itself_is_unsteady():
    """Never a pass and never the candidate's: counted, and shown with both of its answers."""
    record = run(lambda n: time.time_ns(), lambda n: time.time_ns(), calls(1, 2))
    assert names(record) == {"unsteady": 2}
    assert (record.unaccepted, record.compared) == (0, 0)
    (group,) = record.groups
    assert group.outcome is Outcome.UNSTEADY
    assert group.exemplars[0].control != group.exemplars[0].candidate


def test_a_steady_control_is_not_excused():
    """A candidate that differs is told as such, and so is one whose control may not be asked."""
    assert names(run(same, lambda n: time.time_ns(), calls(1))) == {"difference": 1}
    record = run(lambda n: time.time_ns(), lambda n: time.time_ns(), calls(1), ask_again=False)
    assert names(record) == {"difference": 1}


def test_what_a_rule_covers_is_not_unsteady():
    """A rule for what varies leaves the rest to be compared."""

    def side(wrong):
        return lambda n: {"at": time.time_ns(), "n": n + wrong}

    rule = Ignore(id="at", path="$.at", reason="a clock", owner="team")
    record = run(side(0), side(0), calls(1), rules=[rule])
    assert record.accepted == {Outcome.DIFFERENCE: 1}
    record = run(side(0), side(1), calls(1), rules=[rule])
    assert names(record) == {"difference": 1}
    assert record.unaccepted == 1


def test_both_sides_writing_to_one_file_is_said(tmp_path):
    """They may see what the other wrote."""
    path = str(tmp_path / "shared.db")

    def side(n):
        with open(path, "a") as file:
            file.write("x")
        return n

    record = run(side, side, calls(1))
    assert any("both sides write to" in warning and path in warning for warning in record.warnings)


def test_a_rule_function_that_hangs_or_ends_the_process_is_not_comparable(monkeypatch):
    """It runs apart from the run, which goes on."""
    from switchover.shadow import Normalise
    from switchover.shadow.running import comparer

    monkeypatch.setattr(comparer.ForkedComparer.__init__, "__defaults__", (0.5,))

    def function(value):
        if value == 1:
            os._exit(0)
        if value == 2:
            time.sleep(60)
        return value

    why = {"reason": "r", "owner": "o"}
    rule = Normalise(id="f", path="$", function=function, **why)
    record = run(same, lambda n: -n, calls(1, 2, 3), rules=[rule], ask_again=False)
    assert names(record) == {"not_comparable": 2, "difference": 1}
    causes = {group.cause for group in record.groups if group.kind is Kind.NOT_COMPARABLE}
    assert any("ended its process" in cause for cause in causes)
    assert any("took too long" in cause for cause in causes)


@pytest.mark.parametrize("isolate", [True, False])
def test_half_a_surrogate_pair_is_told_like_any_text(tmp_path, isolate):
    """In a value, a key, an error: a difference, written out where no file can hold it."""
    file = tmp_path / "o.jsonl"

    def side(half):
        def answer(n):
            if n == 2:
                raise ValueError(half)
            return half * 3 if n == 0 else {half: [n]}

        return answer

    sides = side("\udc80"), side("\udc81")
    record = run(*sides, calls(0, 1, 2), observations=file, isolate=isolate)
    assert names(record) == {"difference": 3}
    assert len(list(read_comparisons(file))) == 3
    assert any("\\udc80" in (group.exemplars[0].control or "") for group in record.groups)


def test_without_isolation_both_sides_run_here():
    """For a debugger: one process, the same answers."""
    seen = []

    def side(n):
        seen.append((os.getpid(), threading.get_ident()))
        return Decimal(n)

    record = run(side, side, calls(1, 2), isolate=False)
    assert names(record) == {"match": 2}
    assert {pid for pid, _ in seen} == {os.getpid()}
    record = run(side, lambda n: n, calls(1), isolate=False)
    assert [group.kind for group in record.groups] == [Kind.TYPE]


def test_import_strings_run_in_fresh_interpreters():
    """With the hash seed that the record names, and nothing imported here."""
    record = run("json:loads", "json:loads", calls("[1]"), seed=7)
    assert (names(record), record.hash_seed) == ({"match": 1}, 7)
    expected = Expect(id="e", path="$", difference=Kind.ERROR, reason="r", owner="o")
    record = run("wsgiref.util:guess_scheme", "json:loads", calls("x"), rules=[expected])
    assert record.unaccepted == 0
    assert "wsgiref" not in sys.modules
