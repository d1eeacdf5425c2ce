"""A hostile template ends with an error of ours, soon and without taking much memory."""

import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest

from switchover.gotemplate import Limits, TemplateEngine, TemplateError, TemplateLimitError

HOSTILE = {
    "endless steps": "{{ range until 9999 }}{{ range until 9999 }}{{ end }}{{ end }}",
    "endless lists": "{{ range until 2000000000 }}{{ end }}",
    "a list from far to far": "{{ untilStep -9000000000000000000 9000000000000000000 1 }}",
    "a long repeat": '{{ repeat 2000000000 "a" }}',
    "repeats of repeats": '{{ repeat 3000 (repeat 3000 (repeat 3000 "a")) }}',
    "a doubling text": '{{ $x := "a" }}{{ range until 99 }}{{ $x = print $x $x }}{{ end }}',
    "a doubling list": "{{ $l := list 1 }}{{ range until 99 }}{{ $l = concat $l $l }}{{ end }}",
    "a doubling tree": "{{ $l := list 1 }}{{ range until 99 }}{{ $l = list $l $l }}{{ end }}{{ $l }}",
    "a doubling tree in JSON": "{{ $l := list }}{{ range until 99 }}{{ $l = list $l $l }}{{ end }}{{ toJson $l }}",
    "a doubling tree compared": "{{ $l := list }}{{ $m := list }}{{ range until 50 }}{{ $l = list $l $l }}"
    "{{ $m = list $m $m }}{{ end }}{{ deepEqual $l $m }}",
    "a doubling tree copied": "{{ $l := list }}{{ range until 99 }}{{ $l = list $l $l }}{{ end }}{{ deepCopy $l }}",
    "a template in itself": '{{ define "R" }}{{ template "R" . }}{{ end }}{{ template "R" . }}',
    "two templates in each other": '{{ define "A" }}{{ template "B" }}{{ template "B" }}{{ end }}'
    '{{ define "B" }}{{ template "A" }}{{ template "A" }}{{ end }}{{ template "A" }}',
    "a wide number": '{{ printf "%999999d%999999d%999999d%999999d%999999d" 1 2 3 4 5 }}',
    "a pattern over long texts": '{{ range until 999 }}{{ $_ := regexMatch "(a*)*b" (repeat 9999 "a") }}{{ end }}',
    "a large pattern": '{{ mustRegexMatch "((((a{99}){99}){99}){99}){99}" "a" }}',
    "much work on a long text": '{{ $x := repeat 3000000 "a" }}{{ range until 99999 }}{{ $_ := upper $x }}{{ end }}',
    "a long indent": '{{ nindent 3000 (repeat 3000 "\\n") }}',
    "a growing replacement": '{{ replace "" (repeat 3000 "a") (repeat 3000 "b") }}',
    "growing matches": '{{ regexReplaceAll "" (repeat 9000 "b") (repeat 9000 "a") }}',
    "deep parentheses": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "deep blocks": "{{ if 1 }}" * 5000 + "{{ end }}" * 5000,
    "a map in itself": '{{ $m := dict }}{{ $_ := set $m "m" $m }}{{ $m }}',
    "a map merged into itself": '{{ $m := dict "a" (dict) }}{{ $_ := set $m.a "m" $m }}{{ merge $m (deepCopy $m) }}',
    "a long source": "a" * 1_000_001 + "{{ 1 }}",
    "a deep JSON": '{{ fromJson (repeat 99999 "[") }}{{ mustFromJson (repeat 99999 "[") }}',
    "a huge exponent": "{{ mulf 1e308 1e308 | floor | int64 | until }}",
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_template_ends(name: str) -> None:
    """Within seconds, within 150 MB, and with one of our errors."""
    engine = TemplateEngine(limits=Limits(steps=40_000))  # tracing makes each step slow
    tracemalloc.start()
    started = time.process_time()
    try:
        with pytest.raises(TemplateError):
            engine.render_text(HOSTILE[name], {"x": 1})
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.process_time() - started < 20
    assert peak < 150_000_000


def test_a_limit_error_says_which_limit_and_where() -> None:
    """The error names the limit to raise and the position that hit it."""
    engine = TemplateEngine(limits=Limits(steps=100))
    with pytest.raises(
        TemplateLimitError, match=r"template:2:\d+: .*100 steps; raise Limits.steps"
    ):
        engine.render_text("\n{{ range until 99 }}{{ print 1 }}{{ end }}", {})


def test_a_pattern_takes_time_linear_in_the_text() -> None:
    """A pattern that makes backtracking engines hang costs steps in proportion to its text."""
    text = '{{ regexMatch "(a*)*(a|aa)+$" (printf "%sb" (repeat 9999 "a")) }}'
    assert TemplateEngine().render_text(text, {}) == "false"


def test_limits_leave_room_below_them() -> None:
    """What stays within the limits is rendered."""
    engine = TemplateEngine(limits=Limits(characters=1000, items=10, steps=200))
    assert engine.render_text('{{ repeat 1000 "a" }}', {}) == "a" * 1000
    assert engine.render_text("{{ range until 10 }}{{ . }}{{ end }}", {}) == "0123456789"
    with pytest.raises(TemplateLimitError, match="characters"):
        engine.render_text('{{ repeat 1000 "a" }}b', {})
    with pytest.raises(TemplateLimitError, match="items"):
        engine.render_text("{{ until 11 }}", {})


def test_a_long_referenced_text_counts_as_output() -> None:
    """The shortcut for a lone reference has the same limit."""
    engine = TemplateEngine(limits=Limits(characters=10))
    assert engine.render_text("{{ .x }}", {"x": "a" * 10}) == "a" * 10
    with pytest.raises(TemplateLimitError):
        engine.render_text("{{ .x }}", {"x": "a" * 11})


@pytest.mark.parametrize("field", ["steps", "characters", "items", "nesting", "calls", "source"])
@pytest.mark.parametrize("value", [0, -1, True, 1.5, "9"])
def test_limits_are_positive_whole_numbers(field: str, value: object) -> None:
    """A limit that is none is refused where it is given, by name."""
    with pytest.raises(ValueError, match=field):
        Limits(**{field: value})  # type: ignore[arg-type] # the wrong types are the point


def test_a_structure_in_the_context_that_holds_itself_is_refused() -> None:
    """Printing a context that holds itself ends with an error."""
    loop: dict[str, object] = {}
    loop["again"] = [loop]
    for text in ("{{ .x }}!", "{{ toPrettyJson .x }}{{ mustToJson .x }}", '{{ printf "%d" .x }}'):
        with pytest.raises(TemplateError, match="nests deeper"):
            TemplateEngine().render_text(text, {"x": loop})


def test_threads_share_an_engine() -> None:
    """One engine renders for many threads at once, each with its own variables and budget."""
    engine = TemplateEngine(cached=2)
    text = "{{ $s := 0 }}{{ range .l }}{{ $s = add $s . }}{{ end }}{{ $s }}"

    def render(n: int) -> bool:
        numbers = list(range(n % 40))
        texts = (text, text + " ", " " + text)
        return engine.render_text(texts[n % 3], {"l": numbers}).strip() == str(sum(numbers))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(render, range(400)))
