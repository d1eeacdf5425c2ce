"""Recorded inputs: read, checked before anything runs, streamed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import io
import itertools
import json
import os
import threading
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from switchover.migrations import Corpus, Folder, InputError, Items, Lines, open_source
from switchover.migrations.source import spooled


def lines(tmp_path: Path, content: str | bytes, *, raw: bool = False, **options: Any) -> Corpus:
    """Make a corpus of one file."""
    file = tmp_path / "inputs.jsonl"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Corpus((Lines(file, raw=raw, label="inputs.jsonl"),), **options)


def test_lines_are_calls(tmp_path: Path) -> None:
    """Arguments arrive as written, either part may be left out, blank lines are no input."""
    corpus = lines(
        tmp_path, '{"args": [1, "é"], "kwargs": {"k": NaN}}\r\n\n{"kwargs": {}}\n{"args": []}'
    )
    (args, kwargs), *rest = corpus
    assert args == (1, "é")
    assert list(kwargs) == ["k"]
    assert rest == [((), {}), ((), {})]
    assert len(corpus) == 3


def test_a_line_holds_what_json_says_and_what_python_adds_to_it(tmp_path: Path) -> None:
    """Floats without a value are read, and a tag is one however its dollar is written."""
    corpus = lines(tmp_path, '{"args": [NaN, -Infinity, {"\\u0024decimal": "1.50"}]}\n')
    ((args, _),) = corpus
    assert repr(args) == "(nan, -inf, Decimal('1.50'))"


def test_raw_lines_are_text(tmp_path: Path) -> None:
    """With raw each line is the argument, an empty one too; only the line's end is taken off."""
    corpus = lines(tmp_path, "a b \r\n\n{\u2028}\x0b", raw=True)
    assert [args for args, _ in corpus] == [("a b ",), ("",), ("{\u2028}\x0b",)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "inputs.jsonl:2:1: not JSON: Expecting value (got nonsense)"),
        ("[1]", "inputs.jsonl:2: expected an object with args and kwargs, found a list (got [1])"),
        ("null", "inputs.jsonl:2: expected an object with args and kwargs, found null (got null)"),
        ('{"arg": []}', "inputs.jsonl:2: unknown key 'arg' (did you mean 'args'?)"),
        ('{"args": 3}', "inputs.jsonl:2: args must be a list, found a number"),
        ('{"args": [], "weight": "x"}', "inputs.jsonl:2: weight must be a number of 0 or more"),
        ('{"args": [], "weight": 1e16}', "inputs.jsonl:2: weight must be a number of 0 or more"),
        ('{"args": [], "weight": -1}', "inputs.jsonl:2: weight must be a number of 0 or more"),
        ('{"args": [], "weight": NaN}', "inputs.jsonl:2: weight must be a number of 0 or more"),
        ('{"args": "abc"}', "inputs.jsonl:2: args must be a list, found text"),
        ('{"kwargs": []}', "inputs.jsonl:2: kwargs must be an object, found a list"),
        (
            '{"kwargs": {"$dict": [[1, 2]]}}',
            "inputs.jsonl:2: the keys of kwargs must be texts, found 1",
        ),
        (
            '{"a\u202e\x7f": 1}',
            r"inputs.jsonl:2: unknown key 'a\u202e\x7f' (got {",
        ),
        ("{}", "inputs.jsonl:2: neither args nor kwargs"),
        ('{"args": [1], "args": [2]}', "inputs.jsonl:2:1: the key 'args' stands here twice"),
        ('{"args": [{"a": 1, "a": 2}]}', "inputs.jsonl:2:11: the key 'a' stands here twice"),
        ('{"args": [1e999]}', "inputs.jsonl:2:11: a number cannot be read: 1e999 is larger than"),
        ("[" * 100_000, "inputs.jsonl:2: not usable JSON: maximum recursion depth"),
        ("9" * 5000, "inputs.jsonl:2: not usable JSON: Exceeds the limit"),
    ],
)
def test_a_malformed_line_is_refused_with_its_number(tmp_path: Path, line: str, said: str) -> None:
    """Before anything ran, the line is named with what is wrong and what is expected."""
    corpus = lines(tmp_path, f'{{"args": []}}\n{line}\n')
    with pytest.raises(InputError) as caught:
        corpus.validate()
    assert str(caught.value).startswith(said)
    assert 'each line is {"args"' in str(caught.value)


def test_bytes_that_are_no_text_are_refused_with_their_place(tmp_path: Path) -> None:
    """The column is that of the first bad byte."""
    with pytest.raises(InputError, match=r"inputs.jsonl:1:3: not UTF-8 text: .*byte 0xff"):
        lines(tmp_path, b"ab\xff", raw=True).validate()


LINES = '{"args": ["a"]}\n' * 30


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            LINES.encode("utf-16"),
            "UTF-16 text, where UTF-8 text is wanted; save it as UTF-8: iconv -f UTF-16 -t UTF-8",
        ),
        (
            LINES.encode("utf-16-le"),
            "UTF-16 text, where UTF-8 text is wanted; save it as UTF-8: iconv -f UTF-16-LE -t UTF-8",
        ),
        (
            LINES.encode("utf-32-be"),
            "UTF-32 text, where UTF-8 text is wanted; save it as UTF-8: iconv -f UTF-32-BE -t UTF-8",
        ),
        (
            gzip.compress(LINES.encode(), mtime=0),
            "a gzip archive, where UTF-8 text is wanted; unpack it first",
        ),
    ],
)
def test_a_file_that_is_something_else_is_named_once(
    tmp_path: Path, content: bytes, said: str
) -> None:
    """Not as hundreds of lines that are no JSON; and as what it is, with what to do."""
    with pytest.raises(InputError) as caught:
        lines(tmp_path, content).validate()
    assert str(caught.value) == f"inputs.jsonl:1: {said}"


def test_a_raw_line_may_hold_zeros(tmp_path: Path) -> None:
    """Only a mark at its beginning says that a text is not UTF-8."""
    assert lines(tmp_path, b"a\0b\0\n", raw=True).validate() == 1
    with pytest.raises(InputError, match="UTF-16 text"):
        lines(tmp_path, "a".encode("utf-16"), raw=True).validate()


def test_many_malformed_lines_are_counted_not_listed(tmp_path: Path) -> None:
    """An error message stays readable, and its help is said once."""
    with pytest.raises(InputError) as caught:
        lines(tmp_path, "x\n" * 1000).validate()
    said = str(caught.value).splitlines()
    assert len(said) == 21
    assert said[-1] == "... and 980 more of these"
    assert sum("each line is" in line for line in said) == 1


def test_malformed_lines_can_be_skipped_and_are_counted(tmp_path: Path) -> None:
    """Skipping is a choice, and the record knows how many."""
    corpus = lines(tmp_path, '{"args": [1]}\nx\n{"args": [2]}\n', skip_malformed=True)
    assert corpus.validate() == 2
    assert corpus.malformed == 1
    assert [args for args, _ in corpus] == [(1,), (2,)]


def test_a_file_that_changes_after_validation_is_noticed(tmp_path: Path) -> None:
    """What was not validated is not run."""
    corpus = lines(tmp_path, '{"args": [1]}\n')
    corpus.validate()
    (tmp_path / "inputs.jsonl").write_text("nonsense\n")
    with pytest.raises(InputError, match="not JSON"):
        list(corpus)


def test_a_pipe_can_be_read_again(tmp_path: Path) -> None:
    """What a shell's `<(...)` gives is kept, for it is validated first and read afterwards."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=('{"args": [1]}\n',))
    writer.start()
    corpus = Corpus((open_source(str(pipe)),))
    writer.join()
    assert corpus.validate() == 1
    assert [args for args, _ in corpus] == [(1,)]


def test_a_folder_gives_the_text_of_its_files_in_one_order(tmp_path: Path) -> None:
    """Subfolders are read, hidden files are not, the pattern narrows."""
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden", "sub/.git/x.txt", "d.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert [args[0] for args, _ in Corpus((Folder(tmp_path, "*.txt"),))] == [
        "a.txt",
        "b.txt",
        "sub/c.txt",
    ]


def test_a_folder_of_recorded_calls_is_no_folder_of_texts(tmp_path: Path) -> None:
    """Their lines were the argument, without a word; who means that says raw."""
    (tmp_path / "shop.old.price.jsonl").write_text('{"args": [1], "kwargs": {}}\n')
    with pytest.raises(InputError, match=r"holds calls.*shop\.old\.price\.jsonl"):
        open_source(str(tmp_path))
    assert [args for args, _ in Corpus((open_source(str(tmp_path), raw=True),))] == [
        ('{"args": [1], "kwargs": {}}\n',)
    ]


@pytest.mark.parametrize("text", ["", "[1]\n", '{"args": "a"}', "{", "\x00", '{"a": [1]}\n'])
def test_a_folder_of_other_lines_is_one_of_texts(tmp_path: Path, text: str) -> None:
    (tmp_path / "rows.jsonl").write_text(text)
    (tmp_path / "rows.json").write_text('{"args": [1]}')
    assert isinstance(open_source(str(tmp_path)), Folder)


def test_a_binary_file_in_a_folder_is_named(tmp_path: Path) -> None:
    """The problem names the file."""
    (tmp_path / "image.png").write_bytes(b"\x89PNG\xff")
    with pytest.raises(InputError, match=r"image.png:1: not UTF-8 text"):
        Corpus((Folder(tmp_path),)).validate()


def test_items_may_hold_what_json_cannot() -> None:
    """Calls of an iterable arrive as they are, as pairs or as mappings."""
    marker = object()
    corpus = Corpus((Items("here", [((marker,), {"k": 1}), {"args": [2]}, [[3], {}]]),))
    assert list(corpus) == [((marker,), {"k": 1}), ((2,), {}), ((3,), {})]


def test_a_function_that_returns_an_iterable_is_read_anew_each_time() -> None:
    """A generator function can be validated and then run."""

    def inputs() -> Iterator[int]:
        yield from range(3)

    corpus = Corpus((Items("here", inputs, raw=True),))
    assert corpus.validate() == 3
    assert [args for args, _ in corpus] == [(0,), (1,), (2,)]


@pytest.mark.parametrize(
    ("items", "raw", "said"),
    [
        ([1], False, "item 0 is no call"),
        ([((1,), {2: 3})], False, "item 0 is no call"),
        (iter([1]), True, "can be read only once"),
        (7, True, "is no iterable of inputs"),
    ],
)
def test_items_that_are_no_calls_are_refused(items: Any, raw: bool, said: str) -> None:
    """The item is named by its index, a one-shot iterator by its nature."""
    with pytest.raises(InputError, match=said):
        Corpus((Items("here", items, raw=raw),)).validate()


def test_a_stream_is_kept_so_that_it_can_be_read_twice() -> None:
    """Standard input is validated and then run, like a file."""
    corpus = Corpus((spooled(io.BytesIO(b"a\nb\n"), raw=True),))
    assert corpus.validate() == 2
    assert len(list(corpus)) == 2
    assert corpus.name == "<stdin>"


def test_a_large_file_is_streamed(tmp_path: Path) -> None:
    """Validating holds no inputs: memory stays far below the size of the file."""
    corpus = lines(tmp_path, (json.dumps({"args": ["x" * 500]}) + "\n") * 20_000)
    tracemalloc.start()
    assert corpus.validate() == 20_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000 < (tmp_path / "inputs.jsonl").stat().st_size


def test_inputs_are_picked_by_index_without_reading_further() -> None:
    """The endless rest of a source is not read."""
    corpus = Corpus((Items("endless", itertools.count, raw=True),))
    assert corpus.pick([5, 2]) == [((2,), {}), ((5,), {})]
    assert corpus.pick([]) == []


@dataclasses.dataclass
class Order:
    id: int


NAMED = f"{Order.__module__}.Order"


def lines_of(folder: Path, *texts: str, **settings: Any) -> list[Any]:
    """Read lines as inputs."""
    file = folder / "tagged.jsonl"
    file.write_text("\n".join(texts), encoding="utf-8")
    return list(Lines(file, **settings).read())


def test_a_line_may_hold_what_json_lacks(tmp_path: Path) -> None:
    """Tags make standard values; data that looks like a tag is written with one more sign."""
    (call,) = lines_of(
        tmp_path,
        '{"args": [{"$decimal": "1.50"}, {"$datetime": "2024-01-31T10:00:00"}, {"$tuple": [1]}, '
        '{"$$ref": "x"}], "kwargs": {"when": {"$date": "2024-01-31"}}}',
    )
    args = (Decimal("1.50"), dt.datetime(2024, 1, 31, 10), (1,), {"$ref": "x"})
    assert call == (args, {"when": dt.date(2024, 1, 31)})
    assert str(call[0][0]) == "1.50"


def test_a_line_makes_only_the_classes_that_the_plan_names(tmp_path: Path) -> None:
    """Without being named, a class is a problem with its line; nothing is imported."""
    text = f'{{"args": [{{"$object": {{"type": "{NAMED}", "fields": {{"id": 7}}}}}}]}}'
    (problem,) = lines_of(tmp_path, text)
    assert (problem.line, NAMED in problem.message) == (1, True)
    assert "classes in a plan" in problem.remedy
    (call,) = lines_of(tmp_path, text, classes={NAMED: Order})
    assert call == ((Order(7),), {})


def test_a_bad_tag_is_a_problem_with_its_place(tmp_path: Path) -> None:
    """Line and column, and what is known instead."""
    (problem,) = lines_of(tmp_path, '{"args": [{"$decimal": "1"}, {"$decimals": "1"}]}')
    assert (problem.line, problem.column) == (1, 30)
    assert "'$decimals' is not known" in problem.message


def test_the_text_of_each_call_is_given_again(tmp_path: Path) -> None:
    """As it was written, without what is no call: a small corpus is made of these lines."""
    good = [b'{"args": [1], "weight": 3}', '{"kwargs": {"b": "é", "a": 2}}'.encode()]
    content = b"\xef\xbb\xbf" + good[0] + b"\r\n\nnonsense\n\xfd\n" + good[1]
    corpus = lines(tmp_path, content, skip_malformed=True)
    (source,) = corpus.sources
    assert isinstance(source, Lines)
    assert [text.encode() for text in source.texts()] == good
    assert len(list(corpus)) == 2


def test_how_many_calls_each_input_stands_for(tmp_path: Path) -> None:
    """In the order of the inputs over all sources, skipped lines left out; none where all are 1."""
    text = '{"args": [1], "weight": 3}\nnonsense\n{"args": [2]}\n{"args": [3], "weight": 0}\n'
    (tmp_path / "first.jsonl").write_text(text)
    items = Items("here", [{"args": [4], "weight": 0.5}, ((5,), {})])
    corpus = Corpus((Lines(tmp_path / "first.jsonl"), items), skip_malformed=True)
    assert corpus.validate() == len(list(corpus)) == 5
    assert list(corpus.weights) == [3, 1, 0, 0.5, 1]
    corpus.validate()
    assert list(corpus.weights) == [3, 1, 0, 0.5, 1]
    plain = Corpus((items, Items("raw", [{"weight": 7}], raw=True)))
    plain.validate()
    assert list(plain.weights) == [0.5, 1, 1]
    alike = lines(tmp_path, '{"args": [1]}\n{"args": [2], "weight": 1}\n')
    alike.validate()
    assert not alike.weights


class Bare:
    """A source of one's own, which knows no weights."""

    name = "bare"

    def read(self) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
        yield (1,), {}


def test_a_source_that_knows_no_weights_has_ones() -> None:
    """Beside one that knows them."""
    corpus = Corpus((Bare(), Items("here", [{"args": [4], "weight": 2}])))
    assert corpus.validate() == 2
    assert list(corpus.weights) == [1, 2]
