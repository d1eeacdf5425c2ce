"""Laws that hold whatever is compared: order of keys, what rules accept, what they leave."""

import copy

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from switchover.shadow import Expect, Ignore, compare

WHY = {"reason": "agreed", "owner": "team"}
LEAVES = st.none() | st.booleans() | st.integers(0, 3) | st.floats(0, 1) | st.text("ab", max_size=2)
DOCUMENTS = st.dictionaries(
    st.sampled_from("abc"),
    st.recursive(
        LEAVES,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=3,
)


def turned(value, rng):
    """Rebuild with the keys of every dict in another order."""
    if isinstance(value, dict):
        keys = rng.sample([*value], len(value))
        return {key: turned(value[key], rng) for key in keys}
    return [turned(item, rng) for item in value] if isinstance(value, list) else value


def told(found):
    return sorted((one.path, one.kind, one.control or "", one.candidate or "") for one in found)


@given(DOCUMENTS, DOCUMENTS, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_keys_is_no_part_of_a_document(a, b, rng):
    """Keys in any order are equal, and what differs beside them is found just the same."""
    assert compare(a, turned(a, rng)) == ()
    assert len(compare(turned(a, rng), b)) == len(compare(a, b))


@given(DOCUMENTS, DOCUMENTS, st.data())
@settings(deadline=None)
def test_an_expectation_accepts_the_differences_it_names(a, b, data):
    """With it the same differences are found; those at its path bear its id, no other does."""
    found = compare(a, b)
    assume(found)
    path = data.draw(st.sampled_from([one.path for one in found]))
    ruled = compare(a, b, rules=[Expect(id="e", path=path, **WHY)])
    assert told(ruled) == told(found)
    assert {one.path for one in ruled if one.rule} == {path}
    assert all(one.rule for one in ruled if one.path == path)


@given(DOCUMENTS, DOCUMENTS, st.sampled_from("abc"))
@settings(deadline=None)
def test_ignoring_a_field_leaves_every_other_difference(a, b, name):
    """What is left under an ignored field is what differs with that field taken out of both."""
    ruled = compare(a, b, rules=[Ignore(id="i", path=f"$.{name}", **WHY)])
    left, right = copy.deepcopy(a), copy.deepcopy(b)
    left.pop(name, None)
    right.pop(name, None)
    assert told(one for one in ruled if not one.rule) == told(compare(left, right))


@given(DOCUMENTS, DOCUMENTS)
@settings(deadline=None)
def test_a_rule_for_another_place_changes_nothing(a, b):
    """A rule that names what is not there is never hit and hides nothing."""
    rules = [Ignore(id="i", path="$.zz", **WHY), Expect(id="e", path="$.yy", **WHY)]
    assert told(compare(a, b, rules=rules)) == told(compare(a, b))
