"""The documented schema is the one the records have."""

import inspect
import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from switchover.bench import PairRecord, SuiteRecord, to_json
from switchover.bench.records import Environment

FILE = Path(__file__).parents[2] / "docs" / "bench.schema.json"
RECORD = PairRecord(name="x", verdict="inconclusive", environment=Environment())


def schema():
    """Give the schema, the same on every Python: 3.13 takes the indentation off docstrings."""
    found = json.loads(json.dumps(msgspec.json.schema(SuiteRecord)))
    for part in found["$defs"].values():
        if "description" in part:
            part["description"] = inspect.cleandoc(part["description"])
    return found


def test_the_schema_file_is_current():
    """Whoever changes a record writes the file anew; running this module does."""
    assert json.loads(FILE.read_text()) == schema()


@pytest.mark.parametrize("verdict", ["pass", "perhaps"])
def test_the_schema_tells_records_from_others(verdict):
    """A record's JSON satisfies the schema, and a wrong verdict does not."""
    suite = SuiteRecord(verdict="pass", pairs=(RECORD,), environment=Environment())
    found = json.loads(to_json(suite)) | {"verdict": verdict}
    valid = jsonschema.Draft202012Validator(json.loads(FILE.read_text())).is_valid(found)
    assert valid is (verdict == "pass")


if __name__ == "__main__":
    FILE.write_text(json.dumps(schema(), indent=2) + "\n")
