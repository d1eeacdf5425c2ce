"""The numbered vectors of a collection's items that hold for the old system and the new one alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


class ItemVectors:
    """What `items` of a collection come to; a system's own test gives the three functions."""

    items: Callable[..., list[Any]]
    to_items: Callable[[Any], list[Any]]
    is_truthy: Callable[[Any], bool]

    def test_v61_items_by_reference(self) -> None:
        """V61: a reference to a list gives its items in order."""
        users = ["alice", "bob", "charlie"]
        assert self.items({"users": users}, items="{{ .input.users }}") == users

    def test_v62_json_text_has_floats(self) -> None:
        """V62: JSON text is parsed, and nested numbers are floats."""
        found = self.items(items='[{"key":"value","num":42},["a","b","c"]]')
        assert found == [{"key": "value", "num": 42.0}, ["a", "b", "c"]]
        assert isinstance(found[0]["num"], float)

    def test_v63_map_becomes_its_entries(self) -> None:
        """V63: a map gives one item with key and value per entry, by key."""
        found = self.items({"m": {"port": 8080, "host": "localhost"}}, items="{{ .input.m }}")
        assert found == [{"key": "host", "value": "localhost"}, {"key": "port", "value": 8080}]

    @pytest.mark.parametrize(
        ("value", "expected"),
        [(None, []), ([1, 2, 3], [1, 2, 3]), ("hello", ["hello"]), (42, [42]), (True, [True])],
    )
    def test_v67_conversion(self, value: Any, expected: list[Any]) -> None:
        """V67: null is no item, a list its items, anything else one."""
        assert self.to_items(value) == expected

    def test_v68_texts_stay_as_they_are(self) -> None:
        """V68: texts that are blank, or look like numbers, stay what they are as items."""
        assert self.items(items='["", "   ", "  123  "]') == ["", "   ", "  123  "]

    @pytest.mark.parametrize(
        ("more", "expected"),
        [
            ({"filter": '{{ eq .item "b" }}'}, ["b"]),
            ({"filter": "{{ lt .index 2 }}"}, ["a", "b"]),
            ({"filter": '{{ eq .val "c" }}', "item_var": "val"}, ["c"]),
        ],
        ids=["V69", "V70", "V71"],
    )
    def test_v69_v71_filters(self, more: dict[str, Any], expected: list[Any]) -> None:
        """V69 to V71: a filter sees the item, also by its name, and its index before filtering."""
        assert self.items(items='["a", "b", "c"]', **more) == expected

    def test_v71_named_items_of_equal_texts(self) -> None:
        """V71: a filter keeps each item that it holds for."""
        found = self.items(
            items='["skip", "keep", "skip", "keep"]', item_var="val", filter='{{ eq .val "keep" }}'
        )
        assert found == ["keep", "keep"]

    @pytest.mark.parametrize("value", [None, 0, 0.0, "", "false", [], {}])
    def test_v77_false(self, value: Any) -> None:
        """V77: what drops an item."""
        assert not self.is_truthy(value)

    @pytest.mark.parametrize("value", [True, 42, 3.14, "hello", [1], {"k": 1}])
    def test_v77_true(self, value: Any) -> None:
        """V77: what keeps an item."""
        assert self.is_truthy(value)
