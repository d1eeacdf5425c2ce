"""Schemas: by id or inline, compiled once, never fetched."""

from __future__ import annotations

from typing import Any

import pytest

from switchover.engine.config import ConfigError, SchemaError, Schemas, TaskTypes, check_params
from switchover.engine.config import parse_workflow as parse
from switchover.engine.config.schemas import empty_keywords

NAMED = {"id": "person", "type": "object", "properties": {"age": {"type": "integer"}}}


def test_a_schema_is_found_by_its_id_or_taken_as_it_is() -> None:
    """An id leads to the declared schema, a map is a schema, and an unknown id names the known."""
    schemas = Schemas([NAMED])
    assert schemas.resolve("person") == NAMED
    assert schemas.resolve({"type": "string"}) == {"type": "string"}
    with pytest.raises(SchemaError, match="'robot'; declared: person") as caught:
        schemas.resolve("robot")
    assert caught.value.code == "SCHEMA_NOT_FOUND"


def test_every_violation_is_given_with_its_path() -> None:
    """All faults of a value come at once."""
    schema = {
        "type": "object",
        "required": ["a"],
        "properties": {"b": {"items": {"type": "string"}}},
    }
    violations = Schemas().violations(schema, {"b": ["x", 1, 2]})
    assert {found.path: found.message for found in violations} == {
        (): "'a' is a required property",
        ("b", 1): "1 is not of type 'string'",
        ("b", 2): "2 is not of type 'string'",
    }


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ({"type": "nothing"}, ("type",)),
        ({"properties": {"a": {"minimum": "x"}}}, ("properties", "a", "minimum")),
        ({"pattern": "("}, ("pattern",)),
        ({"required": True}, ("required",)),
    ],
)
def test_a_schema_that_does_not_compile_says_where(schema: Any, path: tuple[str, ...]) -> None:
    """The error carries the path into the schema."""
    with pytest.raises(SchemaError, match="does not compile") as caught:
        Schemas().check(schema)
    assert (caught.value.code, caught.value.path) == ("SCHEMA", path)


def test_nothing_is_fetched() -> None:
    """A reference to elsewhere is an error, not a request."""
    for ref in ("http://127.0.0.1:1/schema.json", "file:///etc/passwd", "other.json", "#/nowhere"):
        with pytest.raises(SchemaError, match="leads nowhere"):
            Schemas().violations({"$ref": ref}, {})


def test_endless_schemas_and_values_are_refused() -> None:
    """A schema or value without end gives an error of ours."""
    with pytest.raises(SchemaError):
        Schemas().violations({"$ref": "#"}, {})
    deep: Any = {"type": "object"}
    for _ in range(500):
        deep = {"properties": {"a": deep}}
    with pytest.raises(SchemaError):
        Schemas().check(deep)
    with pytest.raises(SchemaError, match="no JSON"):
        Schemas().check({"const": {1, object()}})


def test_input_is_checked_where_it_stands() -> None:
    """Each violation of a task's input has the position of the value in the file."""
    text = """\
id: w
schemas: [{id: person, properties: {age: {type: integer}, name: {type: string}}}]
tasks:
  - id: t
    input: person
    with:
      age: old
      name: 5
"""
    workflow = parse(text, TaskTypes(), name="w.yaml")
    task = workflow.tasks[0]
    with pytest.raises(ConfigError) as caught:
        check_params(task, task.with_, Schemas(workflow.schemas))
    assert str(caught.value).splitlines() == [
        "w.yaml:7:12: PARAMS validation error for 't': 'old' is not of type 'integer'",
        "w.yaml:8:13: PARAMS validation error for 't': 5 is not of type 'string'",
    ]


@pytest.mark.parametrize(
    ("schema", "places"),
    [
        ({"type": None}, [("type",)]),
        ({"type": ""}, [("type",)]),
        ({"properties": {"type": {"type": ""}, "x": {"const": {"type": ""}}}}, 1),
        ({"type": "object", "properties": {"x": {"type": None}}}, [("properties", "x", "type")]),
        ({"properties": None, "required": None, "items": None}, 3),
        ({"properties": {"type": {"description": None}}}, 1),
        ({"anyOf": [{"type": None}], "items": {"enum": None}}, 2),
        ({"default": None, "const": None}, []),
        ({"properties": {"x": None}}, []),
    ],
)
def test_a_keyword_without_a_value_is_read_as_if_it_were_not_there(schema, places):
    """The public engine loads such a schema; so does this one, and says where."""
    found = [*empty_keywords(schema)]
    assert len(found) == (places if isinstance(places, int) else len(places))
    if not isinstance(places, int):
        assert found == places
    Schemas().check(schema)
    assert Schemas().violations({"properties": {"x": schema}}, {"y": 1}) == ()


def test_an_empty_type_refuses_nothing_and_the_rest_of_the_schema_counts():
    schema = {"type": None, "properties": {"n": {"type": "integer", "minimum": None}}}
    assert Schemas().violations(schema, {"n": 1}) == ()
    assert len(Schemas().violations(schema, {"n": "one"})) == 1
    assert len(Schemas().violations({"const": None}, 1)) == 1


@pytest.mark.parametrize("reference", ["#/$defs/no", "city", "https://example.com/no"])
def test_a_reference_that_leads_nowhere_is_told_before_anything_runs(reference):
    with pytest.raises(SchemaError, match="leads nowhere") as raised:
        Schemas().check({"properties": {"x": {"$ref": reference}}})
    assert raised.value.path == ("properties", "x", "$ref")


def test_a_reference_within_the_schema_leads_on():
    Schemas().check(
        {"$defs": {"x": {"type": "integer"}}, "properties": {"x": {"$ref": "#/$defs/x"}}}
    )
    Schemas().check({"properties": {"$ref": {"type": "string"}}})
