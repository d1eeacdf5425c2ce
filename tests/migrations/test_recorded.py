"""Recorded answers in place of a control; corpora that were corrupted or made to hurt."""

import json
import math
import sys
from pathlib import Path

import pytest
from scripts import loaded

from switchover.migrations import Corpus, InputError, Pair, Plan, run_plans
from switchover.migrations.adhoc import plan_for_pair
from switchover.migrations.reproducing import _classes
from switchover.migrations.source import Lines
from switchover.reports import judge
from switchover.shadow import Outcome

SCRIPT = Path(__file__).parents[2] / "migrations" / "fuzz" / "recorded.py"

NEW = """\
def half(number):
    if number == 0:
        raise ZeroDivisionError("nothing to halve")
    return number / 2 if number != 8 else "four"

def put(items, item):
    items.append(item)

def count(number):
    yield from range(number)
    if number == 3:
        raise KeyError(number)
"""
RECORDED = """\
{"args": [4], "kwargs": {}, "returned": 2.0, "weight": 3}
{"args": [8], "kwargs": {}, "returned": 4.0}
{"args": [0], "kwargs": {}, "raised": {"$object": {"type": "ZeroDivisionError", "fields": {"args": {"$tuple": ["nothing to halve"]}}}}}
{"args": [5], "kwargs": {}}
{"args": [6], "kwargs": {}, "returned": 9.0, "others": [{"returned": 3.0}]}
"""


@pytest.fixture
def candidate(tmp_path, monkeypatch):
    """A module of candidates, and what writes a corpus beside it."""
    (tmp_path / "replayed_new.py").write_text(NEW)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    def corpus(text):
        path = tmp_path / "calls.jsonl"
        path.write_text(text)
        return str(path)

    return corpus


def compared(name, corpus, out):
    plan = plan_for_pair("recorded", f"replayed_new:{name}", corpus)
    return run_plans([plan], out=out)


def test_recorded_answers_stand_for_a_control_that_is_not_here(candidate, tmp_path):
    """Values and errors are compared; without an answer nothing is; two answers are unsteady."""
    run = compared("half", candidate(RECORDED), tmp_path / "out")
    (pair,) = run.plans[0].pairs
    assert pair.checks == ("shadow",)
    assert pair.shadow.counts == {
        Outcome.MATCH: 1,
        Outcome.DIFFERENCE: 1,
        Outcome.BOTH_RAISED: 1,
        Outcome.NOT_COMPARABLE: 1,
        Outcome.UNSTEADY: 1,
    }
    assert "the control's answers are those recorded in" in pair.shadow.warnings[0]
    assert "1 inputs have no answer" in pair.shadow.warnings[0]
    assert judge(run).verdict == "fail"


def test_changed_arguments_and_generators_are_replayed(candidate, tmp_path):
    """As a live control's: what it changed, what it yielded, what it raised at the end."""
    put = '{"args": [[1], 2], "kwargs": {}, "returned": null, "after": {"args": [[1, 2], 2], "kwargs": {}}}\n'
    run = compared("put", candidate(put), tmp_path / "out")
    assert run.plans[0].pairs[0].shadow.counts == {Outcome.MATCH: 1}
    run = compared("put", candidate(put.replace("[1, 2], 2", "[1], 2")), tmp_path / "out")
    assert run.plans[0].pairs[0].shadow.counts == {Outcome.DIFFERENCE: 1}
    error = '{"$object": {"type": "KeyError", "fields": {"args": {"$tuple": [3]}}}}'
    stream = '{"$object": {"type": "switchover.Stream", "fields": {"has_more": false, "items": [0, 1, 2], "raised": %s, "returned": null}}}'
    count = f'{{"args": [3], "kwargs": {{}}, "returned": {stream % error}}}\n'
    count += (
        f'{{"args": [2], "kwargs": {{}}, "returned": {stream.replace(", 2]", "]") % "null"}}}\n'
    )
    run = compared("count", candidate(count), tmp_path / "out")
    assert run.plans[0].pairs[0].shadow.counts == {Outcome.MATCH: 1, Outcome.BOTH_RAISED: 1}


def test_a_measurement_of_a_recording_is_missing_and_no_pass(candidate, tmp_path):
    """To measure needs both sides."""
    source = Lines(Path(candidate('{"args": [4], "returned": 2.0}\n')))
    checks = ("shadow", "latency")
    pair = Pair(
        name="half",
        control="recorded",
        candidate="replayed_new:half",
        corpus=Corpus((source,)),
        checks=checks,
    )
    run = run_plans([Plan(name="kept", pairs=(pair,))], out=tmp_path / "out")
    assert "needs both sides" in run.plans[0].pairs[0].obstacles["latency"]
    assert judge(run).verdict == "inconclusive"


def test_a_corpus_without_answers_cannot_stand_for_a_control(candidate, tmp_path):
    """It is said, with how to record one."""
    with pytest.raises(InputError, match=r"no recorded answer.*switchover record"):
        compared("half", candidate('{"args": [4]}\n'), tmp_path / "out")


def test_a_plan_names_a_recording(candidate, tmp_path):
    """In place of the control; anything else that is no import string is refused."""
    from switchover.migrations import load_plan

    candidate(RECORDED)
    text = '[[pairs]]\nname = "half"\ncontrol = "{}"\ncandidate = "replayed_new:half"\ncorpus = "calls.jsonl"\n'
    plan = tmp_path / "switchover.toml"
    plan.write_text(text.format("recorded"))
    (pair,) = load_plan(plan).pairs
    assert (pair.control, pair.checks) == ("recorded", ("shadow",))
    plan.write_text(text.format("record"))
    with pytest.raises(InputError, match="or 'recorded' for the answers of its corpus"):
        load_plan(plan)


def test_pickles_are_refused_unless_they_are_allowed(tmp_path):
    """Reading one can run any code, so that is never the default."""
    import base64
    import pickle

    line = base64.b64encode(pickle.dumps(((1,), {"x": {2}}))).decode()
    path = tmp_path / "calls.jsonl"
    path.write_text(
        f'{{"pickle": "{line}", "returned": 1}}\n{{"pickle": "AAAA"}}\n{{"pickle": 3}}\n'
    )
    assert all("can run any code" in found.message for found in Lines(path).read())
    good, *bad = Lines(path, pickles=True).read()
    assert good == ((1,), {"x": {2}})
    assert [found.line for found in bad] == [2, 3]


@pytest.fixture(scope="module")
def fuzzer():
    return loaded(SCRIPT)


def test_values_of_every_kind_are_recorded_and_read_back(fuzzer, tmp_path):
    """A short run of the fuzzer, with corrupted corpora and parts; the long one is `make fuzz`."""
    warm = fuzzer.batch(0, 100, tmp_path / "warm")
    list(Lines(warm).read())
    for seed in (1000, 2000):
        corpus = fuzzer.batch(seed, 150, tmp_path / str(seed))
        fuzzer.corrupted(corpus, seed)
        fuzzer.parts(seed, tmp_path / f"parts-{seed}")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ('"returned": 1, "raised": {"$object": {"type": "KeyError"}}', "stand in one answer"),
        ('"raised": "ValueError"', "raised must be an error as recorded"),
        ('"returned": 1, "after": 7', "after must be an object"),
        ('"returned": 1, "after": {"args": 7}', "after must be an object"),
        ('"returned": 1, "after": {"kwargs": [7]}', "after must be an object"),
        ('"returned": 1, "others": 5', "others must be a list"),
        ('"returned": 1, "others": [{"returned": 2}, "x"]', "others must be a list"),
        ('"returned": 1, "others": [{"after": {}}]', "others must be a list"),
        ('"returned": 1, "others": [{"raised": 3}]', "raised must be an error as recorded"),
    ],
)
def test_an_answer_that_is_none_is_told_with_its_line(tmp_path, answer, said):
    """Neither passed over, nor found out when the replay has begun; whatever the control is."""
    path = tmp_path / "calls.jsonl"
    path.write_text('{"args": [1], "returned": 1}\n{"args": [2], ' + answer + "}\n")
    good, bad = Lines(path).read()
    assert good == ((1,), {})
    assert (bad.line, said in bad.message) == (2, True), bad.message


def test_hostile_lines_are_errors_and_run_nothing(fuzzer, tmp_path):
    """No import, no code, no process: an error with its line."""
    fuzzer.hostile(tmp_path)


def test_the_fuzzer_would_see_a_line_that_runs_something(fuzzer, tmp_path):
    """Where pickles are allowed, what one imports is a violation."""
    with pytest.raises(AssertionError, match="find_class"):
        path = tmp_path / "calls.jsonl"
        path.write_text('{"pickle": "Y29zCmdldGN3dApTLg==", "returned": 1}\n')
        with fuzzer.nothing_runs():
            list(Lines(path, pickles=True).read())


def test_the_classes_of_a_file_are_named_whatever_its_texts_hold(tmp_path: Path) -> None:
    """A text may hold what ends a line elsewhere; what is no line of inputs is passed over."""
    held = {"$object": {"type": "switchover.migrations.corpus.Corpus", "fields": {"cents": 1}}}
    lines = [
        {"args": ["a\u2028b\x85", math.nan, held], "kwargs": {}},
        ["no call"],
        {
            "args": [],
            "kwargs": {
                "it": {"$object": {"type": "switchover.migrations.plan.Plan", "fields": {}}}
            },
        },
    ]
    corpus = tmp_path / "calls.jsonl"
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    corpus.write_bytes(b"\xef\xbb\xbf" + text.encode() + b"\xff\n{\n")
    assert _classes(corpus) == {
        "switchover.migrations.corpus:Corpus",
        "switchover.migrations.plan:Plan",
    }
    assert _classes(tmp_path) == _classes(tmp_path / "absent") == set()
