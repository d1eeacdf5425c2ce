"""What `record` takes from its line and says of what was kept; no program is run."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from switchover.cli import recording
from switchover.cli.errors import OptionsError
from switchover.shadow.recording import SECRET, Kept, RecordingSettings

COMMAND = ("--", "pytest", "tests")


def kept(target: str = "shop.old:price", **more: Any) -> Kept:
    """What became of one callable: two inputs of five calls from a place."""
    values = {
        "file": Path("calls/shop.old.price.jsonl"),
        "calls": 5,
        "inputs": 2,
        "sites": 1,
        "was_imported": True,
    }
    return Kept(target=target, **{**values, **more})  # fmt: skip


@pytest.fixture
def recorded(
    line: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[Any, dict[str, Any]]]:
    """Call `record`, whose program ends with `code`, and of which that was kept."""

    def call(*words: str, code: int = 0, gives: list[Kept] | None = None) -> Any:
        asked: dict[str, Any] = {}

        def begin(folder: Path, settings: RecordingSettings, *, replace: bool) -> None:
            asked.update(folder=folder, settings=settings, replace=replace)

        def run(command: list[str], folder: Path, *, quiet: bool) -> int:
            asked.update(command=command, quiet=quiet)
            return code

        def finish(folder: Path) -> list[Kept]:
            asked["finished"] = folder
            return [kept()] if gives is None else gives

        monkeypatch.setattr(recording, "begin_folder", begin)
        monkeypatch.setattr(recording, "run_command", run)
        monkeypatch.setattr(recording, "finish", finish)
        monkeypatch.setattr(recording, "spelled_out", lambda command: ["whole", *command])
        return line("record", *words), asked

    return call


@pytest.mark.parametrize(
    ("words", "targets", "command"),
    [
        (["a:f", "pytest"], ["a:f"], ["pytest"]),
        (["a:f", "b.c:D.g", "pytest", "a:f"], ["a:f", "b.c:D.g"], ["pytest", "a:f"]),
        (["a:f", "-m", "x:y"], ["a:f"], ["-m", "x:y"]),
        (["a:f", "./run", "b:g"], ["a:f"], ["./run", "b:g"]),
    ],
)
def test_the_first_word_that_is_no_import_string_begins_the_command(
    words: list[str], targets: list[str], command: list[str]
) -> None:
    """Whatever stands behind it."""
    assert recording._parted(words) == (targets, command)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "name what to record, then -- and a command"),
        (["pytest"], "name what to record ('pytest' is no module:function), then -- and a command"),
        (["a:f"], "name the command that calls it, after --"),
        (["a:f", "b:g"], "name the command that calls it, after --"),
    ],
)
def test_half_a_line_is_answered_with_a_whole_one(words: list[str], told: str) -> None:
    """An example of one is given."""
    with pytest.raises(OptionsError) as refused:
        recording._parted(words)
    assert str(refused.value) == f"{told}: {recording.EXAMPLE}"


@pytest.mark.parametrize(
    ("code", "found", "ends"),
    [
        (0, [kept()], 0),
        (0, [kept(), kept(inputs=0)], 0),
        (0, [kept(inputs=0)], 2),
        (0, [], 2),
        (5, [kept()], 5),
        (5, [kept(inputs=0)], 5),
        (130, [], 130),
    ],
)
def test_the_programs_exit_code_is_passed_on(
    recorded: Any, code: int, found: list[Kept], ends: int
) -> None:
    """Only where it ended well and nothing was recorded it is a usage error, which is told."""
    said, _ = recorded("shop.old:price", *COMMAND, code=code, gives=found)
    assert said.code == ends
    assert ("nothing was recorded" in said.err) is (ends == 2)
    assert said.out == ""


@pytest.mark.parametrize(
    ("one", "lines"),
    [
        (kept(), ["t: 2 inputs of 5 calls from 1 place, in calls/shop.old.price.jsonl"]),
        (
            kept(calls=12_000, inputs=3_000, sites=1_100),
            ["t: 3,000 inputs of 12,000 calls from 1,100 places, in calls/shop.old.price.jsonl"],
        ),
        (kept(inputs=0), ["t: no input could be kept of 5 calls from 1 place"]),
        (kept(calls=0), ["t: no input; it was not called"]),
        (kept(calls=0, is_refused=True), ["t: no input; it cannot be recorded under this name"]),
        (
            kept(calls=0, was_imported=False),
            ["t: no input; it was never imported by what ran (a script that is run is __main__)"],
        ),
        (
            kept(left_out=Counter({"the disk was full": 1200}), notes=["odd"]),
            [
                "t: 2 inputs of 5 calls from 1 place, in calls/shop.old.price.jsonl",
                "    left out: 1,200 the disk was full",
                "    odd",
            ],
        ),
        (
            kept(classes=["a:B", "c:D"]),
            [
                "t: 2 inputs of 5 calls from 1 place, in calls/shop.old.price.jsonl",
                "    its inputs hold classes; what reads them says --class a:B --class c:D",
                '    or, in a plan: classes = ["a:B", "c:D"]',
            ],
        ),
    ],
)
def test_what_became_of_each_target_is_told(recorded: Any, one: Kept, lines: list[str]) -> None:
    """Inputs, or why there is none; what was left out; and what a reader of them has to say."""
    one.target = "t"
    said, _ = recorded("shop.old:price", *COMMAND, gives=[kept("first"), one])
    assert said.err.splitlines()[1:] == lines


def test_a_machine_gets_each_target_in_figures(recorded: Any) -> None:
    """With the program's own exit code; the program's output is kept off it."""
    one = kept(left_out=Counter(odd=2), classes=["a:B"], notes=["n"])
    said, asked = recorded("shop.old:price", "--json", *COMMAND, code=7, gives=[one])
    assert json.loads(said.out) == {
        "exit": 7,
        "targets": [
            {"target": "shop.old:price", "file": "calls/shop.old.price.jsonl", "calls": 5, "inputs": 2, "sites": 1,
             "left_out": {"odd": 2}, "classes": ["a:B"], "notes": ["n"]}
        ],
    }  # fmt: skip
    assert asked["quiet"] is True
    _, plain = recorded("shop.old:price", *COMMAND)
    assert plain["quiet"] is False


def test_each_option_reaches_the_recording(recorded: Any) -> None:
    """Where it goes, how much is kept, what is secret."""
    _, asked = recorded(
        "shop.old:price", "shop.old:price", "a:f", "--out", "there", "--per-site", "3", "--most", "4", "--most-bytes", "5",
        "--secret", "card", "--secret", "$.args[0].x", "--pickle", "--replace", *COMMAND,
    )  # fmt: skip
    settings = asked["settings"]
    assert settings.targets == ("shop.old:price", "a:f")
    assert (settings.per_site, settings.most, settings.most_bytes) == (3, 4, 5)
    assert settings.secrets == (*SECRET, "card")
    assert (settings.paths, settings.pickles) == (("$.args[0].x",), True)
    assert (asked["folder"], asked["replace"], asked["finished"]) == (Path("there"), True, Path("there"))  # fmt: skip
    assert asked["command"] == ["whole", "pytest", "tests"]
    _, plain = recorded("a:f", *COMMAND)
    settings = plain["settings"]
    assert (settings.per_site, settings.most, settings.most_bytes) == (1000, 0, 1 << 30)
    assert (settings.secrets, settings.paths, settings.pickles) == (SECRET, (), False)
    assert (plain["folder"], plain["replace"]) == (Path("calls"), False)
    assert settings.key != asked["settings"].key


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("a:f",), "name the command that calls it"),
        (("a:f", "--per-site", "0", *COMMAND), "greater than or equal to 1"),
        (("a:f", "--most", "-1", *COMMAND), "greater than or equal to 0"),
        (("a:f", "--secret", "$.[", *COMMAND), "$.["),
    ],
)
def test_what_cannot_be_recorded_is_told_before_the_program_runs(
    recorded: Any, words: tuple[str, ...], told: str
) -> None:
    """Nothing is begun."""
    said, asked = recorded(*words)
    assert (said.code, asked) == (2, {})
    assert told in said.told


def test_a_killed_recording_is_only_put_together(recorded: Any) -> None:
    """Nothing runs; the line needs no target."""
    said, asked = recorded("--finish", "calls")
    assert (said.code, asked) == (0, {"finished": Path("calls")})
    empty, _ = recorded("--finish", "calls", gives=[kept(inputs=0)])
    assert empty.code == 2
