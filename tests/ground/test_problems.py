"""A problem is told in one form, wherever it was found; the error lists them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from switchover.engine.config import ConfigError
from switchover.ground import SwitchoverError, clip, near, shorten
from switchover.ground.written import (
    Position,
    Problem,
    ProblemsError,
    Wrapper,
    decoded,
    notation,
    raised_as,
    read_toml,
)
from switchover.migrations import InputError


def test_a_problem_says_where_what_which_value_and_what_to_do() -> None:
    """All of it, in one order; what is not known is left out, and text stands in double quotes."""
    full = Problem(
        code="MODE", message="unknown mode", position=Position("w.yaml", 3, 9), value="fast",
        allowed="slow", remedy="did you mean 'slow'?", wrappers=(Wrapper("TASK", "task 't'"),),
        severity="warning",
    )  # fmt: skip
    assert str(full) == (
        "w.yaml:3:9: warning MODE task 't': unknown mode (got \"fast\"; allowed slow); "
        "did you mean 'slow'?"
    )
    assert str(Problem(message="is missing")) == "is missing"
    plain = Problem(message="is there already", position=Position("a.toml"), shown="[1]")
    assert str(plain) == "a.toml: is there already (got [1])"
    assert (plain.file, plain.line, plain.column) == ("a.toml", 0, 0)
    assert full.below("tasks", 1).path == ("tasks", 1)
    assert full.within(Wrapper("OUTER", "here")).codes == ("OUTER", "TASK", "MODE")


def test_a_long_value_is_cut_and_a_broken_one_is_named() -> None:
    """No message grows with what a user wrote, and no `repr` of theirs ends it."""

    class Broken:
        def __repr__(self) -> str:
            raise RuntimeError

    assert shorten(Broken()) == "<Broken>"
    assert len(str(Problem(message="too long", value="x" * 10_000))) < 110
    assert shorten(" a\n b ") == "a b"
    assert [clip("abcdef", most) for most in (7, 6, 5)] == ["abcdef", "abcdef", "abcd…"]
    assert near("latancy", ["latency", "memory"]) == "did you mean 'latency'?"
    assert near("zzz", ["latency"]) is None


@pytest.mark.parametrize("error", [ConfigError, InputError])
def test_the_error_of_each_room_is_one_of_the_ground(error: type[ProblemsError]) -> None:
    """It lists every problem, has the place of the first, and says what to do once."""
    problems = [
        Problem(code="A", message="wrong", position=Position("f", 1, 2), remedy="mend it"),
        Problem(code="B", message="odd", position=Position("f", 2, 1), remedy="mend it"),
    ]
    with pytest.raises(error) as caught, raised_as(error):
        raise ProblemsError(problems)
    assert isinstance(caught.value, SwitchoverError)
    assert str(caught.value) == caught.value.message == "f:1:2: A wrong; mend it\nf:2:1: B odd"
    assert str(caught.value.place) == "f:1:2"
    assert caught.value.problems == tuple(problems)


def test_a_corpus_with_many_problems_lists_twenty() -> None:
    """The rest is counted, also what was not kept."""
    error = InputError([Problem(message=f"line {n}") for n in range(30)], total=40)
    assert str(error).splitlines()[-1] == "... and 20 more of these"
    assert len(str(error).splitlines()) == 21


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a = 1\nb = '\xc3\xa9\xff'", "f:2:7: not UTF-8 text: invalid start byte (got byte 0xff)"),
        (b"\xef\xbb\xbfab\xff", "f:1:3: not UTF-8 text: invalid start byte (got byte 0xff)"),
        (b"PK\x03\x04", "f:1:1: a ZIP archive, where UTF-8 text is wanted; unpack it first"),
    ],
)
def test_what_is_no_text_is_told_with_its_place(content: bytes, told: str) -> None:
    """The column counts characters, and a byte order mark is none."""
    with pytest.raises(ProblemsError) as caught:
        decoded(content, "f")
    assert str(caught.value) == told


def test_a_toml_document_knows_where_its_values_stand(tmp_path: Path) -> None:
    """Of a value that is not there, what is nearest around it is told."""
    file = tmp_path / "plan.toml"
    file.write_text("name = 'x'\n[[pairs]]\nname = 'a'\n")
    document = read_toml(file)
    assert document.at(("pairs", 0, "name")) == Position(str(file), 3, 1)
    assert document.at(("pairs", 0, "budget")) == Position(str(file), 2, 1)
    told = str(document.problem(("name",), "is odd", "use 'y'", value="x"))
    assert told == f"{file}:1:1: is odd (got \"x\"); use 'y'"
    assert notation(("pairs", 0, "name")) == "pairs[0].name"
    with pytest.raises(ProblemsError, match=r"gone.toml: cannot be read: No such file"):
        read_toml(tmp_path / "gone.toml")
