"""One name, one corpus: whatever is called, offered late, or was recorded before."""

import json

import pytest

from switchover.shadow.recording import Recording, RecordingError, RecordingSettings, code, record
from switchover.shadow.recording.merge import begin_folder
from switchover.shadow.recording.settings import file_name


@pytest.fixture(autouse=True)
def offered(monkeypatch):
    """What this test offers, and nothing that another did."""
    names = {}
    monkeypatch.setattr(code, "_NAMED", names)
    return names


def given_inputs(kept):
    return {
        one.target: [json.loads(line)["args"] for line in one.file.read_text().splitlines()]
        for one in kept
        if one.file.exists()
    }


def doubled(x):
    return 2 * x


def halved(x):
    return x / 2


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("price", "price.jsonl"), ("shop.old:Cart.total", "shop.old.Cart.total.jsonl"),
        ("überweisung", "überweisung.jsonl"), ("a b", "a b.jsonl"), ("x" * 194, "x" * 194 + ".jsonl"),
        *((name, None) for name in (
            "", ".", "..", ":", ".:", "a/b", "/etc/x", "a\\b", "a\0b", "a\nb", "\ud800", "x" * 195, "ü" * 100,
        )),
    ],
)  # fmt: skip
def test_a_name_is_a_file_of_the_recording_or_is_refused(tmp_path, offered, name, file):
    """Before anything runs: at the end of a recording it would be too late."""
    if file is not None:
        assert file_name(name) == file
        return
    with pytest.raises(RecordingError, match="names no file"):
        record(name)(doubled)
    assert not offered
    with pytest.raises(RecordingError, match="names no file"):
        begin_folder(tmp_path / "calls", RecordingSettings((name,), "00"), replace=False)
    assert not (tmp_path / "calls").exists()


def test_two_names_of_one_file_are_refused(tmp_path, offered):
    """The corpus of one would take the place of the other's."""
    record("a.b:c")(doubled)
    with pytest.raises(RecordingError, match=r"'a.b.c'.*'a.b:c' name one file"):
        record("a.b.c")(halved)
    assert list(offered) == ["a.b:c"]
    settings = RecordingSettings(("shop.old:price", "shop:old.price"), "00")
    with pytest.raises(RecordingError, match="would both be kept in"):
        begin_folder(tmp_path / "calls", settings, replace=True)


def test_what_is_offered_while_a_recording_is_open_is_recorded(tmp_path):
    """As a module that is imported late offers it; the order of the others stays."""
    record("doubled")(doubled)
    with Recording(tmp_path / "calls") as recording:
        record("halved")(halved)
        record("halved")(halved)  # as a reload does
        assert (doubled(1), halved(2), halved(4)) == (2, 1, 2)
    assert given_inputs(recording.kept) == {"doubled": [[1]], "halved": [[2], [4]]}
    assert [(one.was_imported, one.was_recorded) for one in recording.kept] == [(True, True)] * 2
    assert not (tmp_path / "calls" / ".parts").exists()


def test_what_is_offered_late_takes_no_place_of_an_earlier_corpus(tmp_path):
    """But where it may: as for what was offered in time."""
    folder = tmp_path / "calls"
    folder.mkdir()
    (folder / "halved.jsonl").write_text("{}\n")
    record("doubled")(doubled)
    with Recording(folder) as recording:
        with pytest.raises(RecordingError, match=r"halved.jsonl is there already"):
            record("halved")(halved)
        doubled(1)
        halved(2)
    assert (folder / "halved.jsonl").read_text() == "{}\n"
    assert given_inputs(recording.kept) == {"doubled": [[1]]}
    with Recording(folder, replace=True) as recording:
        halved(4)
    assert given_inputs(recording.kept)["halved"] == [[4]]


def test_a_recording_without_a_call_leaves_no_corpus_of_an_earlier_one(tmp_path):
    """What is read later is what was recorded last, or is not there."""
    record("doubled")(doubled)
    record("halved")(halved)
    for calls in ((doubled, halved), (doubled,), ()):
        with Recording(tmp_path / "calls", replace=True) as recording:
            for each in calls:
                each(8)
        assert list(given_inputs(recording.kept)) == [each.__name__ for each in calls]
    assert list((tmp_path / "calls").iterdir()) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"per_site": 0}, "per_site is 0; it has to be 1 or more"), ({"per_site": -5}, "per_site is -5"),
        ({"most": -1}, "most is -1; it has to be 0 or more"), ({"most_bytes": -1}, "most_bytes is -1"),
        ({"secrets": "card"}, "secrets is one text, 'card'; give a list"),
        ({"paths": "$.args[0]"}, "paths is one text"), ({"targets": "shop.old:price"}, "targets is one text"),
        ({"secrets": b"card"}, "secrets is one text"), ({"paths": ["$"]}, "names everything"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_before_it_records(tmp_path, given, said):
    """A limit of nothing keeps nothing, and each letter of a text would be a secret's name."""
    record("doubled")(doubled)
    with pytest.raises(RecordingError, match=said):
        Recording(tmp_path / "calls", **given)
    assert not (tmp_path / "calls").exists()
    with Recording(tmp_path / "calls", per_site=1, most=1, most_bytes=1 << 20) as recording:
        doubled(3)
    assert given_inputs(recording.kept) == {"doubled": [[3]]}
