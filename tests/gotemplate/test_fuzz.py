"""A short run of the fuzzer; the long one is `make fuzz`."""

import importlib.util
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "gotemplate" / "fuzz" / "templates.py"


def test_mutated_templates_give_a_text_or_our_error() -> None:
    """1,500 mutated templates: no other exception, no hang, no growth, every error has a position."""
    spec = importlib.util.spec_from_file_location("fuzz_templates_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = script
    spec.loader.exec_module(script)
    outcome = script.fuzz_templates(1500, seed=3)
    assert outcome.failures == []
    assert outcome.seen["rendered"] > 200
    assert outcome.seen["TemplateSyntaxError"] > 200
    assert outcome.seen["TemplateRuntimeError"] > 20
