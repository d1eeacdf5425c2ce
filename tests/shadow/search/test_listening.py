"""What sources put together before they compare it is heard in calls, and given back to them."""

from __future__ import annotations

import ast
import gc

import pytest

from switchover.shadow.search.knowledge.composed import composed
from switchover.shadow.search.knowledge.facts import joined
from switchover.shadow.search.sides import sides as sides_module
from switchover.shadow.search.sides.listening import ListeningSide
from switchover.shadow.search.sides.sides import Limits, Sides, asked

from .told import sought


def freight(order: dict) -> str:
    """Nobody pays who knows the code of the day."""
    word = f"{order['land']}-{order['zone'] * 7 + 1000:06}"
    if word == order["code"]:
        return "free"
    return "paid"


def freight_new(order: dict) -> str:
    return freight(order).replace("free", "paid")


def failing(name: str, breaks: list[str]) -> str:
    for number in range(3):
        kind = name.partition(":")[0]
        if f"store {kind} {number}" in breaks:
            return f"failed at {number}"
    return "stored"


def failing_new(name: str, breaks: list[str]) -> str:
    said = failing(name, breaks)
    return "stored" if said == "failed at 2" else said


async def later(code: str) -> bool:
    return f"{len(code)}-{code[:1]}" == code


FREIGHTS = [(({"land": "NO", "zone": 3, "code": "none"},), {})]
BREAKS = [(("config:1", ["none"]), {}), (("rows:7", []), {})]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    ("control", "candidate", "recorded"),
    [(freight, freight_new, FREIGHTS), (failing, failing_new, BREAKS)],
)
def test_a_branch_behind_a_text_that_is_put_together_is_found(
    control, candidate, recorded, seed
) -> None:
    """No constant says what the text is; it is what the source compares with in a recorded call."""
    assert sought(control, candidate, recorded, seed=seed, calls=1_000, stop_at=1).finds


def test_what_is_heard_stands_under_the_name_that_it_is_compared_with() -> None:
    with Sides(failing, failing_new, Limits()) as sides:
        before = joined(*sides.about())
        sides.listen(BREAKS)
        heard = joined(*sides.about())
    assert "breaks" not in before.choices
    assert heard.choices["breaks"][:3] == ("store config 0", "store config 1", "store config 2")
    assert {*heard.choices["breaks"]} <= {*heard.constants}


def hanging(name: str, breaks: list[str]) -> bool:
    while f"store {name}" not in breaks:
        pass
    return True


def test_a_call_that_hangs_is_listened_to_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many inputs on which a side hangs cost the time of one, and the sides go on."""
    count = [0]

    def counted(*given):
        count[0] += 1
        return asked(*given)

    with Sides(hanging, failing_new, Limits(timeout_s=0.3)) as sides:
        sides.about()
        with monkeypatch.context() as patched:
            patched.setattr(sides_module, "asked", counted)
            sides.listen(BREAKS * 50)
        (two,) = sides.tried([(("a", ["store a"]), {})])
    assert count == [1]
    assert two is not None and two.control.state == "returned"


def test_a_side_that_is_listened_to_answers_as_it_does() -> None:
    """What it gives is awaited while it is listened to; what cannot be read is left out."""
    found = composed(_compared('f"{code}-{unknown}" == code'), {"code"})
    fine = composed(_compared('f"{code}-x" == code'), {"code"})
    assert found is not None and fine is not None
    line = later.__code__.co_firstlineno + 1
    heard = list[tuple[frozenset[str], str]]()
    with ListeningSide(
        later,
        {__file__: [one._replace(line=line) for one in (found, fine)]},
        lambda names, text: heard.append((names, text)),
    ) as side:
        assert side("3-a") is False
    gc.collect()  # a loop that was left open would be told here, as an error
    assert heard == [(frozenset({"code"}), "3-a-x")]


@pytest.mark.parametrize(
    "text",
    ['f"{lost()}" == code', "'plain' == code", "a + b == code", 'f"{[a for a in b]}" == code'],
)
def test_what_calls_or_is_no_text_is_not_read_again(text) -> None:
    """To read an expression once more is to do nothing else."""
    assert composed(_compared(text), {"code"}) is None


def _compared(text: str) -> ast.expr:
    node = ast.parse(text, mode="eval").body
    assert isinstance(node, ast.Compare)
    return node.left
