"""Documents that were made to hurt are refused within a second, and run nothing."""

import pickle
import struct
import time

import pytest

from switchover.values import ReadingError, decode, differing, encode
from switchover.values.document import pack

from . import pairs

HEAD = b"\x01P\x80\x05"
LINKED = b"\x01L\x80\x05"


def long(value):
    data = pickle.encode_long(value)
    return b"\x8a" + bytes((len(data),)) + data


def colliding(count, build):
    return b"".join(build(long(n * (2**61 - 1))) for n in range(1, count))


def doubling(levels, end):
    """Tuples of tuples, each twice the one below, by references."""
    text = b")" + b"r" + struct.pack("<I", 2)
    for n in range(levels):
        number = struct.pack("<I", n + 2)
        text += b"(j" + number + b"j" + number + b"tr" + struct.pack("<I", n + 3)
    return b"}(" + text + end


HOSTILE = {
    "colliding keys": HEAD + b"}(" + colliding(60_000, lambda key: key + b"N") + b"u.",
    "colliding members": HEAD + b"\x8f(" + colliding(60_000, lambda key: key) + b"\x90.",
    "colliding frozen members": HEAD + b"(" + colliding(60_000, lambda key: key) + b"\x91.",
    "a key that doubles": LINKED + doubling(60, b"Nu."),
    "a deep key": HEAD + b"}(" + b"(" * 200_000 + b"t" * 200_000 + b"Nu.",
    "a deep list": HEAD + b"](" * 2_000_000 + b"e" * 2_000_000 + b".",
    "a class": HEAD + b"cos\nsystem\n(X\x02\x00\x00\x00lstR.",
    "a class from the stack": HEAD + b"X\x02\x00\x00\x00osX\x06\x00\x00\x00system\x93)R.",
    "an extension": HEAD + b"\x82\x01.",
    "a persistent name": HEAD + b"Pname\n.",
    "a new object": HEAD + b"h\x00)\x81.",
    "a function that is changed": HEAD + b"h\x00}X\x01\x00\x00\x00aK\x01sb.",
    "a node that is set twice": LINKED + b"h\x00(X\x01\x00\x00\x00atR(X\x01\x00\x00\x00btb.",
    "a node of no text": HEAD + b"h\x00(K\x01tR.",
    "a node without a name": HEAD + b"h\x00(X\x00\x00\x00\x00K\x01tR.",
    "a call of a list": HEAD + b"])R.",
    "a duplicate": HEAD + b"]2(e.",
    "a high reference": HEAD + b"]r\xff\xff\xff\xff.",
    "a missing reference": HEAD + b"j\x05\x00\x00\x00.",
    "a long claim": HEAD + b"\x8e" + struct.pack("<Q", 2**62) + b".",
    "a long text": HEAD + b"X\xff\xff\xff\xff.",
    "a maker": HEAD + b"h\x00.",
    "a maker in a list": HEAD + b"]h\x00a.",
    "a maker as a key": HEAD + b"}h\x01Ns.",
    "a maker that is known": LINKED + b"h\x00r\x02\x00\x00\x00)R]j\x02\x00\x00\x00a.",
    "a maker behind a node": HEAD + b"](h\x00h\x00(X\x01\x00\x00\x00atRe.",
    "no end": HEAD + b"](K\x01",
    "nothing": HEAD,
    "marks without parts": HEAD + b"((((t.",
    "a bad text": HEAD + b"X\x01\x00\x00\x00\xff.",
    "behind the end": HEAD + b"N.N.",
    "another version": b"\x02P\x80\x05N.",
    "another form": b"\x01X\x80\x05N.",
    "no bytes": b"",
    "sizes that do not fit": b"\x01C\xff\xff\xff\xff" + b"\x00" * 10,
    "an outline of nothing": pack([b"\x80\x05N.", b"\x80\x05N."]),
    "an outline that lies": pack([b"\x80\x05X\x04\x00\x00\x00listJ\x00\x01\x00\x00K\x10\x87."]),
    "pieces of another type": pack(
        [b"\x80\x05X\x04\x00\x00\x00listK\x14K\x10\x87.", b"\x80\x05}.", b"\x80\x05}."]
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_within_a_second(name):
    """Of the processor's time, which others on the machine take nothing of; with an error that says why."""
    started = time.process_time()
    with pytest.raises(ReadingError):
        decode(HOSTILE[name], most_s=0.4)
    assert time.process_time() - started < 1


QUICK = set(HOSTILE) - {
    "colliding keys", "colliding members", "colliding frozen members", "a key that doubles",
    "a deep key", "a deep list", "a high reference", "a duplicate", "behind the end",
    "a node without a name", "a maker in a list", "a maker as a key", "a maker that is known",
    "a maker behind a node", "marks without parts",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(QUICK))
def test_the_quick_reader_runs_nothing_either(name):
    """What it cannot be bound in is time and memory alone."""
    with pytest.raises(ReadingError):
        decode(HOSTILE[name])


def test_what_a_document_changes_ends_with_it():
    """The next document finds the reader as it was."""
    before = encode([pairs.Plain(x=1)])
    with pytest.raises(ReadingError):
        decode(HOSTILE["a function that is changed"])
    assert decode(before)[0].fields == {"x": 1}


@pytest.mark.parametrize("row", pairs.STANDARD, ids=lambda row: row[0])
def test_both_readers_agree(row):
    """The careful one reads what the encoder writes, whatever it is."""
    document = encode([row[1]()])
    assert encode(decode(document, most_s=10)) == encode(decode(document))


def test_both_readers_agree_on_large_and_linked_documents():
    """Pieces, cycles, depth and shared parts."""
    large = {f"k{n}": [n, (n, str(n)), {n: None}] for n in range(5000)}
    assert decode(encode(large), most_s=60) == large
    ring: list = [frozenset({(1,)})]
    ring += [(ring, {"self": ring}), ring]
    tree = decode(encode(ring), most_s=10)
    assert tree[1][1]["self"] is tree
    assert tree[1][0] is tree[2] is tree


def test_a_document_over_the_limit_is_refused():
    """By its size, before anything of it is read."""
    with pytest.raises(ReadingError, match="over the limit"):
        decode(encode("x" * 1000), most_bytes=100)
    with pytest.raises(ReadingError, match="over the limit"):
        list(differing(encode("x" * 1000), encode("y" * 1000), most_bytes=100))
