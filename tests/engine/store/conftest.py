import asyncio

import pytest
from engine.store.contract import Clock


@pytest.fixture
def run():
    """Runs coroutines in one event loop."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def clock():
    return Clock()
