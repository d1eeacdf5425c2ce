"""Values whose own code raises, ends the program, or finds things out: none of it is the recorder's affair."""

import json

import pytest

from switchover.shadow.recording import Recording, code, record

ERRORS = (
    OSError(28, "no space left"),
    ConnectionError("gone"),
    RecursionError(),
    MemoryError(),
    KeyError(),
)
ASKED = [
    "__reduce_ex__",
    "__getstate__",
    "__getattribute__",
    "__iter__",
    "__eq__",
    "__repr__",
    "__len__",
    "__class__",
]
ENDS = (KeyboardInterrupt(), SystemExit(3))


@pytest.fixture(autouse=True)
def offered(monkeypatch):
    """What this test offers, and nothing that another did."""
    monkeypatch.setattr(code, "_NAMED", {})


def raising(asked, error, base=object):
    """A value that raises when it is asked so."""

    def raises(*_):
        raise error

    return type("Raising", (base,), {asked: property(raises) if asked == "__class__" else raises})()


@pytest.fixture
def recorded(tmp_path):
    """Records a function that is given 1, then something, then 2; gives what is kept and what it saw."""

    def kept(function, *given):
        record("it")(function)
        with Recording(tmp_path / "calls") as recording:
            for each in (1, *given, 2):
                function(each)
        (one,) = recording.kept
        lines = one.file.read_text().splitlines() if one.file.exists() else []
        return one, [json.loads(line) for line in lines]

    return kept


@pytest.mark.parametrize("asked", ASKED)
def test_an_argument_that_raises_costs_its_own_call_at_most(recorded, asked):
    """Whatever it raises: a full disk is one that the recorder met, not one that a value tells of."""
    values = [
        raising(asked, each, base) for each in (*ERRORS, *ENDS) for base in (object, dict, list)
    ]
    kept, inputs = recorded(lambda _: None, *values)
    assert (inputs[0]["args"], inputs[-1]["args"], kept.notes) == ([1], [2], [])
    told = sum(line["weight"] for line in inputs) + sum(kept.left_out.values())
    assert told == kept.calls == 2 + len(values)


@pytest.mark.parametrize("asked", ASKED)
def test_an_answer_that_raises_changes_nothing(recorded, asked):
    """The caller has the very same object, and the other calls are kept."""
    values = {n: raising(asked, each) for n, each in enumerate((*ERRORS, *ENDS), 10)}
    kept, inputs = recorded(lambda n: values.get(n), *values)
    assert [line["args"] for line in inputs] == [[1], *([n] for n in values), [2]]
    assert (kept.calls, kept.notes, kept.left_out) == (2 + len(values), [], {})


def test_a_proxy_is_not_asked_what_it_stands_for(recorded):
    """It would open a connection, or raise where there is none: only the program's own code may ask."""
    found = []

    class Lazy:
        @property
        def __class__(self):
            found.append(self)
            return dict

        def __getattr__(self, name):
            found.append(name)
            raise AttributeError(name)

    given = Lazy()
    kept, _ = recorded(lambda it: [it], given, [given], {"of": given})
    assert (found, kept.calls, kept.notes) == ([], 5, [])


def test_a_class_is_not_asked_for_its_name(recorded):
    """Its metaclass may have code of its own for that."""
    asked = []

    class Telling(type):
        def __getattribute__(cls, name):
            asked.append(name)
            return super().__getattribute__(name)

    class Told(metaclass=Telling):
        pass

    asked.clear()
    kept, inputs = recorded(lambda _: None, Told)
    assert asked == []
    assert kept.left_out == {
        "calls that hold a class that no name leads to, which nothing can make again": 1
    }
    assert [line["args"] for line in inputs] == [[1], [2]]
