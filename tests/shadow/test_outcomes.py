"""From two replies to what is kept of an input: each field of it, for each way to end."""

from types import SimpleNamespace

import pytest

from switchover.shadow import Ignore, Kind, Outcome
from switchover.shadow.comparing.answers import Answer
from switchover.shadow.records import Comparison, Difference, Observation
from switchover.shadow.records.comparison import Failure
from switchover.shadow.rules import Rulebook
from switchover.shadow.running.comparer import NearComparer
from switchover.shadow.running.judging import MOST_TEXT, Judge, Judgement, Question, Told, told
from switchover.shadow.running.outcomes import compared, matched, observation, was_unsteady
from switchover.values import encode

ONE = Told(type="int", preview="1", document="doc 1")
TWO = Told(type="str", preview="'2'", document="doc 2")
ERROR = Told(type="ValueError", failure=Failure(type="ValueError", message="no"), document="doc 3")
FOUND = Difference(path="$.a", folded="$.a", kind=Kind.CHANGED)


def reply(state="returned", reason=None, wall_s=0.5, cpu_s=0.25):
    return SimpleNamespace(state=state, reason=reason, wall_s=wall_s, cpu_s=cpu_s)


def judged(outcome=Outcome.DIFFERENCE, **given):
    known = {"control": ONE, "candidate": TWO, "differences": (FOUND,), "input": "in"}
    return Judgement(outcome=outcome, **{**known, **given})


def observed(told_=None, **given):
    known = {"wall_s": 0.5, "cpu_s": 0.25}
    if told_:
        known |= {"preview": told_.preview, "document": told_.document, "failure": told_.failure}
    return Observation(**{**known, **given})


@pytest.mark.parametrize(
    ("state", "reason", "given"),
    [
        ("returned", None, {}), ("raised", "unsaid", {}),
        ("timed_out", None, {"timed_out": True, "reason": "timed out"}),
        ("timed_out", "after 3 s", {"timed_out": True, "reason": "after 3 s"}),
        ("died", "exit code 3", {"died": True, "reason": "exit code 3"}),
        ("not_written", None, {"reason": "not written"}),
    ],
)  # fmt: skip
def test_an_observation_says_how_a_call_went(state, reason, given):
    """Its seconds, whether it hung or died, and why there is no answer."""
    assert observation(reply(state, reason)) == observed(**given)
    assert observation(reply(state, reason), ERROR) == observed(ERROR, **given)


def test_a_match_keeps_nothing_but_seconds():
    """Neither values nor input."""
    control, candidate = reply(wall_s=1.0), reply(cpu_s=2.0)
    found = matched(3, control, candidate)
    assert found == Comparison(index=3, outcome=Outcome.MATCH, control=observation(control),
                               candidate=observation(candidate))  # fmt: skip
    assert compared(3, control, candidate, judged(Outcome.MATCH, differences=())) == found


@pytest.mark.parametrize(
    "outcome", [Outcome.DIFFERENCE, Outcome.BOTH_RAISED, Outcome.CANDIDATE_RAISED]
)
def test_what_was_judged_is_kept(outcome):
    """Outcome, differences, values, input, and whether rules accept all of it."""
    for accepted in (False, True):
        for truncated in (False, True):
            given = judged(outcome, accepted=accepted, truncated=truncated)
            assert compared(5, reply(), reply("raised"), given) == Comparison(
                index=5, outcome=outcome, control=observed(ONE), candidate=observed(TWO),
                differences=(FOUND,), accepted=accepted, truncated=truncated, input="in",
            )  # fmt: skip
    with_reason = compared(5, reply(), reply(), judged(outcome, accepted=True, reason="why"))
    assert (with_reason.accepted, with_reason.reason) == (False, "why")


@pytest.mark.parametrize(
    ("reason", "path", "cause"),
    [
        ("$.rows: read only once", "$.rows", "read only once"),
        ("too large: by far", "$", "too large: by far"), ("$nothing", "$", "$nothing"),
        (None, "$", "nothing can say whether the answers are equal"), ("x" * 300, "$", "x" * 200),
        ("$.a: " + "y" * 300, "$.a", "y" * 200),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_has_a_place_among_the_groups(reason, path, cause):
    """After what was found: where it lies, why, and what both sides answered."""
    found = compared(5, reply(), reply(), judged(Outcome.NOT_COMPARABLE, reason=reason))
    assert found.differences == (
        FOUND,
        Difference(path=path, folded=path, kind=Kind.NOT_COMPARABLE, control="1", candidate="'2'",
                   control_type="int", candidate_type="str", cause=cause),
    )  # fmt: skip
    assert (found.outcome, found.reason) == (Outcome.NOT_COMPARABLE, reason)
    unread = compared(
        5, reply(), reply(), judged(Outcome.NOT_COMPARABLE, control=None, candidate=None)
    )
    last = unread.differences[-1]
    assert (last.control, last.candidate, last.control_type, last.candidate_type) == (None,) * 4


SILENT = [
    ("died", "returned", Outcome.DIED, Kind.DIED),
    ("returned", "died", Outcome.DIED, Kind.DIED),
    ("timed_out", "returned", Outcome.TIMED_OUT, Kind.TIMED_OUT),
    ("raised", "timed_out", Outcome.TIMED_OUT, Kind.TIMED_OUT),
    ("timed_out", "died", Outcome.DIED, Kind.DIED),
    ("died", "timed_out", Outcome.DIED, Kind.DIED),
    ("not_written", "returned", Outcome.NOT_COMPARABLE, Kind.NOT_COMPARABLE),
    ("not_written", "died", Outcome.DIED, Kind.DIED),
    ("timed_out", "not_written", Outcome.TIMED_OUT, Kind.TIMED_OUT),
    ("not_called", "timed_out", Outcome.NOT_COMPARABLE, Kind.NOT_COMPARABLE),
    ("not_called", "died", Outcome.NOT_COMPARABLE, Kind.NOT_COMPARABLE),
    ("timed_out", "not_called", Outcome.NOT_COMPARABLE, Kind.NOT_COMPARABLE),
]


@pytest.mark.parametrize(("one", "other", "outcome", "kind"), SILENT)
def test_a_side_without_an_answer_decides_the_outcome(one, other, outcome, kind):
    """Death before a hang before what could not be written; whatever was judged. Of a side that did
    not run (no answer of the control was recorded) the other's death says nothing."""
    given = judged(Outcome.NOT_COMPARABLE, differences=(), accepted=True, reason="unsaid")
    found = compared(5, reply(one, "why"), reply(other), given)
    (difference,) = found.differences
    assert (found.outcome, difference.kind, found.accepted) == (outcome, kind, False)
    assert (difference.path, difference.folded) == ("$", "$")
    assert (difference.cause, difference.loose_cause) == ("", "")
    told_ = [
        (f"{state.replace('_', ' ')}{': why' * (state == one)}", state)
        if state not in ("returned", "raised")
        else (value, name)
        for state, value, name in ((one, "1", "int"), (other, "'2'", "str"))
    ]
    assert (difference.control, difference.control_type) == told_[0]
    assert (difference.candidate, difference.candidate_type) == told_[1]
    reasons = [
        f"{side}: {said}"
        for side, (said, _), state in zip(
            ("control", "candidate"), told_, (one, other), strict=True
        )
        if state not in ("returned", "raised")
    ]
    assert found.reason == "; ".join(reasons)


@pytest.mark.parametrize(
    ("answer", "shown", "name"),
    [(ERROR, "ValueError: no", "ValueError"), (None, "an answer that cannot be read", None),
     (Told(type="int"), "", "int")],
)  # fmt: skip
def test_beside_a_silent_side_the_other_is_shown(answer, shown, name):
    """Its error, its value, or that it cannot be read."""
    found = compared(0, reply("died", "died"), reply(), judged(candidate=answer))
    (difference,) = found.differences
    assert (difference.candidate, difference.candidate_type) == (shown, name)
    assert (difference.control, found.reason) == ("died", "control: died")


def test_a_control_that_differs_from_itself_is_unsteady():
    """Unless what differs is accepted, or there is nothing to say."""
    first = Comparison(
        index=3, outcome=Outcome.DIFFERENCE, differences=(FOUND,), accepted=True, input="in"
    )
    own = Difference(path="$.own", folded="$.own", kind=Kind.CHANGED)
    for outcome in Outcome:
        itself = Comparison(index=3, outcome=outcome, differences=(own,))
        found = was_unsteady(first, itself)
        if outcome in (Outcome.MATCH, Outcome.BOTH_RAISED, Outcome.NOT_COMPARABLE):
            assert found is None
        else:
            assert (found.outcome, found.unsteady, found.accepted) == (
                Outcome.UNSTEADY,
                (own,),
                False,
            )
            assert (found.index, found.differences, found.input) == (3, (FOUND,), "in")
            assert "asked once more, answers otherwise" in found.reason
        accepted = Comparison(index=3, outcome=outcome, differences=(own,), accepted=True)
        assert was_unsteady(first, accepted) is None


# one comparison, as it is asked for and answered


def answer(value, state="returned", args=(), kwargs=None):
    return Answer(state, encode((state, value, args, kwargs or {})))


def ask(control, candidate, *, rules=(), seen_as=None, given=None, with_texts=False):
    judge = Judge(Rulebook(rules), seen_as)
    return NearComparer(judge).ask(Question(control, candidate, given, with_texts))


WHY = {"reason": "agreed", "owner": "team"}


def test_a_question_is_answered_whole():
    """Outcome, differences, what each side said, and the texts where they are asked for."""
    given = encode((("DE",), {}))
    found = ask(answer({"a": 1}), answer({"a": 2}), given=given)
    assert (found.outcome, found.accepted, found.truncated) == (Outcome.DIFFERENCE, False, False)
    assert [one.path for one in found.differences] == ["$.a"]
    assert (found.control.type, found.control.preview) == ("dict", "{'a': 1}")
    assert (found.candidate.preview, found.candidate.failure) == ("{'a': 2}", None)
    assert (found.control.document, found.candidate.document, found.input) == (None, None, None)
    texts = ask(answer({"a": 1}), answer({"a": 2}), given=given, with_texts=True)
    assert "DE" in texts.input
    assert texts.control.document != texts.candidate.document
    assert ask(answer({"a": 1}), answer({"a": 2}), with_texts=True).input is None


def test_of_a_match_nothing_more_is_said():
    """No previews, no input."""
    found = ask(answer(1), answer(1), given=encode(((1,), {})), with_texts=True)
    assert found == Judgement(outcome=Outcome.MATCH)


def test_an_error_is_told_by_its_text():
    """And a value by its preview."""
    found = ask(answer(ValueError("no"), "raised"), answer(1))
    assert found.outcome is Outcome.CONTROL_RAISED
    assert (found.control.failure.type, found.control.failure.message) == ("ValueError", "no")
    assert (found.control.preview, found.candidate.preview) == (None, "1")


def test_hits_are_those_of_this_question():
    """Each answer counts what its rules accepted, not what came before."""
    rules = [Ignore(id="a", path="$.a", **WHY), Ignore(id="b", path="$.b", **WHY)]
    judge = Judge(Rulebook(rules), None)
    first = judge.answer(Question(answer({"a": 1}), answer({"a": 2})))
    assert (first.hits, first.accepted) == ({"a": 1}, True)
    second = judge.answer(Question(answer({"a": 1, "b": 1}), answer({"a": 2, "b": 2})))
    assert second.hits == {"a": 1, "b": 1}
    assert judge.answer(Question(answer(1), answer(2))).hits == {}


def test_rules_see_the_input_of_their_question():
    """Accepted for one country, left for the other; without an input for none."""
    rules = [Ignore(id="a", path="$", when="$args[0] == 'DE' ", **WHY)]
    for country, accepted in (("DE", True), ("FR", False), (None, False)):
        given = encode(((country,), {})) if country else None
        assert ask(answer(1), answer(2), rules=rules, given=given).accepted == accepted
    named = [Ignore(id="a", path="$", when="$kwargs.n == 1", **WHY)]
    assert ask(answer(1), answer(2), rules=named, given=encode(((), {"n": 1}))).accepted


def test_a_comparison_that_fails_is_no_match():
    """Where a side gave no answer, one cannot be read, or what is compared as something else raises."""
    silent = ask(Answer("died", b""), answer(1))
    assert (silent.outcome, silent.control, silent.candidate.preview) == (
        Outcome.NOT_COMPARABLE, None, "1",
    )  # fmt: skip
    broken = ask(Answer("returned", b"\xff\xff"), answer(1))
    assert (broken.outcome, broken.control) == (Outcome.NOT_COMPARABLE, None)
    assert broken.reason
    raised = ask(answer(1), answer(2), seen_as=len)
    assert raised.outcome is Outcome.NOT_COMPARABLE
    assert "as: its function raised TypeError" in raised.reason
    assert ask(answer("ab"), answer("cd"), seen_as=len).outcome is Outcome.MATCH
    assert ask(answer("ab"), answer("cd"), seen_as="builtins:len").outcome is Outcome.MATCH


def test_long_texts_are_not_kept():
    """A document beyond the cap has none; what else is said stands."""
    assert told(answer("x" * 100), with_texts=True).document
    assert told(answer("x" * 65_000), with_texts=True).document is not None
    assert told(answer("x" * 66_000), with_texts=True).document is None
    long = told(answer("x" * MOST_TEXT), with_texts=True)
    assert (long.document, long.type) == (None, "str")
    assert told(answer("\n" * (MOST_TEXT - 500)), with_texts=True).document is None
    assert told(Answer("timed_out", b""), with_texts=True) is None
    assert told(Answer("returned", encode(())), with_texts=True) is None
    assert told(Answer("returned", encode(5)), with_texts=True) is None


def test_halves_of_pairs_are_spelled_out():
    """No JSON can hold them; the answer comes all the same."""
    found = ask(answer({"a\ud800": 1}), answer({"a\ud800": 2}))
    assert found.outcome is Outcome.DIFFERENCE
    assert "\\ud800" in found.differences[0].path


def test_an_input_is_told_with_its_keys_as_they_were_met():
    """It is given again; a document of an answer is written in the order of keys."""
    given = encode((({"b": 1, "a": 2},), {}))
    found = ask(answer({"b": 1, "a": 2}), answer({"a": 2}), given=given, with_texts=True)
    assert found.input.index('"b"') < found.input.index('"a"')
    assert found.control.document.index('"a"') < found.control.document.index('"b"')


def test_too_many_differences_are_said_to_be_cut():
    """And such an answer is accepted by no rule."""
    many = [{"k": number} for number in range(5_000)]
    other = [{"k": -number - 1} for number in range(5_000)]
    rules = (Ignore(id="r", path="$[*].k", **WHY),)
    few = ask(answer(many[:2]), answer(other[:2]))
    assert (few.truncated, len(few.differences)) == (False, 2)
    cut = ask(answer(many), answer(other))
    assert cut.truncated
    assert len(cut.differences) < 5_000
    assert ask(answer(many[:2]), answer(other[:2]), rules=rules).hits == {"r": 2}


class FakeWorker:
    """Answers in place of the comparer's process, and keeps what it was given."""

    made: list["FakeWorker"] = []
    reply: object = None

    def __init__(self, target, **given):
        self.given, self.asked, self.ended = given, [], []
        self.made.append(self)

    def start(self):
        self.ended.append("started")

    def answer(self, call):
        self.asked.append(call)
        return self.reply

    def close(self):
        self.ended.append("closed")


@pytest.mark.parametrize(
    ("state", "reason", "document", "said"),
    [
        ("timed_out", "after 30 s", b"", "the comparison took too long: after 30 s"),
        ("died", "exit code 3", b"", "the comparison ended its process: exit code 3"),
        ("raised", None, b"no \xff", "the comparison failed: no \ufffd"),
        ("returned", None, b"{", "the comparison failed: its answer cannot be read: "),
    ],
)
def test_a_comparer_that_fails_leaves_its_input_not_comparable(
    monkeypatch, state, reason, document, said
):
    """With what became of it; its limit is that of the run, thirty seconds by default."""
    from switchover.shadow.running import comparer

    FakeWorker.made.clear()
    FakeWorker.reply = SimpleNamespace(state=state, reason=reason, document=document)
    monkeypatch.setattr(comparer, "Worker", FakeWorker)
    asks = comparer.ForkedComparer(Judge(Rulebook(), None), 7.0)
    question = Question(answer(1), answer(2), None, False)
    found = asks.ask(question)
    assert found.outcome is Outcome.NOT_COMPARABLE
    assert found.reason.startswith(said)
    (worker,) = FakeWorker.made
    assert worker.given == {"timeout_s": 7.0, "raw": True}
    assert [call.args for call in worker.asked] == [(tuple(question),)]
    asks.close()
    assert worker.ended == ["started", "closed"]
    comparer.ForkedComparer(Judge(Rulebook(), None))
    assert FakeWorker.made[-1].given["timeout_s"] == comparer.LIMIT_S == 30.0


def test_a_comparers_answer_is_read_as_it_was_written(monkeypatch):
    """What it returned is the judgement."""
    import msgspec

    from switchover.shadow.running import comparer

    given = judged(hits={"r": 2})
    FakeWorker.reply = SimpleNamespace(
        state="returned", reason=None, document=msgspec.json.encode(given)
    )
    monkeypatch.setattr(comparer, "Worker", FakeWorker)
    asks = comparer.ForkedComparer(Judge(Rulebook(), None))
    assert asks.ask(Question(answer(1), answer(2))) == given
