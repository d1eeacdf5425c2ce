"""Who remembers all chunks hands each out once, and again where it was lost."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.engine.chunks import Handout


@settings(max_examples=60)
@given(st.integers(0, 80), st.integers(1, 40), st.randoms(use_true_random=False))
def test_what_is_done_covers_every_input_once(inputs, size, chance):
    """Whatever is lost, given back or cut short on the way, and however often it is written down."""
    handout, held, most = Handout("w", inputs, size), [], 0
    while True:
        if chance.random() < 0.2:
            handout = Handout.of(json.loads(json.dumps(handout.plain())))
        if (claimed := handout.take()) is not None:
            assert claimed.token > most
            most = claimed.token
            held.append(claimed)
        elif not held:
            break
        if held and (claimed is None or chance.random() < 0.6):
            ended = held.pop(chance.randrange(len(held)))
            if chance.random() < 0.3 and ended.losses < 5:
                handout.lose(ended)
            else:
                handout.finish(ended, chance.randint(min(1, ended.losses), ended.chunk.inputs))
    at = 0
    for chunk, _ in sorted(handout.done):
        assert chunk.first == at
        at = chunk.end
    assert at == inputs
