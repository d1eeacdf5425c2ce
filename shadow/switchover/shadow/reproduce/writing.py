"""The text of a test that fails as long as a candidate gives something else than its control."""

from __future__ import annotations

import re
from textwrap import indent
from typing import Any, Final, NamedTuple

from switchover.values import from_text

from ..records import Comparison, Kind
from .expression import MADE, CannotWriteError, Expression, expression

__all__ = ["Reproducible", "alone", "through"]


class Reproducible(NamedTuple):
    """What is to be reproduced.

    Attributes:
        signature: Of its group.
        said: The group in words: path and kind.
        control, candidate: Import strings.
        comparison: Of the input that shows it, with texts of documents.
        rule: A rule of a plan that would accept it, as TOML; None where there is none.
        why_no_rule: Why there is none.
        command: What compares this input again.
        seed: Of the comparison that showed it.
    """

    signature: str
    said: str
    control: str
    candidate: str
    comparison: Comparison
    rule: str | None
    why_no_rule: str
    command: str
    seed: int


_HEAD: Final = '''"""{said}: {candidate} differs from {control}.

Written by `switchover reproduce {signature}`. It fails as long as they differ.{needs}
To compare both sides again:

    {command}

{wanted}
"""
'''
_RULE: Final = """\
If the difference is wanted, this rule in a plan accepts it; fill in why, and who says so:

{rule}"""
_CALL: Final = '''

def called(args, kwargs):
    """What the candidate gives; a coroutine is run to its end."""
    answer = candidate(*args, **kwargs)
    return asyncio.run(answer) if inspect.iscoroutine(answer) else answer
'''
_SAME: Final = '''
def same(one, other):
    """Equal, of the same types, all the way down; no class is asked what equals it."""
    mine, theirs = held(one), held(other)
    if type(one) is not type(other) or mine.keys() != theirs.keys():
        return False
    if not all(same(mine[name], theirs[name]) for name in mine):
        return False
    if isinstance(one, dict):
        one, other = list(one.items()), list(other.items())
        return same(one, other) if "order" in mine else alike(one, other)
    if isinstance(one, (set, frozenset)):
        return alike(list(one), list(other))
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(mine) or repr(one) == repr(other)


def alike(some, others):
    """The same, in any order."""
    for one in some:
        at = next((at for at, other in enumerate(others) if same(one, other)), None)
        if at is None:
            return False
        del others[at]
    return not others


def held(value):
    """What a value has by name: what it is set to, in slots too; of a moment its text."""
    if hasattr(value, "isoformat"):
        return {"moment": value.isoformat(), "fold": getattr(value, "fold", 0)}
    if hasattr(value, "move_to_end"):
        return {"order": True}
    if hasattr(value, "default_factory"):
        return {"default": repr(value.default_factory)}
    if isinstance(value, type) or type(value).__module__.split(".")[0] in sys.stdlib_module_names:
        return {}
    parts = [part for kind in type(value).__mro__ for part in vars(kind).items()]
    slots = [name for name, part in parts if inspect.ismemberdescriptor(part)]
    found = {name: getattr(value, name) for name in slots if hasattr(value, name)}
    return {**found, **getattr(value, "__dict__", {})}
'''


def alone(found: Reproducible, *, by_fields: bool = False, on_instance: bool = False) -> str:
    """Write a test that needs the candidate alone.

    With `by_fields`, objects of the user's classes get their fields without a call of the class;
    with `on_instance`, a method is that of an object that is built without arguments.

    Raises:
        CannotWriteError: The values, or what is compared, allow no such test.
    """
    comparison = found.comparison
    module, _, name = found.candidate.partition(":")
    if not module or not all(map(str.isidentifier, name.split("."))):
        raise CannotWriteError(f"{found.candidate} is no plain name of a module")
    if comparison.input is None or comparison.control is None:
        raise CannotWriteError("the run has not kept the input")
    values = _Values(by_fields)
    args, kwargs = from_text(comparison.input)
    body = [f"args, kwargs = {values.text(args)}, {values.text(kwargs)}"]
    if comparison.control.failure is not None:
        body += _raises(comparison)
        values.modules.add("pytest")
        helper = _CALL
    else:
        asserted = _asserted(comparison, _wanted(comparison), values)
        body += ["answer = called(args, kwargs)", *asserted]
        values.modules.add("sys")
        helper = _CALL + "\n" + _SAME
    values.modules |= {"asyncio", "inspect"}
    first, *rest = name.split(".")
    imports = [*(f"import {one}" for one in sorted(values.modules)), ""]
    taken = f"from {module} import {first}" + ("" if rest else " as candidate")
    holder, _, leaf = name.rpartition(".")
    method = f"{holder}().{leaf}" if on_instance else name
    named = [f"candidate = {method}"] if rest else []
    lines = [*imports, taken, *([""] if named else []), *named, ""]
    helper += "\n" + MADE if values.needs_made else ""
    test = f"\ndef test_{_identifier(name)}_{found.signature}():\n"
    return (
        _head(found, "")
        + "\n".join(lines)
        + helper
        + "\n"
        + test
        + indent("\n".join(body), "    ")
        + "\n"
    )


class _Values:
    """Writes values, and keeps what they need."""

    def __init__(self, by_fields: bool) -> None:
        self._by_fields = by_fields
        self.modules = set[str]()
        self.needs_made = False

    def text(self, tree: Any) -> str:
        written: Expression = expression(tree, by_fields=self._by_fields)
        self.modules |= written.modules
        self.needs_made |= written.needs_made
        return written.text


def _wanted(comparison: Comparison) -> tuple[Any, ...]:
    assert comparison.control is not None
    if comparison.control.document is None:
        raise CannotWriteError("the run has kept no answer of the control")
    if any(one.kind in (Kind.TIMED_OUT, Kind.DIED) for one in comparison.differences):
        raise CannotWriteError("a side that gives no answer is to be run in a process of its own")
    return tuple(from_text(comparison.control.document))


def _asserted(comparison: Comparison, wanted: tuple[Any, ...], values: _Values) -> list[str]:
    """Give the lines that compare what differs, each with the value that belongs into it."""
    found = list[str]()
    places = {one.path.partition("[")[0].partition(".")[0] for one in comparison.differences}
    if places - {"$args", "$kwargs"}:
        found.append(f"assert same(answer, {values.text(wanted[1])})")
    for place, name, held in (("$args", "args", wanted[2]), ("$kwargs", "kwargs", wanted[3])):
        if place in places:
            tree = tuple(held) if name == "args" and isinstance(held, list) else held
            found.append(f"assert same({name}, {values.text(tree)})  # as the call leaves them")
    return found


def _raises(comparison: Comparison) -> list[str]:
    assert comparison.control is not None
    failure = comparison.control.failure
    assert failure is not None
    name = f"{failure.type!r}"
    body = [
        "with pytest.raises(BaseException) as caught:",
        "    called(args, kwargs)",
        "kind = type(caught.value)",
        'name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")',
        f"assert name == {name}",
    ]
    if "…" not in failure.message and "0x" not in failure.message:
        body.append(f"assert str(caught.value) == {failure.message!r}")
    return body


_THROUGH: Final = '''from importlib import import_module

from switchover.shadow import run
from switchover.values import from_text, rebuild

INPUT = {given}
"""The arguments, by position and by name, as docs/values.md writes them."""


def allowed(name):
    """Find a class by its qualified name."""
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        try:
            found = import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for part in parts[end:]:
            found = getattr(found, part)
        return found
    return None


def test_{name}_{signature}():
    args, kwargs = rebuild(from_text(INPUT), allowed)
    record = run({control!r}, {candidate!r}, [(args, kwargs)], seed={seed}, timeout_s=10.0)
    assert record.compared == 1, record.counts
    assert record.unaccepted == 0, record.groups
'''


def through(found: Reproducible) -> str:
    """Write a test that compares both sides by `switchover`, whatever the values are.

    Raises:
        CannotWriteError: The run has not kept the input.
    """
    if found.comparison.input is None:
        raise CannotWriteError("the run has not kept the input")
    name = _identifier(found.candidate.partition(":")[2])
    body = _THROUGH.format(
        given=ascii(found.comparison.input),
        name=name,
        signature=found.signature,
        control=found.control,
        candidate=found.candidate,
        seed=found.seed,
    )
    return _head(found, " It needs `switchover` and both sides.") + body


def _head(found: Reproducible, needs: str) -> str:
    said = found.said.encode("unicode_escape").decode()
    wanted = f"No rule is offered for it: {found.why_no_rule}."
    if found.rule is not None:
        wanted = _RULE.format(rule=indent(found.rule, "    "))
    told = {
        "said": said[:1].upper() + said[1:],
        "control": found.control,
        "candidate": found.candidate,
        "signature": found.signature,
        "needs": needs,
        "command": found.command,
        "wanted": wanted,
    }
    return _HEAD.format(**{name: _documented(text) for name, text in told.items()})


def _documented(text: str) -> str:
    """Write a text so that it may stand in a page between three quotes."""
    return text.replace("\\", "\\\\").replace('"""', r"\"\"\"")


def _identifier(name: str) -> str:
    return re.sub(r"\W", "_", name).strip("_") or "difference"
