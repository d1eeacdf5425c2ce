"""Near relatives are told apart, each equals itself, and every form of a value keeps it so."""

import itertools

import pytest

from switchover.values import (
    ReadingError,
    RebuildError,
    decode,
    differing,
    encode,
    from_text,
    rebuild,
    show,
    to_text,
)

from . import relatives

NOT_MADE = (
    "collections.User", "collections.ChainMap", "list_iterator", "tuple_iterator", "builtin_function",
)  # fmt: skip
"""Types without a way back; an error says so."""
families = pytest.mark.parametrize(
    "makers", relatives.FAMILIES.values(), ids=list(relatives.FAMILIES)
)


def allowed(name):
    module, _, path = name.rpartition(".")
    return getattr(relatives, path, None) if module == relatives.__name__ else None


@families
def test_no_two_relatives_have_one_document(makers):
    """Alone, as an element, and as a value of a key."""
    for wrap in (lambda value: value, lambda value: [value], lambda value: {"k": (0, value)}):
        documents = [encode(wrap(make())) for make in makers]
        same = [
            (show(decode(documents[a])), show(decode(documents[b])))
            for a, b in itertools.combinations(range(len(makers)), 2)
            if documents[a] == documents[b]
        ]
        assert not same


@families
def test_a_value_that_is_made_anew_has_the_same_document(makers):
    """Nothing of where it lies or when it was made is part of it."""
    for make in makers:
        assert encode(make()) == encode(make())


@families
def test_a_difference_is_found_in_both_directions(makers):
    """And none where there is none."""
    for a, b in itertools.combinations(makers, 2):
        one, other = encode([0, {"k": a()}]), encode([0, {"k": b()}])
        there, back = list(differing(one, other)), list(differing(other, one))
        assert there and back
        assert [steps for steps, _, _ in there] == [steps for steps, _, _ in back]
        assert not list(differing(one, encode([0, {"k": a()}])))


@families
def test_no_two_relatives_have_one_text(makers):
    """The text form tells apart what the bytes tell apart."""
    texts = [to_text(decode(encode(make()))) for make in makers]
    assert len(set(texts)) == len(texts)


@families
def test_a_text_is_read_back_as_what_it_was_written_of(makers):
    """Also in the second round, on one line and on several, and as keys come."""
    for make in makers:
        tree = decode(encode({"k": [make()]}))
        text = to_text(tree)
        assert to_text(from_text(text)) == text
        assert to_text(from_text(to_text(tree, indent=1))) == text
        as_met = from_text(to_text(tree, as_met=True))
        if "nan" not in text.lower():  # a payload is no part of the text
            assert encode(as_met) == encode(tree)


@families
def test_a_value_that_can_be_made_again_is_the_same(makers):
    """Of the same type, with the same document; what cannot be made says so."""
    for make in makers:
        document = encode(make())
        tree = decode(document)
        try:
            made = rebuild(tree, allowed)
        except RebuildError:
            assert any(name in to_text(tree) for name in NOT_MADE)
            continue
        assert type(made) is type(make())
        assert encode(made) == document


@families
def test_both_ways_of_reading_agree(makers):
    """The quick one, and the careful one for documents of an unknown writer."""
    for make in makers:
        document = encode([make()])
        assert to_text(decode(document)) == to_text(decode(document, most_s=10))


@families
def test_a_document_that_was_cut_off_is_refused(makers):
    """Wherever it was cut, and by both ways of reading."""
    for make in makers[::3]:
        document = encode(make())
        for end in range(len(document)):
            for most_s in (None, 10):
                with pytest.raises(ReadingError):
                    decode(document[:end], most_s=most_s)


@families
def test_what_is_shown_keeps_to_its_width_and_its_line(makers):
    """However narrow, and a wider one begins like the narrower one."""
    for make in makers:
        tree = decode(encode(make()))
        full = show(tree, width=10_000)
        assert "\n" not in full
        assert full
        for width in (0, 1, 2, 7, 40):
            shown = show(tree, width=width)
            assert len(shown) <= width
            assert shown == full or (width == 0) or shown.endswith("…")
            if width == 40 and "0x" not in shown[:3]:  # as long numbers are cut
                assert full.startswith(shown[:20].removesuffix("…"))


@families
def test_a_tree_shares_nothing_with_its_value(makers):
    """What is done to one reading is not seen in another, nor in the value."""
    for make in makers:
        value = make()
        document = encode([value])
        first, second = decode(document), decode(document)
        text = to_text(second)
        first.clear()
        first.append("changed")
        assert to_text(second) == text
        assert encode([make()]) == document


def test_every_value_stands_in_one_large_document():
    """Among many neighbours as well, where a document is cut into pieces."""
    many = {f"k{number}": [make()] * 3 for number, make in enumerate(relatives.ALL)}
    document = encode(many)
    tree = decode(document)
    assert list(tree) == list(many)
    for number, make in enumerate(relatives.ALL):
        assert to_text(tree[f"k{number}"]) == to_text(decode(encode([make()] * 3)))


@pytest.mark.parametrize("place", [0, 7, len(relatives.ALL) - 1])
def test_one_change_in_a_large_document_is_found_alone(place):
    """By the key that leads to it."""
    many = {f"k{number}": [make()] for number, make in enumerate(relatives.ALL)}
    changed = {**many, f"k{place}": ["changed"]}
    found = list(differing(encode(many), encode(changed)))
    assert {steps[0] for steps, _, _ in found} == {("entry", f"k{place}")}
