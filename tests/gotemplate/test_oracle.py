"""What Go's own engine answers, this one answers, too."""

import gzip
import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from scripts import loaded

from switchover.gotemplate import (
    EXCLUDED_FUNCTIONS,
    FUNCTIONS,
    MissingKeyError,
    TemplateEngine,
    TemplateError,
    TemplateRuntimeError,
    TemplateSyntaxError,
)

ROOT = Path(__file__).parents[2]
ORACLE = ROOT / "gotemplate" / "oracle"
WORKFLOWS = ROOT.parent / "shared" / "workflows"
MOMENT = datetime(2024, 2, 29, 13, 4, 5, 123456, tzinfo=UTC)
CLASSES = {
    TemplateSyntaxError: "syntax",
    MissingKeyError: "missing",
    TemplateRuntimeError: "runtime",
}
CORE = {
    "and", "call", "html", "index", "js", "len", "not", "or", "print", "printf", "println",
    "urlquery", "eq", "ge", "gt", "le", "lt", "ne",
}  # fmt: skip

OURS = {"htmlEscape", "htmlAttrEscape", "jsEscape"}


def load(name: str) -> ModuleType:
    if str(ORACLE) not in sys.path:
        sys.path.insert(0, str(ORACLE))  # its scripts import each other
    return loaded(ORACLE / f"{name}.py")


def engine() -> TemplateEngine:
    return TemplateEngine(clock=lambda: MOMENT)


def answer(rendering: TemplateEngine, template: str, context: dict) -> tuple[str, str | None]:
    try:
        return "text", rendering.render_text(template, context)
    except TemplateError as error:
        return CLASSES.get(type(error), type(error).__name__), None


def recorded() -> tuple[dict, list[dict]]:
    lines = gzip.decompress((ORACLE / "answers.jsonl.gz").read_bytes()).decode().splitlines()
    return json.loads(lines[0]), [json.loads(line) for line in lines[1:]]


def test_every_recorded_answer_is_ours() -> None:
    """At least 3,000 recorded pairs agree in text, or in the class of the error, without exception."""
    head, entries = recorded()
    rendering = engine()
    wrong = []
    for entry in entries:
        ours = answer(rendering, entry["template"], head["contexts"][entry["context"]])
        theirs = (entry["error"] or "text", entry["text"])
        if ours != theirs:
            wrong.append((entry["template"], theirs, ours))
    assert len(entries) >= 3000
    assert not wrong, f"{len(wrong)} of {len(entries)}: {wrong[:5]}"


def test_the_record_holds_every_outcome_and_leaves_out_little() -> None:
    """Each class of answer is there in number, and less than 1 % was left out."""
    head, entries = recorded()
    counts = Counter(entry["error"] or "text" for entry in entries)
    assert counts == Counter(head["kept"])
    assert min(counts[kind] for kind in ("text", "syntax", "missing", "runtime")) >= 50
    assert sum(head["left_out"].values()) < len(entries) / 100


def test_every_function_is_there_or_excluded_with_a_reason() -> None:
    """No function of sprig is forgotten, none is both there and excluded."""
    names = set((ORACLE / "functions.txt").read_text(encoding="utf-8").split())
    assert len(names) > 200
    assert names == (set(FUNCTIONS) - CORE - OURS) | set(EXCLUDED_FUNCTIONS)
    assert not set(FUNCTIONS) & set(EXCLUDED_FUNCTIONS)
    assert all(len(reason) > 10 for reason in EXCLUDED_FUNCTIONS.values())


def test_every_function_is_asked() -> None:
    """The generator calls every function that can be called deterministically."""
    corpus = load("corpus")
    assert set(FUNCTIONS) - OURS - set(corpus.CALLS) - {"printf", "call", "ago"} == set()


def test_the_generator_is_repeatable() -> None:
    """The same seed gives the same pairs."""
    corpus = load("corpus")
    assert list(corpus.pairs(50, 7)) == list(corpus.pairs(50, 7))
    assert list(corpus.pairs(50, 7)) != list(corpus.pairs(50, 8))


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ask = load("ask")
    lacking = ask.missing()
    if lacking:
        pytest.skip(f"no oracle here: {lacking}")
    return ask.build(tmp_path_factory.mktemp("oracle"))


def test_new_pairs_agree_with_go_itself(program: Path) -> None:
    """Where Go is installed, pairs that nobody recorded agree as well."""
    asked = list(load("corpus").pairs(400, 4711))
    excluded = load("record").excluded
    rendering = engine()
    for pair, theirs in zip(asked, load("ask").ask(asked, program), strict=True):
        ours = answer(rendering, pair["template"], pair["context"])
        if excluded(theirs) is None:
            assert ours == (theirs.get("error", "text"), theirs.get("text")), pair["template"]


def templates_in(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in templates_in(item)]
    if isinstance(value, list):
        return [text for item in value for text in templates_in(item)]
    return [value] if isinstance(value, str) and "{{" in value else []


def context_for(paths: list[tuple[str, ...]]) -> dict:
    """A context in which all those paths lead to something."""
    context: dict = {}
    for path in sorted(set(paths), key=len, reverse=True):
        here = context
        for name in path[:-1]:
            here = here.setdefault(name, {})
        if isinstance(here, dict):
            here.setdefault(path[-1], {"weather": "sunny", "temperature": 21.5})
    return context


def test_templates_of_real_workflows_agree_with_go_itself(program: Path) -> None:
    """Every template of the real workflows renders as Go renders it."""
    yaml = pytest.importorskip("yaml")
    if not WORKFLOWS.is_dir():
        pytest.skip(f"no real workflows beside the project: {WORKFLOWS.name} is absent")
    rendering = engine()
    texts = sorted(
        {
            text
            for file in WORKFLOWS.glob("*.yaml")
            for text in templates_in(yaml.safe_load(file.read_text(encoding="utf-8")))
        }
    )
    assert len(texts) > 30
    questions = []
    for text in texts:
        paths = list(rendering.references(text))
        questions.append({"template": text, "context": context_for(paths)})
        questions.append({"template": text, "context": {}})
    for question, theirs in zip(questions, load("ask").ask(questions, program), strict=True):
        ours = answer(rendering, question["template"], question["context"])
        assert ours == (theirs.get("error", "text"), theirs.get("text")), question["template"]
