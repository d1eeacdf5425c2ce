"""Laws of documents that are cut, linked, damaged or compared, drawn over shapes of every width."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.values import ReadingError, decode, differing, encode, from_text, show, to_text
from switchover.values.cutting import cut, looks_wide, pieces_in
from switchover.values.decoding import joined
from switchover.values.document import CHUNKED, PLAIN, chunks_of, form_of, pack
from switchover.values.linked import encode_linked

from .test_laws import VALUES, exact

WIDTHS = st.sampled_from([0, 1, 3, 15, 16, 17, 40, 129, 300])
CELLS = st.one_of(
    st.integers(-2, 2), st.booleans(), st.none(), st.sampled_from(["", "a", 1.0, -0.0, b"x"])
)
quick = settings(max_examples=25)


@st.composite
def wide(draw, depth=2):
    """Containers of any width, each row made of a few cells: what is cut, and where, hangs on both."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(CELLS)
    width, inner = draw(WIDTHS) if depth > 1 else draw(st.integers(0, 20)), wide(depth - 1)
    few = [draw(inner) for _ in range(min(width, draw(st.integers(1, 3))))]
    items = [few[n % len(few)] for n in range(width)]
    kind = draw(st.sampled_from(["list", "tuple", "texts", "numbers"]))
    if kind in ("list", "tuple"):
        return items if kind == "list" else tuple(items)
    return {(f"k{n}" if kind == "texts" else n): item for n, item in enumerate(items)}


def patched(tree, steps, part):
    """A tree with another part at the end of these steps."""
    if not steps:
        return part
    (kind, at), *rest = steps
    inner = patched(tree[at], rest, part)
    if isinstance(tree, tuple):
        return (*tree[:at], inner, *tree[at + 1 :])
    copy = dict(tree) if kind == "entry" else list(tree)
    copy[at] = inner
    return copy


@given(wide(), wide())
@quick
def test_what_is_told_makes_the_control_the_candidate(one, other):
    """Every part at its place, and nothing beside: so all that is not told is equal."""
    control, candidate = (
        encode(("returned", {"of": one, "like": [1, 2]})),
        encode(("returned", {"of": other, "like": [1, 2]})),
    )
    tree = decode(control)
    for steps, was, becomes in differing(control, candidate):
        found = tree
        for _, at in steps:
            found = found[at]
        assert exact(found) == exact(was)
        tree = patched(tree, steps, becomes)
    assert exact(tree) == exact(decode(candidate))


@given(wide(), st.data())
@quick
def test_one_cell_that_changed_is_told_alone(value, data):
    """However deep and wide it lies: no part that is told is larger than it has to be to hold it."""
    value = {"of": value, "like": [1, 2]}
    steps, part = [], value
    while isinstance(part, (list, tuple, dict)) and part:
        at = data.draw(st.sampled_from(list(part) if isinstance(part, dict) else range(len(part))))
        steps.append(("entry" if isinstance(part, dict) else "item", at))
        part = part[at]
    changed = patched(value, steps, "changed")
    ((where, was, becomes),) = differing(encode(value), encode(changed))
    assert [*where] == steps[: len(where)]
    assert exact(patched(was, steps[len(where) :], "changed")) == exact(becomes)


@given(wide())
@quick
def test_a_value_that_is_cut_is_put_together_again(value):
    """Of as many pieces as its plan says."""
    pieces = []
    plan = cut(value, pieces)
    if plan is None:
        assert pieces == []
        return
    assert pieces_in(plan) == len(pieces) > 1
    assert exact(joined(plan, iter(pieces))) == exact(value)


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (list(range(16)), PLAIN), (list(range(200)), CHUNKED), ({"rows": list(range(200))}, CHUNKED), ([[], {"a": tuple(range(200))}], CHUNKED),
        ({str(n): n for n in range(200)}, CHUNKED), ("x" * 10**6, PLAIN), ({1: "x" * 20_000, "rows": [1]}, PLAIN), (set(range(500)), PLAIN),
    ],
    ids=lambda part: type(part).__name__,
)  # fmt: skip
def test_what_is_wide_is_cut(value, form):
    """By its lengths alone, however few bytes it has: or one changed leaf would cost as much as all."""
    assert form_of(encode(value)) == form
    assert looks_wide(value) or form == PLAIN


@given(VALUES)
@quick
def test_both_encoders_write_the_same_value(value):
    """The quick one, and the one for what is shared, cyclic or deep."""
    slow = encode_linked(value, 2**20)
    assert exact(decode(slow)) == exact(decode(encode(value))) == exact(value)
    assert exact(decode(slow, most_s=60.0)) == exact(value)


@given(wide(), st.data())
@quick
def test_what_the_careful_reader_takes_the_quick_one_reads_alike(value, data):
    """Of a document in which a byte was changed as well: it is the stricter of the two."""
    document = bytearray(encode([value]))
    place = data.draw(st.integers(2, len(document) - 1))
    document[place] = data.draw(st.integers(0, 255))
    try:
        careful = decode(bytes(document), most_s=60.0)
    except ReadingError:
        return
    assert show(decode(bytes(document)), 5_000) == show(careful, 5_000)


@given(wide(), st.sampled_from([1, 2, None]))
@quick
def test_a_text_reads_alike_on_one_line_and_on_many(value, indent):
    """And every reader of JSON can read it."""
    text = to_text(value, indent=indent)
    json.loads(text)
    assert exact(from_text(text)) == exact(value)
    assert to_text(from_text(text)) == to_text(value)


@given(VALUES)
@quick
def test_a_text_as_met_keeps_every_order_that_the_value_has(value):
    """An input is given again with its keys in their places."""

    def orders(part):
        if isinstance(part, dict):
            return [[exact(key), orders(held)] for key, held in part.items()]
        return [orders(item) for item in part] if isinstance(part, (list, tuple)) else None

    assert orders(from_text(to_text(value, as_met=True))) == orders(value)


LIES = {
    "loose parts that are a dict": ("mix", "list", None, (None, ("list", 20, 10))),
    "too few loose parts": ("mix", "list", None, (None, None, ("list", 20, 10))),
    "keys that are no texts": ("mix", "dict", (1, 2), (None, ("list", 20, 10))),
    "a key twice": ("mix", "dict", ("a", "a"), (None, ("list", 20, 10))),
    "keys of a list": ("mix", "list", ("a", "b"), (None, ("list", 20, 10))),
    "more parts than are ever cut": ("mix", "list", None, (None,) * 17),
    "a step of nothing": ("list", 20, 0),
    "a step that is true": ("list", 20, True),
    "a step as long as all": ("list", 20, 20),
    "another kind": ("set", 20, 10),
    "one part too many": ("list", 20, 10, 1),
    "a list in place of a tuple": ["list", 20, 10],
}


@pytest.mark.parametrize("plan", LIES.values(), ids=LIES)
def test_an_outline_that_does_not_fit_its_pieces_is_refused(plan):
    """Whatever it says: nothing is made of what no encoder writes."""
    loose = {"a": 1} if plan == LIES["loose parts that are a dict"] else [1]
    pieces = [encode(part)[2:] for part in (loose, list(range(10)), list(range(10)))]
    for held in (pieces, pieces[1:]):
        document = pack([encode(plan)[2:], *held])
        for most_s in (None, 5.0):
            with pytest.raises(ReadingError):
                decode(document, most_s=most_s)


def test_what_is_told_of_chunks_that_lie_is_an_error_too():
    """Two documents under one outline, of which one holds a piece of another kind."""
    honest = encode(list(range(200)))
    first, *rest = chunks_of(honest)
    liar = pack([first, encode({"a": 1})[2:], *rest[1:]])
    with pytest.raises(ReadingError):
        list(differing(honest, liar))
    short = pack([first, encode([1])[2:], *rest[1:]])
    with pytest.raises(ReadingError, match="do not match"):
        list(differing(honest, short))
