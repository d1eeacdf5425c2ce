"""Lines of a corpus: what a call becomes, what cannot be one, and who may read it."""

import json
import stat
from decimal import Decimal
from types import SimpleNamespace

import pytest

from switchover.shadow.recording import (
    RecordingError,
    RecordingSettings,
    Unwritable,
    begin_folder,
    finish,
    needed_classes,
)
from switchover.shadow.recording.parts import Frame, Part
from switchover.shadow.recording.writing import line
from switchover.values import Node, decode, encode, from_text, rebuild

NOTHING = ("returned", None, None, None)


def written(args=(), kwargs=None, *answers, pickled=b""):
    given = encode((args, kwargs or {}), aliases=True)
    return line(Frame({}, given, b"", pickled), [encode(each) for each in answers or [NOTHING]])


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([NOTHING], {"returned": None}), ([("raised", KeyError("x"), None, None)], {"raised": KeyError("x")}),
        ([("cut", None, None, None)], {}), ([("returned", (n for n in ()), None, None)], {}),
        ([("returned", {1, 2}, None, None)], {"returned": {1, 2}}),
        ([("cut", None, None, None), ("returned", 1, None, None), ("returned", 2, None, None)], {"returned": 1, "others": [{"returned": 2}]}),
        ([("returned", 1, ([3],), {})], {"returned": 1}), ([("returned", 1, ([4],), {})], {"returned": 1, "after": {"args": [[4]], "kwargs": {}}}),
        ([("returned", 1, ([3],), {"k": 1})], {"returned": 1, "after": {"args": [[3]], "kwargs": {"k": 1}}}),
        ([("returned", 1, ([3], 5), {})], {"returned": 1, "after": {"args": [[3], 5], "kwargs": {}}}),
        ([5], {}), ([("returned", 1)], {}),
    ],
    ids=range(12),
)  # fmt: skip
def test_an_answer_is_told_with_what_it_left(answers, told):
    """The first that was kept, then the others; arguments that stayed what they were are not told twice."""
    text, needed = written(([3],), {}, *answers)
    found = from_text(text)
    assert (found.pop("args"), found.pop("kwargs"), needed) == ([[3]], {}, set())
    assert encode(found) == encode(decode(encode(told)))


class Own:
    pass


@pytest.mark.parametrize(
    ("args", "kwargs", "why"),
    [
        (((n for n in ()),), {}, "hold generator, which nothing can make"), ((), {"k": {"deep": [(n for n in ())]}}, "hold generator"),
        (([{"a": {1: (n for n in ())}}],), {}, "hold generator"), ((SimpleNamespace(it=(n for n in ())),), {}, "hold generator"),
        (({"k": lambda: 1},), {}, "which nothing can make"), ((Own,), {}, None), ((Decimal(1),), {}, None),
    ],
    ids=range(7),
)  # fmt: skip
def test_an_input_that_cannot_be_made_again_is_no_line(args, kwargs, why):
    """Wherever the part is that nothing can make; unless there is a pickle of it, whose reader asks nothing."""
    if why is None:
        assert json.loads(written(args, kwargs)[0])["args"]
        return
    with pytest.raises(Unwritable, match=why):
        written(args, kwargs)
    text, needed = written(args, kwargs, pickled=b"pickle")
    assert (json.loads(text), needed) == ({"returned": None}, set())


@pytest.mark.parametrize(
    "document", [b"", b"\x00", b"no document", encode(5), encode((1,)), encode((1, 2, 3))[:-3]]
)
def test_a_damaged_input_is_no_line(document):
    """It could not be read, which is all that anybody knows."""
    with pytest.raises(Unwritable, match="could not be read"):
        line(Frame({}, document, b"", b""), [])
    with pytest.raises(Unwritable, match="could not be read"):
        line(Frame({}, encode(((), {})), b"", b""), [document[:1] + b"x"])


@pytest.mark.parametrize(
    ("value", "needed"),
    [
        (Own(), {f"{__name__}:Own"}), ([{1: Own()}], {f"{__name__}:Own"}), (Decimal(1), set()), (Own, {f"{__name__}:Own"}),
        ({"k": (Own(), Unwritable("x"))}, {f"{__name__}:Own", "switchover.shadow.recording.writing:Unwritable"}),
        (Node("shop.cart.Cart.Item"), {"shop.cart:Cart.Item"}), (Node("shop.cart.item"), {"shop.cart:item"}),
        (Node("shop.Cart"), {"shop:Cart"}), (Node("Shop.Cart"), {"Shop:Cart"}), (int, set()), ([], set()),
    ],
    ids=range(11),
)  # fmt: skip
def test_the_classes_that_a_plan_must_name_are_told(value, needed):
    """As import strings: what begins with a capital is a class, and the first word is always a module."""
    assert needed_classes(value if isinstance(value, Node) else decode(encode(value))) == needed


@pytest.mark.parametrize(
    "name",
    ["__main__.Own", "unittest.mock.Mock", "shop.f.<locals>.Own", "functools.thing", "nameless"],
)
def test_a_class_that_no_name_leads_to_is_no_option(name):
    """Of a script, of a function, of code in C."""
    with pytest.raises(Unwritable, match="which nothing can make again"):
        needed_classes(Node(name))


def test_what_is_recorded_is_for_its_owner_alone(tmp_path):
    """The key of hashes, what is written meanwhile, and the corpora; the key is gone in the end."""
    settings = RecordingSettings(("m:f",), "5ec3e7", ("a",), ("$.args[0].b",), 3, 4, 5, True)
    folder = tmp_path / "calls"
    begin_folder(folder, settings, replace=False)
    assert RecordingSettings.load(str(folder)) == settings
    part = Part(str(folder / ".parts"), 0)
    part.append(
        '{"t":"m:f","s":1,"n":1,"j":0,"r":0,"l":"x:1"}', encode(((1,), {})), encode(NOTHING)
    )
    modes = [
        stat.S_IMODE(path.stat().st_mode)
        for path in (folder / ".parts", folder / ".parts" / "settings.json")
    ]
    assert modes == [0o700, 0o600]
    assert stat.S_IMODE((folder / ".parts" / part.path).stat().st_mode) == 0o600
    (kept,) = finish(folder)
    assert stat.S_IMODE(kept.file.stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["m.f.jsonl"]
    assert "5ec3e7" not in kept.file.read_text()


FRAME = '{{"t":"m:f","s":1,"n":{n},"j":{j},"r":{r},"l":"x:1"}}'


def parted(folder, *headers, targets=("m:f",), documents=True):
    """A folder with one part of such frames, finished."""
    begin_folder(folder, RecordingSettings(targets, "00"), replace=True)
    part = Part(str(folder / ".parts"), 0)
    for number, header in enumerate(headers):
        given = encode(((number,), {})) if documents else b""
        part.append(header, given, encode(NOTHING))
    return finish(folder, seed=1)


@pytest.mark.parametrize(
    "header",
    ['{"t":"m:f"}', '{"t":"m:f","s":"x","n":1}', '{"t":"m:f","s":1}', '{"t":"m:f","s":1,"n":"many"}', '{"t":"m:f","s":[1],"n":1}',
     '{"t":"m:f","s":1,"n":2,"j":1,"same":7}', '{"t":"m:f","s":1,"n":2,"j":null,"r":1}', '{"t":"m:f","s":1,"n":2,"j":1}'],
)  # fmt: skip
def test_a_record_that_means_nothing_is_damage(tmp_path, header):
    """It is told with its file, and the others are kept."""
    (kept,) = parted(
        tmp_path / "calls", FRAME.format(n=1, j=0, r=0), header, FRAME.format(n=3, j=2, r=2)
    )
    assert kept.inputs == 2
    assert ["a record that means nothing" in note for note in kept.notes] == [True]


def test_what_is_damaged_many_times_is_told_a_few_times(tmp_path):
    """And how many more there are; what is of no target of this recording is none of its affair."""
    nothing = ['{"t":"m:f","s":"x"}'] * 8
    kept, other = parted(
        tmp_path / "calls", *nothing, '{"t":"no:one","s":1}', targets=("m:f", "m:g")
    )
    assert kept.notes == other.notes
    assert [note.rpartition(": ")[2] for note in kept.notes[:-1]] == [
        "a record that means nothing"
    ] * 5
    assert kept.notes[-1] == "3 more places are damaged"
    assert (kept.inputs, kept.calls, kept.file.exists()) == (0, 0, False)


def test_calls_that_were_lost_weigh_nothing(tmp_path):
    """Of ten calls four are there, and stand for all ten."""
    headers = [FRAME.format(n=n, j=j, r=j) for j, n in enumerate((2, 4, 8, 10))]
    (kept,) = parted(tmp_path / "calls", *headers)
    found = [json.loads(text) for text in kept.file.read_text().splitlines()]
    assert (kept.calls, sum(one["weight"] for one in found), {one["site"] for one in found}) == (
        10,
        10,
        {"x:1"},
    )
    assert [rebuild(from_text(json.dumps(one["args"]))) for one in found] == [[0], [1], [2], [3]]


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", "{}", '{"targets": 5, "key": ""}', '{"key": "00"}']
)
def test_a_folder_without_a_recording_is_not_finished(tmp_path, text):
    """It is said, and nothing of it is touched."""
    folder = tmp_path / "calls"
    with pytest.raises(RecordingError, match="holds no recording to finish"):
        finish(folder)
    (folder / ".parts").mkdir(parents=True)
    (folder / ".parts" / "settings.json").write_text(text)
    with pytest.raises(RecordingError, match="holds no recording to finish"):
        finish(folder)
    assert (folder / ".parts" / "settings.json").read_text() == text
