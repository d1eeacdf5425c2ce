"""`shadow --on`: what goes together, what does not, and that it ends as in one process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from switchover.cli import main

PAIR = ("shadow", "--control", "operator:neg", "--candidate", "operator:inv", "--corpus")


def code_of(words: tuple[str, ...]) -> object:
    """Call the command, and say what the shell would see."""
    with pytest.raises(SystemExit) as ended:
        main([*PAIR, *words])
    return ended.value.code


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("c.jsonl", "--resume"), "need --on"),
        (("c.jsonl", "--workers", "2"), "need --on"),
        (("c.jsonl", "--join"), "need --on"),
        (("c.jsonl", "--on", "mysql://me:secret@db/x"), "--on mysql: write processes"),
        (("c.jsonl", "--on", "processes", "--only", "1"), "in one process"),
        (("c.jsonl", "--on", "processes", "--join"), "--workers N"),
        (("c.jsonl", "--on", "postgres", "--join", "--resume"), "--join only helps"),
        (("-", "--on", "processes"), "save it to a file"),
        (("c.jsonl", "--on", "temporal", "--join"), "temporal://HOST:PORT"),
        (("c.jsonl", "--on", "temporal://127.0.0.1:1", "--join"), "--store postgresql://"),
        (("c.jsonl", "--on", "temporals", "--join"), "--on temporals: write processes"),
        (("c.jsonl", "--on", "temporal://nowhere"), "no place to run on"),
        (("c.jsonl", "--on", "processes", "--store", "sqlite:x"), "--store goes with"),
        (("c.jsonl", "--on", "postgresql://me@127.0.0.1:1/none"), "PostgreSQL"),
    ],
)
def test_what_does_not_go_together_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    said: str,
) -> None:
    """Exit code 2, what to write, and no password in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c.jsonl").write_text('{"args": [1]}\n{"args": [-1]}\n')
    assert code_of(words) == 2
    err = " ".join(capsys.readouterr().err.split())
    assert said in err
    assert "secret" not in err


def test_a_verdict_in_chunks_is_the_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same exit code and the same numbers, by processes that load what the line names."""
    monkeypatch.chdir(tmp_path)
    corpus = "".join(f'{{"args": [{number}]}}\n' for number in range(9))
    (tmp_path / "c.jsonl").write_text(corpus)
    words = ("c.jsonl", "--on", "processes", "--workers", "1", "--chunk", "4")
    assert code_of(words) == 1
    capsys.readouterr()
    verdict = json.loads((tmp_path / "out" / "verdict.json").read_text())
    assert verdict["plans"][0]["pairs"][0]["lead"].startswith("9 of 9")
