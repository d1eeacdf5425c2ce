"""What stands for a callable that is no function is otherwise what that is; and functions stay what they are."""

import copy
import functools
import inspect
import json
import pickle
import sys
from types import ModuleType

import pytest

from switchover.shadow.recording import Recording, RecordingError, code
from switchover.shadow.recording.patching import Standin

SHAPES = """\
import functools, operator

class Adder:
    unit = 1
    def __init__(self, by):
        self.by = by
    def __call__(self, x, *, twice=False):
        if x is None:
            raise ValueError("none")
        return (x + self.by) * (2 if twice else 1)
    def __eq__(self, other):
        return isinstance(other, Adder) and self.by == other.by
    def __hash__(self):
        return hash(self.by)

add = Adder(2)
getter = operator.itemgetter(1)
cached = functools.lru_cache(lambda x: x * 3)
part = functools.partial(pow, 2)
length = len

class Holder:
    got = functools.lru_cache(lambda self, x: (self.name, x))
    add = Adder(5)
    def __init__(self, name):
        self.name = name

@functools.singledispatch
def shown(x):
    return "other"

@shown.register
def _(x: int):
    return "int"

def outer():
    kept = 1
    def inner(x=1, /, *y, z: int = 3, **w):
        "Documented."
        nonlocal kept
        kept += 1
        return x, y, z, w, kept
    inner.tag = ["t"]
    return inner

inner = outer()

class Meta(type):
    def made(cls):
        return cls.__name__

class Made(metaclass=Meta):
    pass

class Prop:
    @property
    def it(self):
        return 1
    class Deep:
        def told(self):
            return __class__.__name__
    def __call__(self):
        return "called"
    def __init_subclass__(cls):
        cls.mark = 1
"""


@pytest.fixture
def module(monkeypatch):
    monkeypatch.setattr(code, "_NAMED", {})
    name = "standins_target"
    made = ModuleType(name)
    monkeypatch.setitem(sys.modules, name, made)
    exec(SHAPES, made.__dict__)
    return made


@pytest.fixture
def recording(module, tmp_path):
    """Opens a recording of names of the module; closed, it gives the lines of the first."""

    def opened(*names):
        return Recording(tmp_path / "calls", [f"{module.__name__}:{name}" for name in names])

    return opened


def lines(recording):
    kept = recording.kept[0]
    return [json.loads(line) for line in kept.file.read_text().splitlines()] if kept.inputs else []


def test_a_stand_in_answers_as_what_it_stands_for(module, recording):
    """Its attributes, what it equals, its hash, its text and its errors; what is set on it is kept."""
    add = module.add
    with recording("add") as recorded:
        held = module.add
        assert type(held) is Standin
        assert (held(1), held(x=2), held(1, twice=True)) == (3, 4, 6)
        with pytest.raises(ValueError, match="none"):
            held(None)
        assert (held.by, held.unit, held == add, add == held, hash(held)) == (
            2,
            1,
            True,
            True,
            hash(add),
        )
        assert held != module.Adder(3)
        held.unit = 7
        assert (add.unit, held.__wrapped__) == (7, add)
        assert inspect.signature(held) == inspect.signature(add)
        assert bool(held)
    assert module.add is add
    found = lines(recorded)
    assert [(one["args"], one["kwargs"]) for one in found] == [
        ([1], {}), ([], {"x": 2}), ([1], {"twice": True}), ([None], {}),
    ]  # fmt: skip
    assert [one.get("returned") for one in found] == [3, 4, 6, None]


@pytest.mark.parametrize(
    ("name", "call", "inputs"),
    [
        ("getter", lambda m: m.getter([1, 2]), [[[1, 2]]]), ("part", lambda m: m.part(3), [[3]]),
        ("length", lambda m: m.length("abc"), [["abc"]]), ("cached", lambda m: [m.cached(1), m.cached(1)][0], [[1]]),
        ("Holder.got", lambda m: m.Holder("h").got(4), None), ("Holder.add", lambda m: m.Holder("h").add(4), [[4]]),
        ("shown", lambda m: (m.shown(1), m.shown("x"), m.shown.dispatch(int)(1)), [[1], ["x"]]),
        ("inner", lambda m: m.inner(5, 6, z=7, k=8), [[5, 6]]), ("Made.made", lambda m: m.Made.made(), None),
        ("Prop.Deep.told", lambda m: m.Prop.Deep().told(), None), ("Prop.__call__", lambda m: m.Prop()(), None),
    ],
)  # fmt: skip
def test_callables_of_all_kinds_are_recorded_and_left_as_they_were(
    module, recording, name, call, inputs
):
    """By the name that leads to them; afterwards nothing of the recording is left."""
    before = {key: inspect.getattr_static(module, key) for key in dir(module)}
    plain = call(module)
    getattr(module.cached, "cache_clear", int)()
    with recording(name) as recorded:
        assert call(module) == plain if name != "inner" else call(module)[:-1] == plain[:-1]
    assert {key: inspect.getattr_static(module, key) for key in dir(module)} == before
    assert recorded.kept[0].calls >= 1
    if inputs is not None:
        assert [one["args"] for one in lines(recorded)] == inputs


def test_a_recorded_function_looks_as_it_did(module, recording):
    """Its name, text, defaults, cells, signature, annotations, attributes, copies and pickle."""
    inner = module.inner
    looks = lambda: (  # noqa: E731
        inner.__name__, inner.__qualname__, inner.__doc__, inner.__defaults__, inner.__kwdefaults__, inner.__module__,
        inner.__annotations__, inner.tag, inspect.signature(inner), inner.__closure__, copy.deepcopy(inner) is inner,
        inner.__code__.co_name, inner.__code__.co_qualname, inspect.isfunction(inner),
    )  # fmt: skip
    before = looks()
    names = {*vars(inner)}
    with recording("inner"):
        assert looks() == before
        assert inner is module.inner
        assert inner(9)[0] == 9
        inner.late = 1
    assert looks() == before
    assert {*vars(inner)} == {*names, "late"}


def test_a_stand_in_is_pickled_by_its_name(module, recording):
    """A pool's worker finds there what stands there then."""
    with recording("add", "Holder.add"):
        for name in ("add", "Holder.add"):
            held = functools.reduce(getattr, name.split("."), module)
            assert pickle.loads(pickle.dumps(held)) is held
        data = pickle.dumps(module.add)
    assert pickle.loads(data) is module.add


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nothing", "there is no 'nothing'"), ("Prop.nothing", "there is no 'nothing'"), ("Prop", "is a class; .*such as .*Prop.method"),
        ("Prop.it", "is a property; functions and methods"), ("operator", "is a module"), ("Adder.unit", "is a int"),
        ("Prop.Deep.more.less", "there is no 'more'"), ("__name__", "is a str"), ("", "there is no ''"),
    ],
)  # fmt: skip
def test_what_cannot_be_recorded_is_said(module, recording, name, said):
    """With its whole name; nothing is recorded then, and another recording may begin."""
    with pytest.raises(RecordingError, match=said), recording("add", name):
        pass
    assert type(module.add) is not Standin
    with recording("add", "cached"):
        assert type(module.add) is Standin


def test_a_place_that_takes_no_stand_in_is_said(recording, module):
    """A type of C keeps its methods."""
    module.Text = str
    with (
        pytest.raises(RecordingError, match="cannot be recorded: cannot set"),
        recording("Text.upper"),
    ):
        pass


def test_a_call_knows_what_it_stands_on(module, recording):
    """What asks for the class of a callable finds that of the one it holds."""
    with recording("add", "cached"):
        assert isinstance(module.add, module.Adder)
        assert module.add.__class__ is module.Adder
        assert not isinstance(module.cached, module.Adder)
