"""A short run of the fuzzer; the long one is `make fuzz`."""

from pathlib import Path

import pytest
from scripts import loaded

SCRIPT = Path(__file__).parents[2] / "values" / "fuzz" / "documents.py"


@pytest.fixture(scope="module")
def script():
    return loaded(SCRIPT)


def test_documents_agree_with_the_oracle(script):
    """Equal exactly where the oracle says so; and they come back by bytes and by text."""
    for seed in range(1500):
        script.check(seed)


def test_documents_agree_with_the_oracle_where_hypothesis_looks(script):
    """For pairs that it finds itself."""
    script.by_hypothesis(200)


def test_a_document_that_lost_something_would_be_seen(script, monkeypatch):
    """The fuzzer fails where an encoder forgets the sign of zero."""
    encode = script.encode
    forgets = lambda value: encode(0.0 if type(value) is float and value == 0 else value)  # noqa: E731
    monkeypatch.setattr(script, "encode", forgets)
    with pytest.raises(AssertionError):
        for seed in range(5000):
            script.check(seed)
