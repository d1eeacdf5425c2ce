"""What is said of a worker: how it ended, what it printed, what it wrote to, what its side has changed."""

import decimal
import json
import os
import signal
import socket
import sqlite3
import sys
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.values.worker import doubts
from switchover.values.worker.board import CALLING, ENCODING, IDLE, PHASES, READING, SENDING
from switchover.values.worker.descriptors import open_descriptors, reopen_files
from switchover.values.worker.effects import MOST_PATHS, Effects
from switchover.values.worker.footprint import footprint
from switchover.values.worker.observe import told
from switchover.values.worker.reply import ended_how, when
from switchover.values.worker.supervise import HEAD_BYTES, TAIL_BYTES, Printed
from switchover.values.worker.wire import ANSWER, REPLY, Frames, details, packed

ENDS = [
    (0, CALLING, "its process ended itself with exit code 0 while it was called"),
    (3 << 8, IDLE, "its process ended itself with exit code 3 between two calls"),
    (255 << 8, SENDING, "its process ended itself with exit code 255 while its answer was sent"),
    (signal.SIGSEGV, ENCODING, "its process was killed by SIGSEGV while its answer was encoded"),
    (signal.SIGKILL, READING, "its process was killed by SIGKILL while its input was read (the system may have run out of memory)"),
    (signal.SIGABRT | 0x80, CALLING, "its process was killed by SIGABRT while it was called"),
    ((signal.SIGSTOP << 8) | 0x7F, CALLING, "its process was stopped by SIGSTOP while it was called, and was ended"),
    (60, CALLING, "its process was killed by signal 60 while it was called"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "phase", "text"), ENDS)
def test_an_end_is_told_by_what_ended_it_and_what_ran(status, phase, text):
    """An exit, a signal with or without a core, a stop; and one of the real-time signals by its number."""
    assert ended_how(status, phase) == text


@pytest.mark.parametrize("phase", [len(PHASES), 99, 2**63])
def test_a_phase_that_a_side_wrote_over_is_none(phase):
    """The board lies in memory that a side can reach."""
    assert when(phase) == when(IDLE)


class Mute(Exception):
    def __str__(self):
        raise SystemExit


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError("a"), "ValueError: a"), (ValueError(), "ValueError"), (KeyError("k"), "KeyError: 'k'"), (SystemExit(2), "SystemExit: 2"),
        (Mute(), "Mute: <its message raised SystemExit>"), (ValueError("x" * 9_000), f"ValueError: {'x' * 2_000}"),
    ],
    ids=lambda part: type(part).__name__,
)  # fmt: skip
def test_an_error_is_told_in_one_line(error, text):
    """Even one whose message cannot be had."""
    assert told(error) == text


@given(st.lists(st.binary(max_size=3_000), max_size=60))
@settings(max_examples=40)
def test_what_was_printed_is_kept_whole_where_it_fits(pieces):
    """In whatever pieces it came."""
    printed, whole = Printed(), b"".join(pieces)
    for piece in pieces:
        printed.add(piece)
    said = printed.told()
    if len(whole) <= HEAD_BYTES + TAIL_BYTES:
        assert said == {"printed": whole.decode("utf-8", "replace"), "dropped": 0}
    assert json.loads(json.dumps(said)) == said


@pytest.mark.parametrize("size", [1, 7, 4_096, 65_536, 500_000])
@pytest.mark.parametrize("more", [0, 1, 100_000])
def test_of_much_that_was_printed_beginning_and_end_are_kept(size, more):
    """And how much lay between is said, to the byte."""
    whole = b"".join(b"%07d\n" % n for n in range((HEAD_BYTES + TAIL_BYTES + more) // 8 + 1))
    printed = Printed()
    for at in range(0, len(whole), size):
        printed.add(whole[at : at + size])
    said = printed.told()
    dropped = max(0, len(whole) - HEAD_BYTES - TAIL_BYTES)
    assert said["dropped"] == dropped > 0
    between = f"\n[... {dropped} bytes left out ...]\n"
    assert said["printed"] == whole[:HEAD_BYTES].decode() + between + whole[-TAIL_BYTES:].decode()


@pytest.mark.parametrize(
    ("raw", "read"), [(b"", {}), (b'{"notes": ["a"]}', {"notes": ["a"]}), (b"[1]", {}), (b"{", {}), (b"\xff", {}), (b"null", {})]
)  # fmt: skip
def test_strange_details_are_none(raw, read):
    """A side may have replaced what writes them."""
    assert details(raw) == read


@given(
    st.lists(st.tuples(st.binary(max_size=30), st.binary(max_size=90)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_frames_come_whole_from_pieces_of_any_size(parts, chance):
    """One byte at a time, or several frames at once; nothing is left over."""
    stream = b"".join(
        packed(number, ANSWER, 0, (1, 2, 3), extra, document)
        for number, (extra, document) in enumerate(parts)
    )
    frames, found, at = Frames(), [], 0
    while at < len(stream):
        size = chance.choice([1, 3, REPLY.size, REPLY.size + 1, 200])
        found += frames.add(stream[at : at + size])
        at += size
    assert [frame[0] for frame in found] == list(range(len(parts)))
    assert [frame[-2:] for frame in found] == parts
    assert frames.add(b"") == []


@pytest.fixture
def effects(monkeypatch):
    """Effects that hear what the test lets happen, without a hook that stays for ever."""
    made = Effects()

    def happens(event, *args):
        made._hook(event, args)
        return made.fresh()

    made.happens = happens
    return made


WRITES = [
    ("open", ("a", "w", 0)), ("open", ("a", "ab", 0)), ("open", ("a", "x", 0)), ("open", ("a", "r+", 0)), ("open", ("a", None, os.O_WRONLY)),
    ("open", ("a", None, os.O_RDWR)), ("open", ("a", None, os.O_CREAT)), ("open", (b"a", "w", 0)), ("sqlite3.connect", ("a",)),
    ("os.rename", ("b", "a", -1, -1)), ("os.remove", ("a", -1)), ("os.truncate", ("a", 5)),
]  # fmt: skip
QUIET = [
    ("open", ("a", "r", 0)), ("open", ("a", "rb", 0)), ("open", ("a", None, os.O_RDONLY)), ("open", (3, "w", 0)), ("open", ("/dev/null", "w", 0)),
    ("open", ("/proc/self/x", "w", 0)), ("open", ("m.pyc", "w", 0)), ("open", ("__pycache__/m.tmp", "w", 0)), ("sqlite3.connect", (":memory:",)),
    ("sqlite3.connect", ("",)), ("sqlite3.connect", ("file::memory:?cache=shared",)), ("socket.connect", (None, "a")), ("open", ([], "w", 0)),
    ("open", ()), ("os.rename", ("a",)), ("open", (None, "w", 0)),
]  # fmt: skip


@pytest.mark.parametrize("event", WRITES, ids=repr)
def test_what_is_opened_for_writing_is_told_once(effects, event):
    """By its full name, whoever opens it and however often."""
    assert effects.happens(event[0], *event[1]) == [os.path.abspath("a")]
    assert effects.happens(event[0], *event[1]) == []
    effects.forget()
    assert effects.happens(event[0], *event[1]) == [os.path.abspath("a")], "of another side"


@pytest.mark.parametrize("event", QUIET, ids=repr)
def test_what_is_read_or_no_file_is_not_told(effects, event):
    """Devices, compiled modules, databases in memory; and nothing raises: that would forbid the event."""
    assert effects.happens(event[0], *event[1]) == []


def test_no_more_files_are_told_than_anybody_reads(effects):
    """A side that writes for ever costs no more memory for ever."""
    said = [effects.happens("open", f"f{n}", "w", 0) for n in range(MOST_PATHS + 5)]
    assert sum(map(len, said)) == MOST_PATHS


CHANGES = {
    "the folder": lambda patch, path: patch.chdir(path),
    "the environment": lambda patch, path: patch.setenv("SHOP_MODE", "x"),
    "the import path": lambda patch, path: patch.syspath_prepend(str(path)),
    "import hooks": lambda patch, path: patch.setattr(sys, "meta_path", [*sys.meta_path, object()]),
    "standard output": lambda patch, path: patch.setattr(sys, "stdout", object()),
    "the hook of errors": lambda patch, path: patch.setattr(sys, "excepthook", print),
    "sockets' patience": lambda patch, path: patch.setattr(
        socket, "getdefaulttimeout", lambda: 3.0
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_the_next_side_would_feel_is_seen(monkeypatch, tmp_path, change):
    """And gone when it is set right again."""
    before = footprint()
    with monkeypatch.context() as patch:
        change(patch, tmp_path)
        assert footprint() != before
    assert footprint() == before


def test_what_a_process_has_set_is_seen(monkeypatch):
    """Handlers, masks, contexts and limits, each alone."""
    before = footprint()
    old = signal.signal(signal.SIGUSR1, lambda *_: None)
    seen = [footprint()]
    signal.signal(signal.SIGUSR1, old)
    old = os.umask(0o011)
    seen.append(footprint())
    os.umask(old)
    context = decimal.getcontext()
    with decimal.localcontext(context) as changed:
        changed.prec = 5
        seen.append(footprint())
    with decimal.localcontext(context) as changed:
        changed.traps[decimal.Inexact] = True
        seen.append(footprint())
    old = sys.getrecursionlimit()
    sys.setrecursionlimit(old + 7)
    seen.append(footprint())
    sys.setrecursionlimit(old)
    assert all(one != before for one in seen)
    assert footprint() == before


def test_flags_of_decimals_are_no_change():
    """Every division that is rounded sets one."""
    before = footprint()
    with decimal.localcontext() as context:
        context.divide(decimal.Decimal(1), decimal.Decimal(3))
        assert footprint() == before


def test_a_folder_that_is_gone_is_told_as_none(tmp_path, monkeypatch):
    """It cannot be compared, and ends nothing."""
    here = tmp_path / "gone"
    here.mkdir()
    monkeypatch.chdir(here)
    here.rmdir()
    assert footprint()[0] == ""
    monkeypatch.undo()


def test_threads_and_connections_make_a_fork_doubtful():
    """Each is said with its name; a process with neither is as it should be."""
    quiet = doubts.doubts_of_fork()
    assert not any("threads run" in one for one in quiet) or threading.active_count() > 1
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait, name="shop-poller")
    thread.start()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as peer:
            found = doubts.doubts_of_fork()
            assert any(f"127.0.0.1:{port}" in one for one in found)
            assert peer.fileno() in open_descriptors()
    ended.set()
    thread.join()
    assert any("shop-poller" in one for one in found)
    assert not any(f"127.0.0.1:{port}" in one for one in doubts.doubts_of_fork())


def test_a_file_that_was_opened_anew_has_a_position_of_its_own(tmp_path):
    """What one process reads of it is not missing for the other; flags and rights stay."""
    path = tmp_path / "rows.txt"
    path.write_text("0123456789")
    with path.open("rb") as file:
        twin = os.dup(file.fileno())  # shares the position, as a fork does
        os.lseek(twin, 4, os.SEEK_SET)
        was = os.get_inheritable(file.fileno())
        reopen_files()
        assert os.lseek(file.fileno(), 0, os.SEEK_CUR) == 4
        os.lseek(file.fileno(), 9, os.SEEK_SET)
        assert os.lseek(twin, 0, os.SEEK_CUR) == 4
        assert os.get_inheritable(file.fileno()) == was
        assert os.read(twin, 3) == b"456"
        os.close(twin)


def test_a_database_of_a_side_is_told_as_it_is_connected(effects, tmp_path):
    """The event that Python raises bears the name as it was given."""
    heard = []
    sys.addaudithook(
        lambda event, args: (
            heard.append((event, args)) if event == "sqlite3.connect" and is_on else None
        )
    )
    is_on = True
    sqlite3.connect(tmp_path / "shop.db").close()
    is_on = False
    ((event, args),) = heard
    assert effects.happens(event, *args) == [str(tmp_path / "shop.db")]
