"""Alignment pairs what belongs together: it loses no element, and puts no equal ones against each other."""

from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.shadow.comparing.align import align, is_reordered

TOKENS = st.lists(st.integers(0, 4), max_size=9)
quick = settings(max_examples=50)


def left_over(control, candidate):
    """The elements that no step names."""
    steps = align(control, candidate)
    ours = {i for _, i, _ in steps if i >= 0}
    theirs = {j for _, _, j in steps if j >= 0}
    kept = [token for i, token in enumerate(control) if i not in ours]
    return steps, kept, [token for j, token in enumerate(candidate) if j not in theirs]


@given(TOKENS, TOKENS)
@quick
def test_what_no_step_names_agrees_in_order(control, candidate):
    """And each element is named once at most, in the order of its side."""
    steps, kept, also = left_over(control, candidate)
    assert kept == also
    ours = [i for kind, i, _ in steps if kind != "extra"]
    theirs = [j for kind, _, j in steps if kind != "missing"]
    assert ours == sorted(set(ours))
    assert theirs == sorted(set(theirs))


@given(TOKENS, TOKENS)
@quick
def test_both_ways_as_many_elements_belong_together(control, candidate):
    """Which side is called the control decides about names of steps alone."""
    assert len(left_over(control, candidate)[1]) == len(left_over(candidate, control)[1])


@given(TOKENS)
@quick
def test_equal_sequences_need_no_step(tokens):
    """Nor does a copy count as reordered."""
    assert align(tokens, list(tokens)) == []
    assert not is_reordered(tokens, list(tokens))


@given(TOKENS, st.integers(0, 9))
@quick
def test_one_element_more_is_one_step(tokens, at):
    """Wherever it stands: what stands behind it does not differ for that."""
    longer = [*tokens[:at], 9, *tokens[at:]]
    ((kind, i, j),) = align(tokens, longer)
    assert (kind, i, longer[j]) == ("extra", -1, 9)
    ((kind, i, j),) = align(longer, tokens)
    assert (kind, longer[i], j) == ("missing", 9, -1)


@given(TOKENS.filter(bool), st.data())
@quick
def test_one_element_that_changed_is_one_pair(tokens, data):
    """At its own place."""
    at = data.draw(st.integers(0, len(tokens) - 1))
    changed = [*tokens[:at], 9, *tokens[at + 1 :]]
    assert align(tokens, changed) == [("pair", at, at)]


@given(TOKENS, st.randoms(use_true_random=False))
@quick
def test_reordered_means_the_same_tokens_in_another_order(tokens, random):
    """As often each, and not one place alike."""
    shuffled = random.sample(tokens, len(tokens))
    assert is_reordered(tokens, shuffled) == (shuffled != tokens)
    assert not is_reordered(tokens, [*shuffled, 1])
