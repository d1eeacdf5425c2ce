"""Import strings and callables become targets, or errors that say what exists near them."""

import functools
import json
import sys

import pytest

from switchover.bench import TargetError, resolve
from switchover.bench.target import is_async, taking
from switchover.values.importing import name_of

MODULE = """
import functools
class Plain:
    def __init__(self): self.kept = 7
    def method(self): return self.kept
    @staticmethod
    def static(): return "static"
    @classmethod
    def classy(cls): return cls.__name__
    class Inner:
        def deep(self): return "deep"
class Picky:
    def __init__(self, needed): ...
    def method(self): ...
class Caller:
    def __call__(self): return "called"
class AsyncCaller:
    async def __call__(self): return "awaited"
async def coroutine(): ...
def wrapper(function):
    @functools.wraps(function)
    async def inner(): return await function()
    return inner
decorated = wrapper(coroutine)
@functools.wraps(coroutine)
def facade(): ...
class Holder:
    def __init__(self, func): self.func = func
    def __call__(self): ...
holder = Holder(coroutine)
caller = Caller()
async_caller = AsyncCaller()
partial = functools.partial(coroutine)
ready = 3
"""


@pytest.fixture
def sample(tmp_path, monkeypatch):
    (tmp_path / "sample_targets.py").write_text(MODULE)
    (tmp_path / "broken_targets.py").write_text("import a_library_nobody_has\n")
    (tmp_path / "raising_targets.py").write_text("1 / 0\n")
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("spec", "gives"),
    [
        ("sample_targets:Plain.method", 7),
        ("sample_targets:Plain.static", "static"),
        ("sample_targets:Plain.classy", "Plain"),
        ("sample_targets:Plain.Inner.deep", "deep"),
        ("sample_targets:caller", "called"),
        ("builtins:dict", {}),
    ],
)
def test_everything_callable_resolves(spec, gives):
    """Functions, classes, objects and every kind of method can be called as they come."""
    target = resolve(spec)
    assert target.call() == gives
    assert target.name == spec


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("spec", "awaited"),
    [
        ("sample_targets:coroutine", True),
        ("sample_targets:decorated", True),
        ("sample_targets:partial", True),
        ("sample_targets:async_caller", True),
        ("sample_targets:caller", False),
        ("sample_targets:facade", False),
        ("sample_targets:holder", False),
        ("sample_targets:AsyncCaller", False),
        ("json:loads", False),
        ("builtins:len", False),
    ],
)
def test_async_is_seen_through_wrappers(spec, awaited):
    """A coroutine function is known as one behind a partial or `__call__`, a façade as plain."""
    assert resolve(spec).is_async is awaited


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("jsno:loads", r"no module 'jsno' in the import path; did you mean json"),
        ("email.mime.txt:MIMEText", r"no module 'txt' in package email\.mime; did you mean text\?"),
        ("os.path.foo:x", r"os\.path is a module, not a package: write os\.path:foo"),
        ("json:laods", r"no 'laods' in json; did you mean loads"),
        ("sample_targets:Plain.metod", r"no 'metod' in Plain; did you mean method\?"),
        ("json:decoder", r"is a module and cannot be called; it holds .*JSONDecoder"),
        ("sample_targets:ready", r"is a int and cannot be called"),
        ("broken_targets:f", r"importing broken_targets failed: No module named 'a_library"),
        ("raising_targets:f", r"importing raising_targets failed: ZeroDivisionError"),
        ("json.loads", r"write package\.module:function, such as json:loads"),
        ("", r"not an import string"),
        (":loads", r"not an import string"),
        ("json:", r"not an import string"),
        ("shop/old.py:price", r"write shop\.old:price$"),
        ("./shop/old:price", r"write shop\.old:price$"),
        (r"shop\old.py:price", r"write shop\.old:price$"),
        ("old.py:price", r"write old:price$"),
        ("json:loads:x", r"not an import string"),
        ("j son:loads", r"not an import string"),
    ],
)
def test_errors_name_what_is_near(spec, said):
    """A string that names nothing callable is refused with what was meant, where that is known."""
    with pytest.raises(TargetError, match=said):
        resolve(spec)


@pytest.mark.usefixtures("sample")
def test_a_method_without_its_object_is_refused():
    """Where an input brings none and none can be built; with its object it is measured as it is."""
    target = resolve("sample_targets:Picky.method")
    with pytest.raises(TargetError, match=r"Picky cannot be built without arguments .*needed"):
        taking(target.call, [((), {})])
    cls = sys.modules["sample_targets"].Picky
    assert taking(target.call, [((cls(1),), {})]) is cls.method


def test_callables_resolve_to_themselves():
    """A callable needs no import string, and is named like one."""
    assert resolve(json.loads).call is json.loads
    assert resolve(json.loads).name == "json:loads"
    assert name_of(functools.partial(json.loads, "1")) == "json:loads"
    assert name_of(len) == "builtins:len"


def test_an_object_that_cannot_be_called_is_refused():
    """Neither is a number a callable just because it came as an object."""
    with pytest.raises(TargetError, match="int"):
        resolve(3)


def test_is_async_of_a_class_is_false():
    """Calling a class builds an instance, whatever its `__call__` is."""

    class Async:
        async def __call__(self): ...

    assert not is_async(Async)
    assert is_async(Async())
