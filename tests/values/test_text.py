"""The text form: readable, sorted, and back again without loss."""

import base64
import json
import time
from decimal import Decimal
from types import SimpleNamespace

import pytest

from switchover.values import ReadingError, decode, encode, from_text, rebuild, to_text

from . import pairs


@pytest.mark.parametrize("row", pairs.STANDARD, ids=lambda row: row[0])
def test_text_and_back_gives_an_equal_document(row):
    """Of every kind of value."""
    tree = decode(encode([row[1]()]))
    text = to_text(tree)
    assert to_text(from_text(text)) == text
    assert encode(_sorted(from_text(text))) == encode(_sorted(tree))
    assert json.loads(text) is not None


def _sorted(tree):
    """The same tree with its keys in order: an order that means nothing is not kept."""
    from switchover.values import Node

    kind = type(tree)
    if kind is list or kind is tuple:
        return kind(_sorted(item) for item in tree)
    if kind is dict:
        return {_sorted(key): _sorted(tree[key]) for key in sorted(tree, key=to_text)}
    if kind is Node:
        for part in ("base", "items"):
            setattr(tree, part, _sorted(getattr(tree, part)))
        for part in ("fields", "entries"):
            held = getattr(tree, part)
            if held is not None and not tree.ordered:
                setattr(tree, part, _sorted(held))
    return tree


READABLE = [
    ("d('1.50')", pairs.d("1.50"), '{"$decimal": "1.50"}'),
    ("datetime", pairs.at(2024), '{"$datetime": "2024-05-01T12:00:00"}'),
    ("aware", pairs.at(2024, tzinfo=pairs.UTC), '{"$datetime": "2024-05-01T12:00:00+00:00"}'),
    ("bytes", lambda: b"abc", '{"$bytes": "abc"}'),
    ("raw bytes", lambda: b"\x00\xff", '{"$base64": "AP8="}'),
    ("tuple", lambda: (1, (2,)), '{"$tuple": [1, {"$tuple": [2]}]}'),
    ("set", lambda: {3, 1, 2}, '{"$set": [1, 2, 3]}'),
    ("keys", lambda: {2: "b", 1: "a"}, '{"$dict": [[1, "a"], [2, "b"]]}'),
    ("NaN", lambda: [float("nan"), float("-inf")], '[{"$float": "nan"}, {"$float": "-inf"}]'),
    ("enum", lambda: pairs.Colour.RED, '{"$enum": ["tests.values.pairs.Colour.RED", 1]}'),
    ("tag-like data", lambda: {"$date": 1}, '{"$$date": 1}'),
    ("more tag-like", lambda: {"$$date": 1}, '{"$$$date": 1}'),
    ("no tag", lambda: {"$a": 1, "b": 2}, '{"$a": 1, "b": 2}'),
    ("sorted", lambda: {"b": 1, "a": 2}, '{"a": 2, "b": 1}'),
    ("lone surrogate", lambda: "\ud800é", '"\\ud800é"'),
    ("complex", lambda: 1j, '{"$complex": [0.0, 1.0]}'),
    ("dataclass", lambda: pairs.Point(1), '{"$object": {"type": "tests.values.pairs.Point", "fields": {"x": 1}}}'),
]  # fmt: skip


@pytest.mark.parametrize(("_", "make", "text"), READABLE)
def test_a_text_is_readable(_, make, text):
    """Each standard value has a tag of its own, and is read from it."""
    assert to_text(decode(encode(make()))).replace(pairs.__name__, "tests.values.pairs") == text
    tree = decode(encode(make()))
    assert encode(_sorted(from_text(to_text(tree)))) == encode(_sorted(tree))


@pytest.mark.parametrize(
    ("text", "means"),
    [('{"$datetime": "2024-01-31T10:00:00Z"}', '{"$datetime": "2024-01-31T10:00:00+00:00"}'),
     ('{"$timedelta": "P1DT2.50S"}', '{"$timedelta": "P1DT2.5S"}'),
     ('{"$fraction": "2/4"}', '{"$fraction": "1/2"}'),
     ('{"$uuid": "00000000000000000000000000000005"}', '{"$uuid": "00000000-0000-0000-0000-000000000005"}')],
)  # fmt: skip
def test_what_a_hand_writes_is_made_canonical(text, means):
    """So that it equals the same value from elsewhere."""
    assert to_text(from_text(text)) == means


WRONG = [
    ("[1,\n {\"a\": 1, \"a\": 2}]", 2, 2, "stands here twice"),
    ('{"x": {"$nosuch": 1}}', 1, 7, "not known"),
    ('[{"$decimal": "abc"}]', 1, 2, "no decimal"),
    ('[{"$decimal": 1.5}]', 1, 2, "holds a text"),
    ('{"$datetime": "yesterday"}', 1, 1, "datetime"),
    ('{"$set": [[1]]}', 1, 1, "unhashable"),
    ('{"$set": [1, 1]}', 1, 1, "twice"),
    ('{"$dict": [[1, 2], [1, 3]]}', 1, 1, "twice"),
    ('{"$dict": [1]}', 1, 1, "pairs"),
    ('{"$object": {"fields": {}}}', 1, 1, "type"),
    ('{"$object": {"type": "a", "more": 1}}', 1, 1, "no part 'more'"),
    ('{"$base64": "*"}', 1, 1, "base64"),
    ('{"$bytes": "é"}', 1, 1, "base64"),
    ('{"$enum": "RED"}', 1, 1, "module.Class.NAME"),
    ('{"$ref": 1}', 1, 1, "refers to no"),
    ('{"$set": [{"$shared": [1, 2]}]}', 1, 1, "keys and members"),
    ('{"a": nope}', 1, 7, "Expecting value"),
    ("[NaN]", 1, 2, '{"$float": "nan"}'),
    ('["NaN", 1.5e3, -0.5,\n -Infinity]', 2, 2, '{"$float": "-inf"}'),
    ("[1e999]", 1, 2, "larger than"),
    ('{"1e999": [1e308, 12,\n\n  "1e999", -1e999, 1e999]}', 3, 12, "larger than"),
    ("[1,\n" + "9" * 5000 + "]", 2, 1, "number"),
    ('["\\"", "9999",\n{"a": [-' + "9" * 5000 + "]}]", 2, 8, "number"),
    ('[{"$shared": [1, []]}, "{\\"$ref\\": 2}",\n {"$ref": 1}, { "$ref" : 2}]', 2, 15, "refers to no"),
    ('["$ref", 1, {"$ref": 12},\n {"$ref": 1}, {"$shared": [12, []]}]', 1, 13, "refers to no"),
    ('[{"$shared": [7, 1]},\n {"$shared" : [ 7, 2]}]', 2, 2, "stands twice"),
    ("[" * 100_000 + '{"$shared": [1, 2]}' + "]" * 100_000, 1, 101, "too deeply"),
    ("[" * 100_000, 1, 101, "too deeply"),
    ("[" * 100_000 + '{"$shared": [1, [{"$ref": 1}]]}' + "]" * 100_000, 1, 101, "too deeply"),
    ('{"$dict": [[{"$object": {"type": "a.B", "fields": {"x": [{"$ref": 1}]}}}, 1]]}', 1, 1, "keys and members"),
    ("", 1, 1, "Expecting value"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "column", "said"), WRONG, ids=[row[0][:30] for row in WRONG]
)
def test_what_is_wrong_is_told_with_its_place(text, line, column, said):
    """Line and column of the object that is wrong."""
    with pytest.raises(ReadingError, match=None) as caught:
        from_text(text)
    assert said in str(caught.value)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_hostile_texts_are_refused_within_a_second():
    """Collisions, sizes, references that would double, a key that stands twice among many."""
    modulus = 2**61 - 1
    colliding = ", ".join(f"[{n * modulus}, 0]" for n in range(1, 60_000))
    members = ", ".join(str(n * modulus) for n in range(1, 60_000))
    twice = ", ".join(f'"k{n}": 1' for n in [*range(60_000), 59_999])
    hostile = [f'{{"$dict": [{colliding}]}}', f'{{"$set": [{members}]}}', " " * (64 * 2**20 + 1)]
    hostile.append(f"{{{twice}}}")
    for text in hostile:
        started = time.process_time()
        with pytest.raises(ReadingError):
            from_text(text)
        assert time.process_time() - started < 1


def test_a_cycle_and_shared_parts_are_told_by_references():
    """A part of itself, through lists and tuples, comes back as that."""
    ring: list = [1]
    ring.append((ring, {"self": ring}))
    text = to_text(decode(encode(ring)))
    assert text == '{"$shared": [1, [1, {"$tuple": [{"$ref": 1}, {"self": {"$ref": 1}}]}]]}'
    tree = from_text(text)
    assert tree[1][0] is tree
    tied = (inner := [],)
    inner.append(tied)
    again = from_text(to_text(decode(encode(tied))))
    assert again[0][0][0] is again[0]
    graph: list = []
    for _ in range(40):
        graph = [graph, graph]
    assert len(to_text(graph)) < 3000


def test_what_can_be_changed_in_two_places_stays_one_where_it_is_asked_for():
    """An input is more than its parts: a list that stands there twice is one list."""
    rows, whole, order = [1], (1, 2), SimpleNamespace(total=Decimal("1.50"))
    value = {"a": [rows, rows], "b": (order, {"x": order}), "c": [whole, whole], "d": [[1], [1]]}
    value["total"] = order.total
    text = to_text(decode(encode(value, aliases=True)), aliases=True)
    made = rebuild(from_text(text))
    assert made["a"][0] is made["a"][1]
    assert made["b"][0] is made["b"][1]["x"]
    assert made["d"][0] is not made["d"][1]
    assert text.count("$ref") == 2, "what nobody can change is written where it stands"
    assert "$ref" not in to_text(decode(encode(value)))
    plain = [[1], {"a": whole, "b": whole}, Decimal(1), "text"]
    assert encode(plain, aliases=True) == encode(plain)
    odd = '[{"$shared": [1, {"$object": {"type": "uuid.UUID"}}]}, {"$ref": 1}]'
    assert to_text(from_text(odd), aliases=True) == odd, "a type with a tag, and no text for it"


def test_what_is_deeper_than_the_text_says_so():
    """The text ends, and is not comparable."""
    deep: list = []
    for _ in range(1000):
        deep = [deep]
    assert "100 levels" in from_text(to_text(deep)).opaque


def test_an_indent_makes_a_text_that_can_be_compared_by_line():
    """One line for each value."""
    assert to_text({"b": [1, 2], "a": None}, indent=1).split("\n")[1] == ' "a": null,'
    assert base64.b64decode(json.loads(to_text(b"\x00"))["$base64"]) == b"\x00"
