"""What an import string names, how a callable is named, and which object a method is called on."""

import functools
import json
import math
import operator

import pytest

from switchover.values import (
    MethodSide,
    ResolveError,
    called,
    chosen,
    is_of,
    name_of,
    resolve,
    split,
)
from switchover.values.importing import NoObjectError

HERE = "values_to_name"
MODULE = """
class Till:
    def __init__(self, start=10):
        self.start = start
    def total(self, amount, tax=0):
        return self.start + amount + tax
    @staticmethod
    def static(x): return ("static", x)
    @classmethod
    def cls(klass, x): return (klass.__name__, x)
    class Inner:
        def own(self): return "inner"

class Needy:
    def __init__(self, must): self.must = must
    def say(self, *words): return (self.must, words)

class Other:
    Till = Till

def plain(x): return x
VALUE = 5
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    """A module with all kinds of callables."""
    import importlib
    import sys

    (tmp_path / f"{HERE}.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module(HERE)
    sys.modules.pop(HERE, None)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (json.loads, "json:loads"),
        (len, "builtins:len"),
        (math.sqrt, "math:sqrt"),
        (functools.partial(json.loads, strict=True), "json:loads"),
        (str.upper, "builtins:str.upper"),
        (json.JSONDecoder, "json.decoder:JSONDecoder"),
        (json.JSONDecoder().decode, "json.decoder:JSONDecoder.decode"),
        (operator.itemgetter(1), "operator:itemgetter"),
        ("text".upper, "builtins:str.upper"),
        (pytest, "builtins:module"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_callable_is_named_as_an_import_string_would(call, name):
    """What wraps another is named after it, an instance after its class."""
    assert name_of(call) == name


def test_a_name_without_a_module_is_one_of_the_built_in(module):
    """Somebody may have taken it away."""

    def made():
        return 1

    made.__module__ = None
    assert name_of(made) == "builtins:test_a_name_without_a_module_is_one_of_the_built_in.<locals>.made"  # fmt: skip


def test_what_cannot_be_called_says_what_it_is(module):
    """Of a module what it holds, the first eight and nothing private."""
    with pytest.raises(ResolveError, match=rf"^{HERE}:VALUE is a int and cannot be called$"):
        resolve(f"{HERE}:VALUE")
    with pytest.raises(ResolveError, match=r"it holds Needy, Other, Till, plain$"):
        called(module, "m")
    with pytest.raises(ResolveError) as told:
        called(json, "json:x")
    held = str(told.value).partition("it holds ")[2].split(", ")
    assert len(held) <= 8
    assert not any(name.startswith("_") for name in held)
    assert called(len, "x") is len


@pytest.mark.parametrize(
    ("spec", "args", "answer"),
    [
        ("plain", (1,), 1),
        ("Till.static", (1,), ("static", 1)),
        ("Till.cls", (1,), ("Till", 1)),
        ("Till.total", (1,), 11),
        ("Till.total", (1, 5), 16),
        ("Till.Inner.own", (), "inner"),
        ("Other.Till.total", (2,), 12),
    ],
)
def test_every_kind_of_method_can_be_a_side(module, spec, args, answer):
    """A plain one is called on an instance that is built without arguments."""
    assert resolve(f"{HERE}:{spec}")(*args) == answer


def test_an_object_that_an_input_brings_comes_first(module):
    """Of its class, of a subclass, or of another of the same name; also where more is given."""
    total = resolve(f"{HERE}:Till.total")
    assert isinstance(total, MethodSide)
    assert total.holder == "Till"

    class Till(module.Till):
        pass

    class Stranger:
        start = 1000

    Stranger.__qualname__ = "Till"
    assert total(module.Till(100), 1) == 101
    assert total(Till(100), 1, tax=3) == 104
    assert total(Stranger(), 1) == 1001
    assert total(module.Till(7), amount=1) == 8
    assert total(amount=1, tax=2) == 13
    assert (total.__name__, total.__doc__) == ("total", None)


def test_an_object_of_another_class_is_taken_where_only_that_fits(module):
    """Three arguments of a method that takes two: the first must be the object."""

    class Duck:
        start = 50

    assert resolve(f"{HERE}:Till.total")(Duck(), 1, 2) == 53


def test_a_method_without_an_object_has_not_answered(module):
    """It says what kept the object from being built, and what to do."""
    say = resolve(f"{HERE}:Needy.say")
    assert say(module.Needy("m"), "a") == ("m", ("a",))
    with pytest.raises(
        NoObjectError, match=r"Needy cannot be built without arguments \(.*must"
    ) as told:
        say("a")
    assert "give an object of it as the first argument" in str(told.value)
    with pytest.raises(NoObjectError):
        say()


def test_inputs_that_are_alike_need_no_look_at_each(module):
    """All bring an object, or none does: then it is the function, or the bound method, itself."""
    total = resolve(f"{HERE}:Till.total")
    own = module.Till(1)
    assert chosen(total, [((own, 1), {}), ((own, 2), {})]) is module.Till.total
    bound = chosen(total, [((1,), {}), ((2,), {"tax": 1})])
    assert bound.__self__.start == 10
    assert chosen(total, [((own, 1), {}), ((2,), {})]) is total
    assert chosen(total, []) is total
    assert chosen(len, [((1,), {})]) is len


@pytest.mark.parametrize(
    ("value", "name", "is_one"),
    [(5, "int", True), (True, "int", True), (5, "bool", False), (5, "object", True), ("", "int", False)],
)  # fmt: skip
def test_a_value_is_of_a_class_by_its_name(value, name, is_one):
    """Or by that of a base."""
    assert is_of(value, name) is is_one


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("json", "write package.module:function$"),
        ("json.loads", r"such as json:loads$"),
        ("shop/old.py:price", r"write shop\.old:price$"),
        (".\\shop\\old.py:price", r"write shop\.old:price$"),
        ("./shop/old:price", r"write shop\.old:price$"),
        ("a:b:c", r"such as a\.b:c$"),
        (":f", "import string"),
        ("json:", "import string"),
        ("", "import string"),
        ("a b:c", "import string"),
        ("1a:c", "import string"),
    ],
)
def test_what_is_no_import_string_is_answered_with_one(spec, told):
    """With what was probably meant."""
    with pytest.raises(ResolveError, match=told):
        split(spec)


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("json:laods", r"json:laods: no 'laods' in json; did you mean loads or load\?"),
        ("json.decode:x", r"no module 'decode' in package json; did you mean decoder or encoder\?"),
        ("jsno:x", r"no module 'jsno' in the import path; did you mean json"),
        ("json.decoder.x:y", "json.decoder is a module, not a package: write json.decoder:x for a name in it"),
        ("math.sqrt:x", "math is a module, not a package: write math:sqrt for a name in it"),
        (f"{HERE}:Till.totla", r"no 'totla' in Till; did you mean total\?"),
        (f"{HERE}:Needy.zzz", r"no 'zzz' in Needy; there is say$"),
        ("old.py:f", r"write old:f$"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_answered_with_what_is(module, spec, told):
    """The name that is near, or all there are where they are few."""
    with pytest.raises(ResolveError, match=told):
        resolve(spec)
