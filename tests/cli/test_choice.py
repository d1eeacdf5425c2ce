"""What is compared is read from the line once, for every command, and can be said again."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.cli import options as o
from switchover.cli.choice import ALWAYS, AS_ASKED, Choice, takes_choice
from switchover.cli.errors import OptionsError
from switchover.migrations import Plan

NAMES = st.from_regex(r"[a-z]{1,4}\.[a-z]{1,4}:[a-z]{1,4}", fullmatch=True)
PAIRS = st.builds(
    Choice,
    control=NAMES,
    candidate=NAMES,
    corpus=st.sampled_from(["in.jsonl", "a folder", "calls:all"]),
    raw=st.booleans(),
    classes=st.lists(NAMES, max_size=2, unique=True).map(tuple),
    pickles=st.booleans(),
    skip_malformed=st.booleans(),
    rules=st.sampled_from([None, Path("rules.toml")]),
    against=st.sampled_from([None, "v1.4"]),
)


def read(words: tuple[str, ...], *asked: str, needs_corpus: bool = True) -> Choice:
    """Read a line as a command does that takes a choice."""
    seen: list[Choice] = []

    @takes_choice(*asked, needs_corpus=needs_corpus)
    def command(ctx: typer.Context, choice: Choice, seed: o.Seed = None) -> None:
        assert ctx is not None
        assert seed is None
        seen.append(choice)

    app = typer.Typer(add_completion=False)
    app.command()(command)
    typer.main.get_command(app).main(list(words), standalone_mode=False)
    (choice,) = seen
    return choice


@given(PAIRS)
@settings(max_examples=25)
def test_a_pair_that_is_said_again_is_the_same(choice: Choice) -> None:
    """What a report prints to run one input alone names the very pair it was made of."""
    words = choice.words(plan="never looked at")  # type: ignore[arg-type]
    assert read(words, *AS_ASKED) == choice


@pytest.mark.parametrize(
    ("words", "choice"),
    [
        ((), Choice()),
        (("my.toml",), Choice(plan="my.toml")),
        (("--shipped",), Choice(shipped=True)),
        (("--class", "a:B", "--class", "a:C"), Choice(classes=("a:B", "a:C"))),
        (
            ("--candidate", "a:f", "--against", "HEAD"),
            Choice(control="a:f", candidate="a:f", against="HEAD"),
        ),
        (
            ("--control", "a:g", "--candidate", "a:f", "--against", "HEAD"),
            Choice(control="a:g", candidate="a:f", against="HEAD"),
        ),
    ],
)
def test_a_line_is_read_as_what_it_names(words: tuple[str, ...], choice: Choice) -> None:
    """Beside a revision the control is the candidate as it was then, unless it is named."""
    assert read(words, *AS_ASKED) == choice


def test_a_command_has_the_options_that_it_asks_for_and_no_other() -> None:
    """Each in place of the one argument `choice`, behind the context, before its own."""

    @takes_choice("rules")
    def command(ctx: typer.Context, choice: Choice, seed: o.Seed = None) -> None: ...

    names = list(inspect.signature(command).parameters)
    assert names == ["ctx", *ALWAYS, "rules", "seed"]
    with pytest.raises(Exception, match="--shipped") as told:
        read(("--shipped",), "rules")
    assert type(told.value).__name__ == "NoSuchOption"


def test_a_corpus_is_asked_for_where_one_is_needed() -> None:
    """And what else is missing is named, with a line that would do."""
    for words, missing in [
        (("--candidate", "a:f"), "--control"),
        (("--control", "a:f"), "--candidate"),
        (("--control", "a:f", "--candidate", "a:g"), "--corpus"),
    ]:
        with pytest.raises(OptionsError, match=f"{missing} is missing; a pair needs --control"):
            read(words).plans()
    (plan,) = read(
        ("--control", "json:loads", "--candidate", "json:loads"), needs_corpus=False
    ).plans()
    assert isinstance(plan, Plan)


def test_only_one_way_of_naming_is_taken() -> None:
    """A plan, a pair and what ships cannot be meant together."""
    for words in [
        ("p.toml", "--shipped"),
        ("p.toml", "--control", "a:f"),
        ("--shipped", "--control", "a:f"),
    ]:
        with pytest.raises(OptionsError, match="only one of them"):
            read(words, *AS_ASKED).plans()
