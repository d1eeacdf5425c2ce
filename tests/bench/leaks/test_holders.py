"""What holds a leak is told from what leaks."""

import gc
import subprocess
import sys
from collections import OrderedDict, deque
from types import ModuleType

import pytest

from switchover.bench.leaks import holders


def grown(kept, *, least, calls, made):
    """Let `kept` gain what so many calls make, and give what is then said to have grown."""
    before = holders.standing()
    kept += (new := [made() for _ in range(calls)])
    mine = {holders.identity(kept), *map(holders.identity, kept)}
    found = holders.grown(before, least=least, since=set(map(holders.identity, new)))
    return [
        (each.container, each.added) for each in found if holders.identity(each.container) in mine
    ]


def test_what_a_call_leaves_behind_is_the_leak_however_much_it_holds():
    """A list of a thousand numbers a call is one list a call, and not a thousand numbers."""
    kept = [[1]]
    made = grown(kept, least=30, calls=60, made=lambda: list(range(1_000)))
    assert made == [(kept, 60)]


def test_what_lies_where_another_lay_is_none_that_grew(monkeypatch):
    """An address is used again as soon as what lay there is gone: a kept list would be its growth."""
    kept, new = [[1]], [list(range(100)) for _ in range(60)]
    there = [kept, *new]
    monkeypatch.setattr(holders, "_containers", lambda: ((each, len(each)) for each in there))
    before = holders.standing()
    kept += new
    since = set(map(holders.identity, new))
    stood = before | {holders.identity(each): holders.Stood(list, 3, is_known=True) for each in new}
    assert [each.container for each in holders.grown(stood, least=30, since=since)] == [kept]
    assert len(holders.grown(stood, least=30)) == 61  # by its address alone
    filled = {number: [number] for number in range(60)}
    there[:] = [filled]
    for kind, told in ((dict, False), (set, True)):  # of numbers alone it comes to know later
        stood = {holders.identity(filled): holders.Stood(kind, 40, is_known=False)}
        found = holders.grown(stood, least=60, since={holders.identity(filled)})
        assert [each.container for each in found] == [filled] * told


HEARD = """
import gc, sys
from switchover.bench.leaks import holders
before, heard, keep = holders.standing(), [], [[number] for number in range(60)]
known = len(gc.get_objects())
sys.addaudithook(lambda event, _: heard.append(event))
holders.grown(before, least=60, since=holders.young())
print(known, len(heard))
"""


def test_no_audit_hook_hears_each_object_that_is_looked_at():
    """Ours hears what the calls open; it took most of a look through the heap."""
    done = subprocess.run(
        [sys.executable, "-c", HEARD], capture_output=True, text=True, check=True, timeout=60
    )
    known, heard = map(int, done.stdout.split())
    assert heard < known / 100


def test_a_container_that_the_calls_made_is_named_where_no_other_grew():
    """It may be the one that collects: as long as there are few of its kind."""
    kept = []
    (inner,) = grown(kept, least=30, calls=1, made=lambda: list(range(60)))
    assert inner == (kept[0], 60)


def test_many_new_containers_are_not_what_holds(monkeypatch):
    """As many as there are calls are what piles up outside of any container."""
    new = [[0] * 50 for _ in range(40)]
    monkeypatch.setattr(holders, "_containers", lambda: ((each, len(each)) for each in new))
    assert holders.grown({}, least=30) == []
    assert len(holders.grown({}, least=41)) == 40


def refuses(*_):
    """Stands for code of a user's class."""
    raise RuntimeError("this is not for measuring")


class OwnDict(dict):
    values = __iter__ = __len__ = __getitem__ = __reversed__ = refuses


class OwnList(list):
    __iter__ = __len__ = __getitem__ = refuses


class OwnDeque(deque):
    __iter__ = __len__ = __getitem__ = refuses


class OwnSet(set):
    __iter__ = __len__ = refuses


@pytest.mark.parametrize(
    ("container", "item"),
    [
        ({"a": 1, "b": 2}, 2),
        (OrderedDict(a=1, b=2), 2),
        ([1, 2, 3], 3),
        (deque([1, 2, 3]), 3),
        ({7}, 7),
        (frozenset({7}), 7),
        (OwnDict({"a": 1, "b": 2}), 2),
        (OwnList([1, 2, 3]), 3),
        (OwnDeque([1, 2, 3]), 3),
        (OwnSet({7}), 7),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_was_added_last_is_found_without_a_users_code(container, item):
    """Whatever a subclass makes of reading it."""
    assert holders.newest(container) == item


def test_containers_are_counted_as_their_base_counts_them():
    """A subclass's own length may be anything, or raise."""
    kept = [OwnDict(a=1), OwnList([1, 2]), OwnDeque([1, 2, 3]), OwnSet({1, 2, 3, 4})]
    found = holders.standing()
    assert [found[holders.identity(each)].size for each in kept] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "module", [None, 5, property(lambda self: "x")], ids=["None", "5", "property"]
)
def test_a_class_may_say_anything_of_its_module(module):
    """It is a user's, and breaks no diagnosis."""
    odd = type("Odd", (), {"__module__": module})
    kept = [odd() for _ in range(50)]
    gc.collect()
    found = [(type(item), count) for item, count in holders.classes(least=50)]
    assert (odd, 50) in found
    assert len(kept) == 50


def test_classes_of_the_library_are_not_what_leaks():
    """Of a user's those that multiplied, the most frequent first."""
    few, many = type("Few", (), {}), type("Many", (), {})
    kept = [[few() for _ in range(40)], [many() for _ in range(60)]]
    mine = [(item, count) for item, count in holders.classes(least=40) if type(item) in (few, many)]
    assert [(type(item), count) for item, count in mine] == [(many, 60), (few, 40)]
    assert all(type(item).__module__ != "builtins" for item, _ in holders.classes(least=40))
    assert few not in [type(item) for item, _ in holders.classes(least=41)]
    assert sum(map(len, kept)) == 100


class Plain:
    """Something that is kept."""


class Slotted:
    __slots__ = "value"  # noqa: PLC0205 - one name, as a class may say it


class Refusing:
    """A class whose attributes cannot be asked for."""

    def __init__(self, held):
        object.__setattr__(self, "held", held)

    def __getattribute__(self, name):
        raise RuntimeError("ask nobody")


def test_a_chain_leads_from_a_name_to_what_is_kept():
    """The class's attribute first, then each step."""
    keeper = type("Keeper", (), {"KEPT": []})
    thing = Plain()
    keeper.KEPT.append({"thing": [thing], "a b": 1})
    found = holders.chain(thing, ignored=[sys._getframe()])
    assert found == (f"{__name__}.Keeper.KEPT", "[0]", ".thing", "[0]")


class Shut(type):
    """A metaclass of classes that cannot be asked."""

    __getattribute__ = refuses


class Late(ModuleType):
    """A module that is loaded when it is first asked for something."""

    __getattribute__ = refuses


def test_no_code_of_a_metaclass_or_a_late_module_is_run():
    """Neither for a chain that leads to them, nor for what multiplied."""
    things, holder = [Plain(), Plain()], []
    holder.append(things[0])
    closed = Shut("Closed", (), {"KEPT": holder})
    assert holders.chain(things[0], ignored=[sys._getframe(), things]) == (
        f"{__name__}.Closed.KEPT",
        "[0]",
    )
    late = Late("shop.late")
    vars(ModuleType)["__dict__"].__get__(late)["kept"] = things[1]
    assert holders.chain(things[1], ignored=[sys._getframe(), things]) == ("shop.late.kept",)
    kept = [type.__call__(closed) for _ in range(50)]
    gc.collect()
    assert (closed, 50) in [(type(item), count) for item, count in holders.classes(least=50)]
    assert len(kept) == 50


def test_what_nothing_keeps_has_no_chain():
    """But for this frame, which is ignored."""
    thing = Plain()
    assert holders.chain(thing, ignored=[sys._getframe()]) == ()


def slotted(item):
    made = Slotted()
    made.value = item
    return made


@pytest.mark.parametrize(
    ("make", "step"),
    [
        (lambda item: [0, item], "[1]"),
        (lambda item: (item,), "[0]"),
        (lambda item: deque([0, 0, item]), "[2]"),
        (lambda item: {"name": item}, ".name"),
        (lambda item: {"no name": item}, "['no name']"),
        (lambda item: {7: item}, "[7]"),
        (lambda item: {(1, 2): item}, "[tuple]"),
        (lambda item: {item}, "{...}"),
        (lambda item: frozenset({item}), "{...}"),
        (lambda item: OwnList([item]), "[0]"),
        (lambda item: OwnDeque([0, item]), "[1]"),
        (lambda item: OwnDict(name=item), ".name"),
        (slotted, ".value"),
        (Refusing, "(Refusing)"),
    ],
)
def test_the_place_of_an_item_is_told_by_what_holds_it(make, step):
    """And no code of a user's class ends the search for it."""
    item = Plain()
    assert holders.entry(make(item), item) == step
