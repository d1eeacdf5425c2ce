"""Values that are given again: what an input needs, and comparing does not, is kept of it."""

import contextvars
import copy
import dataclasses
import datetime as dt
import io
import zoneinfo

import attrs
import pandas as pd
import pytest

from switchover.values import RebuildError, decode, encode, from_text, rebuild, to_text


@dataclasses.dataclass
class Order:
    id: int
    note: str = dataclasses.field(default="", compare=False)
    seen: int = dataclasses.field(default=0, init=False, compare=False)


@dataclasses.dataclass(slots=True)
class Line:
    """A field without a default could not be made at all without its value."""

    id: int
    row: int = dataclasses.field(compare=False)


@attrs.define
class Item:
    id: int
    _source: str = attrs.field(eq=False)
    seen: int = attrs.field(default=0, init=False, eq=False)


class Special(Order):
    """A class that declares nothing itself."""


def allowed(name):
    module, _, path = name.rpartition(".")
    return globals().get(path) if module == __name__ else None


INPUTS = {
    "a dataclass": (Order(1, "n"), Order(1, "m"), "note"),
    "with slots": (Line(1, 5), Line(1, 6), "row"),
    "attrs": (Item(1, "n"), Item(1, "m"), "_source"),
    "a subclass": (Special(1, "n"), Special(1, "m"), "note"),
}
each = pytest.mark.parametrize(("value", "like", "name"), INPUTS.values(), ids=INPUTS)


@each
def test_what_is_not_compared_is_no_part_of_an_answer(value, like, name):
    """Two that differ in it alone are equal, as their class says."""
    assert encode(value) == encode(like)
    assert name not in decode(encode(value)).fields


@each
def test_what_is_not_compared_is_part_of_an_input(value, like, name):
    """A side that is given it again reads the value that was there, not the default."""
    document = encode(value, aliases=True)
    assert document != encode(like, aliases=True)
    made = rebuild(from_text(to_text(decode(document))), allowed)
    assert getattr(made, name) == getattr(value, name) != getattr(like, name)
    assert encode(made, aliases=True) == document
    assert encode(value) == encode(like), "whatever was written before"


@each
def test_an_input_holds_it_however_deep_and_shared_it_lies(value, like, name):
    """In containers, as a part of another, and where it stands twice."""
    held = {"rows": [(value,), value, copy.copy(value)], "of": io.BytesIO(b"a")}
    made = rebuild(decode(encode(held, aliases=True)), allowed)
    assert [getattr(one, name) for one in (made["rows"][0][0], *made["rows"][1:])] == [
        getattr(value, name)
    ] * 3
    assert made["rows"][0][0] is made["rows"][1] is not made["rows"][2]


@pytest.mark.parametrize("value", [Order(1, "n"), Item(1, "n")], ids=lambda one: type(one).__name__)
def test_what_a_class_makes_for_itself_is_left_to_it(value):
    """A field that its `__init__` does not take: what it counted, or keeps."""
    value.seen = 9
    assert "seen" not in decode(encode(value, aliases=True)).fields
    assert rebuild(decode(encode(value, aliases=True)), allowed).seen == 0


def test_an_encoder_within_an_encoder_keeps_its_own_way():
    """Of contexts too: what is written as an answer meanwhile is written as one."""
    order = Order(1, "n")
    asked = []

    class Asking:
        def __init__(self):
            self.x = 1

        @property
        def __dict__(self):
            raise AssertionError

    outside = contextvars.copy_context()
    encode([order, Asking()], aliases=True)
    asked.append(outside.run(encode, order))
    assert asked == [encode(order)]


@pytest.mark.parametrize("changed", ["tree", "value"])
def test_a_bytearray_of_a_value_is_not_that_of_its_tree(changed):
    """Who changes an input changes what was given to it, and not the next that is made."""
    cells = bytearray(b"a")
    tree = decode(encode([cells, cells], aliases=True))
    made = rebuild(tree)
    assert made[0] is made[1]
    (tree if changed == "tree" else made)[0].extend(b"b")
    assert (bytes(tree[0]), bytes(made[0])) == (
        (b"ab", b"a") if changed == "tree" else (b"a", b"ab")
    )
    assert rebuild(bytearray(b"c")) == bytearray(b"c")


@pytest.mark.parametrize("newline", [None, "", "\n", "\r", "\r\n"], ids=repr)
@pytest.mark.parametrize("text", ["", "a\nb", "a\r\nb\rc\n"], ids=repr)
def test_a_stream_of_text_keeps_its_line_ends(newline, text):
    """What it holds, what it will make of what is written to it, and where it is."""
    stream = io.StringIO(text, newline=newline)
    stream.seek(1)
    made = rebuild(from_text(to_text(decode(encode(stream)))))
    assert encode(made) == encode(stream)
    assert made.read() == stream.read()
    assert made.write("\nx\r\n") == stream.write("\nx\r\n")
    assert (made.getvalue(), made.tell()) == (stream.getvalue(), stream.tell())


@pytest.mark.parametrize("make", [lambda: io.StringIO("a"), lambda: io.BytesIO(b"a")])
def test_a_stream_that_was_closed_is_made_closed(make):
    """Reading it is an error, as it was; a fresh one would read as empty."""
    stream = make()
    stream.close()
    made = rebuild(decode(encode(stream)))
    assert made.closed
    assert encode(made) == encode(stream)


@pytest.mark.parametrize("position", [0, 1, 5])
def test_a_stream_of_bytes_is_made_where_it_was(position):
    """Beyond its end as well."""
    stream = io.BytesIO(b"abc")
    stream.seek(position)
    made = rebuild(decode(encode(stream)))
    assert (made.tell(), made.getvalue()) == (position, b"abc")
    assert made.write(b"x") == 1
    stream.write(b"x")
    assert made.getvalue() == stream.getvalue()


def test_what_is_too_deep_to_be_made_is_refused():
    """With an error of its own: a line of a corpus may be as deep as JSON goes."""
    deep = from_text("[" * 700 + '{"$tuple": [1]}' + "]" * 700)
    with pytest.raises(RebuildError, match="too deeply"):
        rebuild(deep)


PARIS, BERLIN = zoneinfo.ZoneInfo("Europe/Paris"), zoneinfo.ZoneInfo("Europe/Berlin")


class Moment(dt.datetime):
    pass


@pytest.mark.parametrize(
    "make",
    [
        lambda zone: dt.datetime(2024, 3, 30, 12, tzinfo=zone),
        lambda zone: dt.datetime(2024, 10, 27, 2, 30, tzinfo=zone, fold=1),
        lambda zone: dt.time(12, tzinfo=zone),
        lambda zone: Moment(2024, 3, 30, 12, tzinfo=zone),
        lambda zone: pd.Timestamp(2024, 3, 30, 12, tz=zone),
        lambda zone: pd.Timestamp("2024-10-27 01:30", tz="UTC").tz_convert(zone),
    ],
    ids=["day before", "fold", "time", "subclass", "Timestamp", "Timestamp with a fold"],
)
def test_a_moment_of_an_input_keeps_its_zone(make):
    """A day later its offset is another: what a side makes of it must not hang on who recorded it."""

    def allow(name):
        return pd.Timestamp if name.startswith("pandas.") else allowed(name)

    value = make(PARIS)
    made = rebuild(from_text(to_text(decode(encode([value], aliases=True)))), allow)[0]
    assert (type(made), made.tzinfo.key, made.fold) == (type(value), "Europe/Paris", value.fold)
    assert encode(made) == encode(value)
    if isinstance(value, dt.datetime):
        assert made + dt.timedelta(days=1) == value + dt.timedelta(days=1)
        assert (made + dt.timedelta(days=1)).utcoffset() == (
            value + dt.timedelta(days=1)
        ).utcoffset()
        assert encode(make(BERLIN)) == encode(value), "of an answer the name is no part"
    assert encode(make(BERLIN), aliases=True) != encode(value, aliases=True)


@pytest.mark.parametrize(
    "zone", [dt.timezone.utc, dt.timezone(dt.timedelta(hours=2)), None], ids=str
)
def test_a_moment_without_a_named_zone_is_written_as_its_text(zone):
    """Its offset is all there is."""
    value = dt.datetime(2024, 3, 30, 12, tzinfo=zone)
    assert encode(value, aliases=True) == encode(value)
    assert rebuild(decode(encode(value, aliases=True))).tzinfo == zone
