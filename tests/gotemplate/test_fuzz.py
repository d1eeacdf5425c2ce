"""A short run of the fuzzer; the long one is `make fuzz`."""

from pathlib import Path

from scripts import loaded

SCRIPT = Path(__file__).parents[2] / "gotemplate" / "fuzz" / "templates.py"


def test_mutated_templates_give_a_text_or_our_error() -> None:
    """1,500 mutated templates: no other exception, no hang, no growth, every error has a position."""
    outcome = loaded(SCRIPT).fuzz_templates(1500, seed=3)
    assert outcome.failures == []
    assert outcome.seen["rendered"] > 200
    assert outcome.seen["TemplateSyntaxError"] > 200
    assert outcome.seen["TemplateRuntimeError"] > 20
