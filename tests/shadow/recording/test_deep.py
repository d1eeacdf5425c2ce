"""A recording goes as deep as the program did, and never records itself."""

import json
import sys

from switchover.migrations.source import Lines
from switchover.shadow.recording import Recording, record


@record("deep")
def deep(levels):
    return 0 if levels == 0 else 1 + deep(levels - 1)


def test_a_recorded_function_recurses_as_deep_as_before(tmp_path):
    """A recorded call takes two frames, so twice as many are allowed while it is recorded."""
    before = sys.getrecursionlimit()
    levels = int(0.8 * before)
    with Recording(tmp_path / "calls") as recording:
        assert deep(levels) == levels
    assert sys.getrecursionlimit() == before
    (kept,) = (one for one in recording.kept if one.target == "deep")
    assert kept.calls == levels + 1


def test_a_limit_that_the_program_set_stays(tmp_path):
    """Only what the recording changed is changed back."""
    before = sys.getrecursionlimit()
    try:
        with Recording(tmp_path / "calls"):
            sys.setrecursionlimit(before + 7)
        assert sys.getrecursionlimit() == before + 7
    finally:
        sys.setrecursionlimit(before)


def test_what_the_recorder_calls_is_not_recorded(tmp_path):
    """Neither is a function of the standard library that it uses itself."""
    with Recording(tmp_path / "calls", ["json:dumps", "builtins:len"]) as recording:
        json.dumps({"b": [1, 2], "a": 1})
        deep(3)
    found = {one.target: one for one in recording.kept}
    assert found["json:dumps"].calls == 1
    assert found["deep"].calls == 4
    assert not found["json:dumps"].notes
    assert [args for args, _ in Lines(found["json:dumps"].file).read()] == [
        ({"b": [1, 2], "a": 1},)
    ]
