"""Numbers on their way into templates and out of them."""

from __future__ import annotations

from typing import Any

from engine.rendering.kit import renderer
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.rendering import JsonNumbers, as_floats, as_written, authored

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**52), 2**52) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=8,
)


@given(PLAIN)
def test_there_and_back(value: Any) -> None:
    """Whole numbers that a float can hold come back as they went in, and flags stay flags."""
    found = as_written(as_floats(value))
    assert found == value
    assert repr(found) == repr(value)


@given(PLAIN)
def test_every_number_is_a_float(value: Any) -> None:
    """No whole number is left anywhere."""

    def numbers(inner: Any) -> list[Any]:
        if isinstance(inner, dict):
            return [n for item in inner.values() for n in numbers(item)]
        if isinstance(inner, list):
            return [n for item in inner for n in numbers(item)]
        return [inner] if isinstance(inner, int) and not isinstance(inner, bool) else []

    assert numbers(as_floats(value)) == []


def test_extremes() -> None:
    """What no float can hold becomes infinite; what is not whole or too large stays a float."""
    assert as_floats(10**400) == float("inf")
    assert as_floats(-(10**400)) == float("-inf")
    for value in (0.5, 2.0**53, float("inf")):
        assert isinstance(as_written(value), float)
    assert repr(as_written(float("nan"))) == "nan"


def test_each_value_is_turned_once() -> None:
    """The same map under its key gives the same floats; another map under it its own."""
    numbers, value = JsonNumbers(), {"a": [1]}
    assert numbers("k", value) is numbers("k", value)
    assert numbers("k", {"a": [2]}) == {"a": [2.0]}
    assert numbers("other", value) is not numbers("k", value)
    assert numbers("k", 3) == 3.0
    for index in range(600):
        assert numbers(f"{index}", {"a": index}) == {"a": float(index)}


def test_what_an_author_wrote_is_data_as_a_number_is_a_float() -> None:
    """A template that another one reads of a configuration is the text of it."""
    found = as_floats(authored({"a": "{{ .x }}", "b": ["{{ .y }}", 1]}))
    assert found == {"a": "{{ .x }}", "b": ["{{ .y }}", 1.0]}
    assert {type(found), type(found["a"]), type(found["b"]), type(found["b"][0])} == {
        dict,
        str,
        list,
    }


def test_renderer_writes_structures_as_json_does() -> None:
    """A map that a text refers to comes back with whole numbers."""
    context = {"x": {"n": 3.0, "half": 0.5}}
    found = renderer(result=as_written).render(authored("{{ .x }}"), lambda _: context)
    assert found == {"n": 3, "half": 0.5}
