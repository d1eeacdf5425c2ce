"""What becomes of differences, one by one: which stand together, what is counted, what is kept."""

import pytest

from switchover.shadow import Kind, Outcome
from switchover.shadow.records.comparison import Comparison, Difference, Observation
from switchover.shadow.records.folding import MOST_KEYS, Folds, split
from switchover.shadow.records.groups import MOST_CAUSES, MOST_GROUPS, Groups
from switchover.shadow.records.run import Exemplar
from switchover.shadow.records.tally import Costs, Outcomes


def difference(path="$.a", **given):
    told = {"kind": Kind.CHANGED, "control_type": "int", "candidate_type": "int"}
    return Difference(path=path, folded=path, **{**told, **given})


def comparison(index, *found, outcome=Outcome.DIFFERENCE, **given):
    return Comparison(index=index, outcome=outcome, differences=found, **given)


def grouped(*comparisons):
    groups = Groups()
    for each in comparisons:
        groups.add(each)
    return groups


def test_a_group_says_all_that_its_differences_share():
    """Place, kind, outcome, types, cause and rule; counts; and the first inputs that show it."""
    one = difference(
        "$.rows[3].id",
        control="1",
        candidate="'1'",
        diff="@@",
        kind=Kind.TYPE,
        candidate_type="str",
        cause="9",
        loose_cause="l",
        rule="r",
        not_compared=True,
    )
    (group,) = grouped(comparison(4, one, one), comparison(7, one)).sorted()
    shown = [
        Exemplar(index=at, path="$.rows[3].id", control="1", candidate="'1'", diff="@@")
        for at in (4, 7)
    ]
    assert (group.path, group.kind, group.outcome) == ("$.rows[3].id", Kind.TYPE, "difference")
    assert (group.cause, group.control_type, group.candidate_type) == ("9", "int", "str")
    assert (group.rule, group.count, group.inputs, group.not_compared) == ("r", 3, 2, 3)
    assert group.exemplars == tuple(shown)


def test_three_inputs_are_shown():
    """A group keeps the first three inputs, and counts them all."""
    groups = grouped(*(comparison(at, difference()) for at in range(5))).sorted()
    assert isinstance(groups, tuple)
    (group,) = groups
    assert ([one.index for one in group.exemplars], group.inputs) == ([0, 1, 2], 5)


@pytest.mark.parametrize(
    "other",
    [
        {"path": "$.b"},
        {"kind": Kind.TYPE},
        {"control_type": "str"},
        {"candidate_type": "str"},
        {"rule": "r"},
        {"cause": "another"},
    ],
)
def test_whatever_differs_otherwise_is_a_group_of_its_own(other):
    """Place, kind, each type, rule and cause tell groups apart."""
    assert (
        len(grouped(comparison(0, difference()), comparison(1, difference(**other))).sorted()) == 2
    )


def test_the_outcome_tells_groups_apart():
    """The same difference where a side raised is another group."""
    groups = grouped(
        comparison(0, difference()), comparison(1, difference(), outcome=Outcome.CANDIDATE_RAISED)
    )
    assert len(groups.sorted()) == 2


def test_of_an_unsteady_input_the_controls_own_differences_are_grouped():
    """What it shows against the candidate is no evidence."""
    own, other = difference("$.own"), difference("$.other")
    unsteady = comparison(0, other, outcome=Outcome.UNSTEADY, unsteady=(own,))
    assert [one.path for one in grouped(unsteady).sorted()] == ["$.own"]
    steady = comparison(0, other, unsteady=(own,))
    assert [one.path for one in grouped(steady).sorted()] == ["$.other"]


ORDER = [
    *[(Outcome.DIED, {"kind": Kind.DIED, "candidate_type": "died"})],
    *[(Outcome.TIMED_OUT, {"kind": Kind.TIMED_OUT, "candidate_type": "timed_out"})],
    *[(Outcome.CANDIDATE_RAISED, {"kind": Kind.ERROR}), (Outcome.CONTROL_RAISED, {"kind": Kind.ERROR})],
    *[(Outcome.DIFFERENCE, {}), (Outcome.NOT_COMPARABLE, {"kind": Kind.NOT_COMPARABLE})],
    *[(Outcome.UNSTEADY, {"path": "$.u"})],
]  # fmt: skip


def test_severity_orders_the_groups():
    """Death, hang, raise, change, what cannot be compared: however many inputs show the milder."""
    found = []
    for rank, (outcome, given) in enumerate(ORDER):
        for at in range(rank + 1):
            one = difference(**given)
            known = {"unsteady": (one,)} if outcome is Outcome.UNSTEADY else {}
            found.append(comparison(100 * rank + at, one, outcome=outcome, **known))
    assert [one.outcome for one in grouped(*found).sorted()] == [one for one, _ in ORDER]


@pytest.mark.parametrize("outcome", [Outcome.MATCH, Outcome.BOTH_RAISED])
def test_what_both_did_ranks_with_changes(outcome):
    """Among equals the one that more inputs show comes first, then the one with more places."""
    few, many = difference("$.few"), difference("$.many")
    found = [comparison(0, few, outcome=outcome)]
    found += [comparison(at, many) for at in (1, 2)]
    assert [one.path for one in grouped(*found).sorted()] == ["$.many", "$.few"]
    found = [comparison(at, few, outcome=outcome) for at in (0, 3)] + [comparison(1, many)]
    assert [one.path for one in grouped(*found).sorted()] == ["$.few", "$.many"]
    found = [comparison(0, few, outcome=outcome), comparison(1, many, many)]
    assert [one.path for one in grouped(*found).sorted()] == ["$.many", "$.few"]


@pytest.mark.parametrize(("kind", "outcome"), [(Kind.DIED, Outcome.DIED), (Kind.TIMED_OUT, Outcome.TIMED_OUT)])  # fmt: skip
def test_a_silent_control_ranks_as_a_control_that_raised(kind, outcome):
    """The candidate that raises comes first, and a changed value after."""
    silent = difference("$", kind=kind, control_type=kind.value, candidate_type="int")
    raised = difference("$.raised", kind=Kind.ERROR)
    found = [comparison(0, silent, outcome=outcome)]
    found += [comparison(at, raised, outcome=Outcome.CANDIDATE_RAISED) for at in (1, 2)]
    found += [comparison(at, difference("$.changed")) for at in (3, 4, 5)]
    assert [one.path for one in grouped(*found).sorted()] == ["$.raised", "$", "$.changed"]


def test_another_error_stands_above_another_value():
    """Both raised, and not the same: more than a changed value, less than a candidate alone."""
    error, value = difference("$.error", kind=Kind.ERROR), difference("$.value")
    alone = difference("$.alone", kind=Kind.ERROR)
    found = [comparison(0, error), comparison(1, value), comparison(2, value)]
    found.append(comparison(3, alone, outcome=Outcome.CANDIDATE_RAISED))
    assert [one.path for one in grouped(*found).sorted()] == ["$.alone", "$.error", "$.value"]


def test_the_accepted_comes_last():
    """A rule's group stands below all that no rule accepts."""
    found = [comparison(at, difference("$.ruled", rule="r")) for at in range(3)]
    found.append(comparison(9, difference("$.open"), outcome=Outcome.NOT_COMPARABLE))
    assert [one.path for one in grouped(*found).sorted()] == ["$.open", "$.ruled"]


def caused(count, *, likes=1):
    return [
        comparison(at, difference(cause=f"c{at}", loose_cause=f"l{at % likes}"))
        for at in range(count)
    ]


def test_twenty_causes_at_a_place_are_told_apart():
    """With one more all are told loosely, also what comes later."""
    assert len(grouped(*caused(MOST_CAUSES)).sorted()) == MOST_CAUSES == 20
    groups = grouped(*caused(MOST_CAUSES + 1, likes=2)).sorted()
    assert [(one.cause, one.inputs) for one in groups] == [("l0", 11), ("l1", 10)]
    (one,) = grouped(*caused(30)).sorted()
    assert (one.cause, one.inputs, one.count) == ("l0", 30, 30)
    assert [shown.index for shown in one.exemplars] == [0, 1, 2]


def test_an_input_that_shows_two_joined_causes_counts_once():
    """Each of thirty inputs shows a cause of its own and a common one."""
    own = [difference(cause=f"c{at}", loose_cause="l", not_compared=True) for at in range(30)]
    common = difference(cause="common", loose_cause="l")
    (one,) = grouped(*(comparison(at, common, each) for at, each in enumerate(own))).sorted()
    assert (one.inputs, one.count, one.not_compared) == (30, 60, 30)
    assert [shown.index for shown in one.exemplars] == [0, 1, 2]


def test_a_last_input_goes_on_after_a_join():
    """The input whose difference made the join is not counted again by its next difference."""
    many = [difference(cause=f"c{at}", loose_cause="l") for at in range(25)]
    (one,) = grouped(comparison(5, *many)).sorted()
    assert (one.inputs, one.count) == (1, 25)
    assert len(one.exemplars) == 1


def test_a_thousand_groups_are_told_apart():
    """What comes after is counted as dropped, and known groups go on."""
    found = [comparison(at, difference(f"$[{at}]")) for at in range(MOST_GROUPS)]
    groups = grouped(*found)
    assert (len(groups.sorted()), groups.dropped) == (1000, 0)
    groups.add(comparison(2000, difference("$.new"), difference("$[5]")))
    groups.add(comparison(2001, difference("$.newer")))
    assert (len(groups.sorted()), groups.dropped) == (1000, 2)
    assert groups.sorted()[0].path == "$[5]"


def test_joined_causes_make_room():
    """Twenty-one causes that became one leave room for twenty more groups."""
    groups = grouped(*caused(MOST_CAUSES + 1))
    for at in range(MOST_GROUPS - 1):
        groups.add(comparison(100 + at, difference(f"$[{at}]")))
    assert (len(groups.sorted()), groups.dropped) == (1000, 0)


def keyed(count, **given):
    return [comparison(at, difference(f"$.k{at}.v", **given)) for at in range(count)]


def test_folded_keys_make_room():
    """Twenty-one keys that became one group leave room likewise."""
    groups = grouped(*keyed(MOST_KEYS + 1))
    for at in range(MOST_GROUPS - 1):
        groups.add(comparison(100 + at, difference(f"$[{at}]")))
    assert (len(groups.sorted()), groups.dropped) == (1000, 0)
    groups.add(comparison(2000, difference("$.last[0]")))
    assert groups.dropped == 1


def test_keys_fold_with_one_more_than_twenty():
    """Of what differs alike; the groups join, with their inputs and exemplars in order."""
    assert len(grouped(*keyed(20)).sorted()) == 20
    (one,) = grouped(*keyed(23)).sorted()
    assert (one.path, one.inputs, one.count) == ("$.*.v", 23, 23)
    assert [shown.index for shown in one.exemplars] == [0, 1, 2]
    backwards = grouped(*reversed(keyed(23))).sorted()[0]
    assert [shown.index for shown in backwards.exemplars] == [3, 4, 5]


def test_an_input_whose_keys_fold_counts_once():
    """Two inputs with thirty keys each are two."""
    keys = [difference(f"$.k{at}") for at in range(30)]
    (one,) = grouped(comparison(1, *keys), comparison(2, *keys)).sorted()
    assert (one.inputs, one.count) == (2, 60)
    assert [shown.index for shown in one.exemplars] == [1, 2]


@pytest.mark.parametrize(
    "other",
    [{"kind": Kind.TYPE}, {"control_type": "str"}, {"candidate_type": "str"}, {"rule": "r"},
     {"loose_cause": "l"}],
)  # fmt: skip
def test_only_what_differs_alike_folds(other):
    """Eleven keys of one likeness and eleven of another are twenty-two groups."""
    found = keyed(11) + [comparison(50 + at, difference(f"$.o{at}.v", **other)) for at in range(11)]
    assert len(grouped(*found).sorted()) == 22


def test_folding_leaves_groups_of_another_likeness():
    """What folds for one likeness stays apart for the other."""
    beside = [comparison(50 + at, difference(f"$.k{at}.v", kind=Kind.TYPE)) for at in range(3)]
    groups = grouped(*beside, *keyed(25)).sorted()
    assert [(one.path, one.inputs) for one in groups] == [
        ("$.*.v", 25), ("$.k0.v", 1), ("$.k1.v", 1), ("$.k2.v", 1),
    ]  # fmt: skip


def test_loose_places_stay_loose_when_keys_fold():
    """Where causes were too many under one key, they are told loosely under all."""
    found = [
        comparison(at, difference("$.k0.v", cause=f"c{at}", loose_cause="l")) for at in range(21)
    ]
    found += [
        comparison(100 + at, difference(f"$.k{at}.v", cause="c", loose_cause="l"))
        for at in range(1, 30)
    ]
    (one,) = grouped(*found).sorted()
    assert (one.path, one.cause, one.inputs) == ("$.*.v", "l", 50)


def test_causes_that_come_together_by_folding_are_told_loosely():
    """Twenty-one keys with a cause each: one place with too many causes."""
    found = [
        comparison(at, difference(f"$.k{at}.v", cause=f"c{at}", loose_cause="l"))
        for at in range(21)
    ]
    (one,) = grouped(*found).sorted()
    assert (one.path, one.cause, one.inputs, one.count) == ("$.*.v", "l", 21, 21)
    groups = grouped(
        *found[:20], comparison(20, difference("$.k20.v", cause="c0", loose_cause="l"))
    )
    assert len(groups.sorted()) == 20


def test_a_fold_holds_for_every_key_and_place_that_is_alike():
    """And for none that has another place below, another likeness, or is an index."""
    folds = Folds()
    assert folds.fold(("$", ".a"), "x") == ("$", ".a")
    learned = [folds.learn(("$", f".k{at}", ".v"), "x") for at in range(MOST_KEYS + 1)]
    assert learned == [False] * MOST_KEYS + [True]
    assert folds.fold(("$", ".new", ".v"), "x") == ("$", ".*", ".v")
    assert folds.fold(("$", "['odd key']", ".v"), "x") == ("$", ".*", ".v")
    assert folds.fold(("$", '["it\'s"]', ".v"), "x") == ("$", ".*", ".v")
    for steps, likeness in (
        (("$", ".new", ".w"), "x"), (("$", ".new", ".v"), "y"), (("$", "[0]", ".v"), "x"),
        (("$", ".new"), "x"), (("$args", ".new", ".v"), "x"), (("$", "{*}", ".v"), "x"),
    ):  # fmt: skip
        assert folds.fold(steps, likeness) == steps


def test_two_levels_of_keys_fold_both():
    """By day and by hour: both steps become stars, and a folded step is no key any more."""
    folds = Folds()
    for day in range(30):
        for hour in range(30):
            steps = folds.fold(("$", f".d{day}", f".h{hour}"), "")
            folds.learn(steps, "")
    assert folds.fold(("$", ".d5", ".h99"), "") == ("$", ".*", ".*")
    assert not any(folds.learn(("$", ".*", ".*"), "") for _ in range(50))


def test_indices_are_no_keys():
    """An index differs from element to element and says nothing of a key."""
    folds = Folds()
    assert not any(folds.learn(("$", f"[{at}]"), "") for at in range(50))
    assert not any(folds.learn(("$", f"{{{at}}}"), "") for at in range(50))


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("$.a", ("$", ".a")), ("$", ("$",)), ("$[0][1]", ("$", "[0]", "[1]")),
        ("$.a['b.c'].d", ("$", ".a", "['b.c']", ".d")), ("$['a]b']", ("$", "['a]b']")),
        (r"$['a\'].b']", ("$", r"['a\'].b']")), ('$["a]"].b', ("$", '["a]"]', ".b")),
        ("$.a{*}.b", ("$", ".a", "{*}", ".b")), ("$[open.a", ("$", "[open.a")),
        ("$.a{x}[0]", ("$", ".a", "{x}", "[0]")), ("$[id=2].v", ("$", "[id=2]", ".v")),
    ],
)  # fmt: skip
def test_a_path_comes_apart_at_its_steps(path, steps):
    """Nothing is lost, whatever stands within brackets and quotes."""
    assert split(path) == steps
    assert "".join(steps) == path


def test_outcomes_and_what_is_accepted_of_them_are_counted():
    """Each input once; accepted content that was not compared by the difference."""
    blind = difference(rule="r", not_compared=True)
    tally = Outcomes()
    tally.match()
    tally.match()
    tally.add(comparison(1, blind, blind, difference(rule="r"), accepted=True))
    tally.add(comparison(2, difference(not_compared=True)))
    tally.add(comparison(3, difference(rule="r"), accepted=True))
    tally.add(comparison(4, outcome=Outcome.MATCH))
    assert tally.counts == {Outcome.MATCH: 3, Outcome.DIFFERENCE: 3}
    assert (tally.accepted, tally.not_compared) == ({Outcome.DIFFERENCE: 2}, 2)


def test_a_sides_costs_add_up():
    """Calls and seconds are summed, the slowest kept, and each way to end counted by itself."""
    from switchover.shadow.records.comparison import Failure

    costs = Costs()
    for wall_s, cpu_s in ((1.0, 0.5), (4.0, 0.25), (2.0, 0.125)):
        costs.time(wall_s, cpu_s)
    plain = {"wall_s": 1.0, "cpu_s": 1.0}
    costs.end(None)
    costs.end(Observation(**plain))
    for times, given in (
        (1, {"failure": Failure(type="E", message="m")}), (2, {"timed_out": True}), (3, {"died": True}),
    ):  # fmt: skip
        for _ in range(times):
            costs.end(Observation(**plain, **given))
    found = costs.summary()
    assert (found.calls, found.wall_s, found.cpu_s, found.slowest_s) == (3, 7.0, 0.875, 4.0)
    assert (found.raised, found.timed_out, found.died) == (1, 2, 3)
