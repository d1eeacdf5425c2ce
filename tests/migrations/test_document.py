"""Plan files that are wrong: every problem at once, each at its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.migrations import InputError
from switchover.migrations.document import parse_plan, read_document

PAIR = """
[[pairs]]
name = "a"
control = "json:loads"
candidate = "orjson:loads"
corpus = "inputs.jsonl"
"""
RULE = """
[[rules]]
id = "r"
kind = "ignore"
path = "$.x"
reason = "because"
owner = "me"
"""


def problems(tmp_path: Path, text: str | bytes) -> list[str]:
    """Parse a plan and return its problems without the file's name."""
    file = tmp_path / "switchover.toml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(InputError) as caught:
        parse_plan(read_document(file))
    return [str(problem).removeprefix(f"{file}:") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("budgte = 1" + PAIR, "1:1: unknown key 'budgte'; did you mean 'budget'?"),
        ("time = -3" + PAIR, "1:1: 'time' must be greater than 0 (got -3)"),
        ("seed = 1.5" + PAIR, "1:1: 'seed' must be a valid integer (got 1.5)"),
        ('inconclusive = "maybe"' + PAIR, "1:1: 'inconclusive' must be 'warn', 'fail' or 'pass' (got \"maybe\")"),
        ("budget = 0" + PAIR, "1:1: 'budget.latency' must be greater than 0 (got 0)"),
        ("budget = nan" + PAIR, "1:1: 'budget.latency' must be a finite number (got nan)"),
        ('checks = ["shadow", "speed"]' + PAIR, "1:21: 'checks[1]' must be 'shadow', 'latency', 'memory' or 'leaks' (got \"speed\")"),
        (PAIR.replace("json:loads", "json.loads", 1), "4:1: 'pairs[0].control' must read 'package.module:name', or 'recorded' for the answers of its corpus (got \"json.loads\")"),
        (PAIR.replace('name = "a"', 'name = ""'), "3:1: 'pairs[0].name' string should have at least 1 character (got \"\")"),
        (PAIR + PAIR, "9:1: the same name twice (got \"a\"); the first is on line 3"),
        (PAIR + RULE + RULE, "16:1: the same id twice (got \"r\"); the first is on line 9"),
        (PAIR + RULE + 'pairs = ["b"]', "14:1: a rule names a pair that is not there (got \"b\"); pairs here: a"),
        (PAIR + RULE + "absolute = 1", "14:1: 'absolute' belongs to rules of kind 'tolerance', this one is 'ignore' (got 1)"),
        (PAIR + RULE.replace("ignore", "tolerance") + "relative = 1", "14:1: 'rules[0].relative' must be less than 1 (got 1)"),
        (PAIR + RULE.replace("ignore", "tolerance") + "absolute = inf", "14:1: 'rules[0].absolute' must be a finite number (got inf)"),
        (PAIR + RULE.replace("ignore", "tolerance"), "8:1: a rule of kind 'tolerance' needs absolute or relative"),
        (PAIR + RULE + 'expires = "2030-01-31"', "14:1: 'rules[0].expires' must be a valid date (got \"2030-01-31\"); write a date such as 2030-01-31, without quotes"),
        (PAIR.replace('"inputs.jsonl"', '{ path = "x", rwa = true }'), "6:24: unknown key 'pairs[0].corpus[0].rwa'; did you mean 'raw'?"),
        ('name = "x"', "1:1: 'pairs' is missing"),
        ("pairs = []", "1:1: 'pairs' tuple should have at least 1 item after validation, not 0 (got [])"),
        ('plan = "a"', "1:1: 'plan' must read 'package.module:name' (got \"a\")"),
    ],
)  # fmt: skip
def test_a_problem_has_its_place_the_value_and_what_to_do(
    tmp_path: Path, text: str, expected: str
) -> None:
    """Each kind of mistake in a plan is told in one line."""
    assert expected in problems(tmp_path, text)


def test_all_problems_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Nobody mends a plan one error at a time."""
    text = (
        "budgte = 1\ntime = -1\n"
        + PAIR.replace("corpus", "korpus")
        + RULE.replace("ignore", "ignor")
    )
    found = problems(tmp_path, text)
    assert [line.partition(":")[0] for line in found] == ["1", "2", "4", "8", "12"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name = \n", "1:8: not TOML: Invalid value"),
        ("name = 'x", '1: not TOML: Expected "\'"'),
        ("a = 1\na = 2", "2: not TOML: Cannot overwrite a value"),
        (b"name = '\xff'", "1:9: not UTF-8 text: invalid start byte (got byte 0xff)"),
        ("x = " + "[" * 100_000, "1: nested too deeply"),
        (
            "name = 'x'".encode("utf-16"),
            "1:1: UTF-16 text, where UTF-8 text is wanted; save it as UTF-8: iconv -f UTF-16 -t UTF-8",
        ),
    ],
)
def test_what_is_no_toml_is_told_with_its_place(
    tmp_path: Path, text: str | bytes, expected: str
) -> None:
    """Syntax errors come with the line, and hostile nesting is no crash."""
    assert problems(tmp_path, text) == [expected]


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    """A missing plan is an error with its path."""
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_document(tmp_path / "none.toml")


def test_a_bom_and_windows_lines_do_not_move_positions(tmp_path: Path) -> None:
    """Files from Windows editors are read as they look."""
    found = problems(tmp_path, b"\xef\xbb\xbfname = 'x'\r\nbudgte = 1\r\n" + PAIR.encode())
    assert found == ["2:1: unknown key 'budgte'; did you mean 'budget'?"]


PIECES = st.sampled_from(
    [
        "[",
        "]",
        "{",
        "}",
        '"',
        "'",
        "=",
        "\n",
        "pairs",
        "[[rules]]",
        "-1",
        "nan",
        "true",
        "2030-01-01",
        "é",
        "\x00",
        '"""',
        "#",
    ]
)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 6), PIECES), max_size=4))
def test_a_damaged_plan_is_read_or_refused_but_never_crashes(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[tuple[int, int, str]]
) -> None:
    """Whatever is cut out and put in: a plan, or problems with a line inside the file."""
    text = "budget = { latency = 0.1 }\n" + PAIR + RULE
    for at, length, piece in cuts:
        text = text[:at] + piece + text[at + length :]
    file = tmp_path_factory.getbasetemp() / "damaged.toml"
    file.write_text(text, encoding="utf-8")
    try:
        parse_plan(read_document(file))
    except InputError as error:
        assert error.problems
        last = text.count("\n") + 1
        assert all(one.line is not None and 1 <= one.line <= last for one in error.problems)
