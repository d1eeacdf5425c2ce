"""Errors as answers: alike where all that they say and hold is, and shown by what tells them apart."""

import re

import pytest

from switchover.shadow import Expect, Kind, Outcome, run
from switchover.shadow.records.journal import read_comparisons

INPUT = [((1,), {})]


class Own(Exception):
    pass


class Below(Own):
    pass


class Slotted(Exception):
    __slots__ = ("code",)

    def __init__(self, code):
        self.code = code
        super().__init__("m")


class Telling(Exception):
    def __init__(self, code):
        self.code = code

    def __str__(self):
        return f"code {self.code}"


class Worded(Exception):
    """Says the first of its arguments."""

    def __str__(self):
        return str(self.args[0])


class Mute(Exception):
    def __str__(self):
        raise ValueError


def own(*args, note=None, cause=None, context=None, **attributes):
    error = Own(*args)
    error.__dict__.update(attributes)
    if note:
        error.add_note(note)
    error.__cause__, error.__context__ = cause, context
    return error


def raising(make):
    def side(_):
        raise make()

    return side


def compared(one, other, **more):
    return run(raising(one), raising(other), INPUT, isolate=False, seed=1, **more)


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        (own(1), own("1"), "1 [args[0]=1]"), (own(1), own(1.0), "1"), (own("x", 1), own("x", 2), "('x', 1)"),
        (own(None), own(), "None"), (own(b"x"), own("x"), "b'x'"), (own("x"), Below("x"), "x"),
        (own("x", code=1), own("x", code=2), "x [code=1]"), (own("x"), own("x", code=2), "x [code=None]"),
        (own("x", note="a"), own("x", note="b"), "x [__notes__[0]='a']"),
        (own("x", cause=KeyError(1)), own("x", cause=KeyError(2)), "x [__cause__.args[0]=1]"),
        (own("x", cause=KeyError(1)), own("x"), "x [__cause__=KeyError(1)]"),
        (Slotted(1), Slotted(2), "m [code=1]"), (Telling(1), Telling(2), "code 1 [code=1]"),
        (Worded("a", 1), Worded("b", 2), "a [args[1]=1]"), (Worded("a", 1), Worded("b", 1), "a"),
        (own("a", message_id=1), own("b", message_id=2), "a [message_id=1]"), (own("a", args_of=1), own("b", args_of=2), "a [args_of=1]"),
        (own("a", **dict.fromkeys("abcdefgh", 1)), own("a", **dict.fromkeys("abcdefgh", 2)), "h=1]"),
        (own("a", **dict.fromkeys("abcdefghi", 1)), own("a", **dict.fromkeys("abcdefghi", 2)), "h=1; …]"),
        (KeyError("a"), KeyError("b"), "'a'"), (KeyError("a"), KeyError(b"a"), "'a'"),
        (OSError(2, "no", "f"), OSError(2, "no", "g"), "[Errno 2] no: 'f' [filename='f']"),
        (SystemExit(1), SystemExit(2), "1"), (StopIteration(1), StopIteration(2), "1"),
        (ValueError(), ValueError(""), " [args[0]=None]"), (ValueError(None), ValueError("None"), "None [args[0]=None]"),
        (ImportError("x", path="p"), ImportError("x", path="q"), "x [path='p']"),
        (UnicodeDecodeError("u", b"a", 0, 1, "r"), UnicodeDecodeError("u", b"b", 0, 1, "r"), "0x61 in position 0: r"),
        (ExceptionGroup("g", [ValueError(1)]), ExceptionGroup("g", [ValueError(2)]), "[exceptions[0].args[0]=1]"),
        (ExceptionGroup("g", [ValueError(1)]), ExceptionGroup("g", [KeyError(1)]), "[exceptions[0]=ValueError(1)]"),
    ],
    ids=lambda it: it if isinstance(it, str) else type(it).__name__,
)  # fmt: skip
def test_two_errors_that_differ_show_where(one, other, shown):
    """In type, message, arguments, attributes, notes, cause or members; and each is like itself."""
    found = compared(lambda: one, lambda: other)
    assert found.counts == {Outcome.DIFFERENCE: 1}
    (group,) = found.groups
    (exemplar,) = group.exemplars
    assert (group.path, group.kind) == ("$", Kind.ERROR)
    assert exemplar.control.endswith(shown)
    assert exemplar.control.startswith(
        (f"{__name__}.", f"{type(one).__name__}", "FileNotFoundError")
    )
    for each in (one, other):
        assert compared(lambda error=each: error, lambda error=each: error).counts == {
            Outcome.BOTH_RAISED: 1
        }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (own({"b", "a"}), own({"a", "b"})), (own(float("nan")), own(float("nan"))), (own(object()), own(object())),
        (own("x", context=KeyError(1)), own("x")), (own([1, own("y")]), own([1, own("y")])),
    ],
    ids=["set", "nan", "object", "context", "nested"],
)  # fmt: skip
def test_two_errors_that_say_the_same_are_alike(one, other):
    """What was being handled meanwhile is no part of what an error says."""
    assert compared(lambda: one, lambda: other).counts == {Outcome.BOTH_RAISED: 1}


@pytest.mark.parametrize("ask_again", [True, False])
@pytest.mark.parametrize(
    ("make", "said", "shown"),
    [
        (lambda: own("x", rows=(n for n in ())), r"\$\.rows: ", "Own: x"),
        (lambda: own("x", [(n for n in ())]), r"\$\.args\[1\]\[0\]: ", "Own: ('x', ["),
        (Mute, r"\$: opening it raised ValueError", "Mute: "),
    ],
    ids=["attribute", "argument", "whole"],
)
def test_two_errors_of_which_a_part_cannot_be_seen_are_not_comparable(
    tmp_path, make, said, shown, ask_again
):
    """They may be alike: no difference was found, nor is the control unsteady."""
    found = compared(make, make, ask_again=ask_again, observations=tmp_path / "all")
    assert found.counts == {Outcome.NOT_COMPARABLE: 1}
    (group,) = found.groups
    assert shown in group.exemplars[0].control
    (comparison,) = read_comparisons(tmp_path / "all")
    assert re.match(said, comparison.reason)
    found = compared(make, lambda: ValueError("other"), ask_again=False)
    assert found.counts == {Outcome.DIFFERENCE: 1}


def test_a_rule_expects_an_error_by_what_it_says():
    """A class of one's own says its only argument, as `str` does."""
    rule = Expect(
        id="e", path="$", difference=Kind.ERROR, control=f"{__name__}.Own: 5*", candidate="KeyError: 5",
        reason="agreed", owner="team",
    )  # fmt: skip
    found = compared(lambda: own(5), lambda: KeyError(5), rules=[rule])
    assert found.accepted == {Outcome.DIFFERENCE: 1}
    found = compared(lambda: own(6), lambda: KeyError(5), rules=[rule])
    assert found.accepted == {}
