"""What holds a leak is told from what leaks."""

from switchover.bench.leaks import holders


def grown(kept, *, least, calls, made):
    """Let `kept` gain what so many calls make, and give what is then said to have grown."""
    before = holders.sizes()
    kept += [made() for _ in range(calls)]
    mine = {id(kept), *map(id, kept)}
    found = holders.grown(before, least=least)
    return [(each.container, each.added) for each in found if id(each.container) in mine]


def test_what_a_call_leaves_behind_is_the_leak_however_much_it_holds():
    """A list of a thousand numbers a call is one list a call, and not a thousand numbers."""
    kept = [[1]]
    made = grown(kept, least=30, calls=60, made=lambda: list(range(1_000)))
    assert made == [(kept, 60)]


def test_a_container_that_the_calls_made_is_named_where_no_other_grew():
    """It may be the one that collects: as long as there are few of its kind."""
    kept = []
    (inner,) = grown(kept, least=30, calls=1, made=lambda: list(range(60)))
    assert inner == (kept[0], 60)


def test_many_new_containers_are_not_what_holds(monkeypatch):
    """As many as there are calls are what piles up outside of any container."""
    new = [[0] * 50 for _ in range(40)]
    monkeypatch.setattr(holders, "_containers", lambda: ((each, len(each)) for each in new))
    assert holders.grown({}, least=30) == []
    assert len(holders.grown({}, least=41)) == 40
