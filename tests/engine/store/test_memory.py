"""The store and the storage in memory keep what every store and storage promises."""

import pytest
from engine.store.contract import Clock, StorageContract, StoreContract

from switchover.engine.store import MemoryStorage, MemoryStore


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self):
        return MemoryStore()


class TestMemoryStorage(StorageContract):
    @pytest.fixture
    def storage(self, clock):
        return MemoryStorage(now=clock)


def test_expired_values_do_not_pile_up(run):
    """Storing sweeps away what nobody has used for its time."""
    clock = Clock()
    storage = MemoryStorage(now=clock)
    for number in range(100):
        run(storage.store(f"k{number}", number, ttl_s=5))
        clock.seconds += 1
    assert len(storage._entries) <= 6
