"""Records survive JSON both ways, and what is no record is refused."""

import json
import math

import msgspec
import pytest

from switchover.bench import PairRecord, from_json, to_json
from switchover.bench.errors import RecordError
from switchover.bench.latency.account import unmeasured
from switchover.bench.records import Environment, SuiteRecord, read
from switchover.bench.verdict import worst

RECORD = PairRecord(
    name="größer 🌲",
    verdict="inconclusive",
    reasons=("nothing",),
    latency=unmeasured("nothing", seconds=0.0, callers=1),
    environment=Environment(python="3.11.7"),
)
DOCUMENTED = [
    "name",
    "verdict",
    "clock",
    "ratio",
    "low",
    "high",
    "level",
    "launches",
    "pairs",
    "seconds",
    "reasons",
    "memory",
    "leaks",
    "environment",
]


def test_a_record_survives_json():
    """What is written is read back equal, unicode and nested records included."""
    assert from_json(to_json(RECORD), PairRecord) == RECORD


def test_the_documented_fields_are_there():
    """Every field that readers were promised is at the top level."""
    assert set(DOCUMENTED) <= set(json.loads(to_json(RECORD)))


def test_json_is_standard():
    """No NaN and no infinity reaches the JSON, which has no word for them."""
    text = to_json(msgspec.structs.replace(RECORD, ratio=math.inf)).decode()
    assert "Infinity" not in text
    assert "NaN" not in text


def test_unknown_fields_are_passed_over():
    """A record with more fields than we know is read for those we know."""
    raw = json.loads(to_json(RECORD)) | {"later": 1}
    assert from_json(json.dumps(raw), PairRecord) == RECORD


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a PairRecord"),
        ("[]", "not a PairRecord"),
        ("{", "not a PairRecord"),
        ('{"name": 3}', "not a PairRecord"),
        ('{"name": "x", "verdict": "maybe", "environment": {}}', "verdict"),
        ('{"schema": 99}', "schema 99; this version reads up to 1"),
    ],
)
def test_what_is_no_record_is_refused(text, said):
    """Malformed, wrongly shaped and future records are errors that say so."""
    with pytest.raises(RecordError, match=said):
        from_json(text, PairRecord)


def test_reading_names_the_file(tmp_path):
    """An unreadable or broken file is named."""
    with pytest.raises(RecordError, match=r"absent\.json"):
        read(tmp_path / "absent.json", SuiteRecord)
    (tmp_path / "broken.json").write_bytes(b"\xff\xfe")
    with pytest.raises(RecordError, match=r"broken\.json"):
        read(tmp_path / "broken.json", SuiteRecord)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((), "inconclusive"),
        (("pass",), "pass"),
        (("pass", "inconclusive"), "inconclusive"),
        (("pass", "fail", "inconclusive"), "fail"),
    ],
)
def test_the_worst_verdict_counts(verdicts, expected):
    """fail beats inconclusive beats pass, and nothing is no pass."""
    assert worst(verdicts) == expected
