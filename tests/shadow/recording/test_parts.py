"""The files of a recording, damaged: what is whole is read, and what is not is said with its place."""

import os

import pytest

from switchover.shadow.recording import parts
from switchover.shadow.recording.environment import recording_environment
from switchover.shadow.recording.parts import HEAD, Part, frames

WRITTEN = [
    ('{"t":"a:b","s":1,"n":1,"j":0,"r":0}', b"given", b"answer", b""),
    ('{"t":"a:b","s":1,"n":2}', b"", b"", b""),
    ('{"t":"a:b","s":1,"n":3,"j":1,"r":1}', b"SWR1 is no frame", b"\x00" * 9, b"pickle"),
    ('{"t":"a:b","s":1,"n":4,"j":2,"same":0}', b"", b"", b""),
]


@pytest.fixture
def part(tmp_path):
    """The file of one process, and where each of its frames begins and ends."""
    part, ends = Part(str(tmp_path), 0), [0]
    for frame in WRITTEN:
        part.append(*frame)
        ends.append(os.path.getsize(part.path))
    return part.path, ends


def read(path):
    """The numbers of the frames that are read, and what is said of the others."""
    found = list(frames(path))
    told = [one.removeprefix(f"{path}: ") for one in found if isinstance(one, str)]
    return [one.header["n"] for one in found if not isinstance(one, str)], told


def test_frames_are_read_as_they_were_written(part):
    """The header, the input, the answer and the pickle, to the byte."""
    given = [(one.header["n"], one.given, one.answer, one.pickled) for one in frames(part[0])]
    assert given == [(n, *frame[1:]) for n, frame in enumerate(WRITTEN, 1)]


def test_a_file_that_is_cut_anywhere_loses_the_frame_that_was_cut(part):
    """And no other; cut between two frames it loses nothing that anybody could know of."""
    path, ends = part
    with open(path, "rb") as file:
        whole = file.read()
    for at in sorted({*range(0, len(whole), 11), *ends}):
        with open(path, "wb") as file:
            file.write(whole[:at])
        kept, told = read(path)
        begin = max(end for end in ends if end <= at)
        assert kept == list(range(1, ends.index(begin) + 1))
        assert told[:1] == ([] if begin == at else [f"cut at byte {begin}"])


def test_one_changed_byte_costs_one_frame(part):
    """Wherever it is: in a mark, a checksum, a length, or what was written."""
    path, ends = part
    with open(path, "rb") as file:
        whole = file.read()
    for hit, begin in enumerate(ends[:-1], 1):
        for at in {*range(0, HEAD.size, 3), HEAD.size + 4, ends[hit] - begin - 1}:
            changed = bytearray(whole)
            changed[begin + at] ^= 0x80
            with open(path, "wb") as file:
                file.write(changed)
            kept, told = read(path)
            assert kept == [n for n in range(1, 5) if n != hit]
            assert told[0] in {f"{how} at byte {begin}" for how in ("cut", "damaged")}


@pytest.mark.parametrize("header", ["[1]", "7", "not json", "[" * 5000, "\x00"])
def test_a_header_that_is_none_is_damage(tmp_path, header):
    """A checksum that fits says only that it was written so."""
    part = Part(str(tmp_path), 0)
    for each in (header, WRITTEN[1][0]):
        part.append(each)
    assert read(part.path) == ([2], ["damaged at byte 0"])


def test_a_frame_that_only_half_fits_is_taken_back(tmp_path, monkeypatch):
    """The disk is full: the file ends where it ended before, and the caller is told."""
    part = Part(str(tmp_path), 0)
    part.append(*WRITTEN[0])
    before, write = os.path.getsize(part.path), os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[: HEAD.size + 3]))
    with pytest.raises(OSError, match="no space left"):
        part.append(*WRITTEN[2])
    monkeypatch.undo()
    assert os.path.getsize(part.path) == before
    part.append(*WRITTEN[3])
    assert read(part.path) == ([1, 4], [])


@pytest.mark.parametrize(
    ("given", "then"),
    [
        (None, []), ("", []), (":/x", ["", "/x"]), ("/x:", ["/x", ""]), ("/x::/y", ["/x", "", "/y"]),
        ("/x:/y:/x", ["/x", "/y"]), ("here", ["here"]), (":", [""]),
    ],
)  # fmt: skip
def test_the_import_path_of_a_recorded_program_is_its_own(tmp_path, given, then):
    """With one folder before it. An empty entry is the folder that the program starts in."""
    environment = {"HOME": "/h"} if given is None else {"HOME": "/h", "PYTHONPATH": given}
    made = recording_environment(tmp_path, environment)
    injected, *rest = made["PYTHONPATH"].split(os.pathsep)
    assert os.path.isfile(os.path.join(injected, "sitecustomize.py"))
    assert rest == then
    assert (made["HOME"], made["SWITCHOVER_RECORD"]) == ("/h", str(tmp_path))


@pytest.mark.parametrize(
    ("most", "others", "is_full"),
    [
        (0, 10_000, False),
        (10_000, 0, False),
        (200, 0, True),
        (10_000, 10_000, True),
        (10_000, 9_000, False),
    ],
)
def test_a_recording_is_full_by_all_of_its_files(tmp_path, most, others, is_full):
    """Those of other processes as well; a folder among them, the sign of one that stopped, has no size."""
    (tmp_path / "1-other").write_bytes(b"x" * others)
    (tmp_path / "2-other.full").mkdir()
    part = Part(str(tmp_path), most)
    assert not part.is_full
    part.append("{}", b"x" * 300)
    assert part.is_full == is_full


def test_a_process_looks_at_the_size_now_and_then(tmp_path, monkeypatch):
    """At its first record, and after so many bytes of its own: each look reads the folder."""
    monkeypatch.setattr(parts, "LOOK_BYTES", 1000)
    looks = []
    part = Part(str(tmp_path), 10**9)
    monkeypatch.setattr(part, "_size", lambda: looks.append(os.path.getsize(part.path)) or 0)
    for _ in range(40):
        part.append("{}", b"x" * (98 - HEAD.size))
    assert looks == [100, 1100, 2100, 3100]


@pytest.mark.parametrize("is_begun", [True, False])
def test_a_process_that_stops_leaves_a_sign(tmp_path, is_begun):
    """Beside what it has written, or alone; it needs no room on the disk, and may be left twice."""
    part = Part(str(tmp_path), 0)
    if is_begun:
        part.append(*WRITTEN[0])
    for _ in range(2):
        part.stop("full")
    (sign,) = tmp_path.iterdir()
    assert (sign.name, sign.is_file()) == (f"{os.path.basename(part.path)}.full", is_begun)
    if is_begun:
        assert read(str(sign)) == ([1], [])
