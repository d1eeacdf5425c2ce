"""Payloads too large for a history, kept in the run's store: the history holds where they are."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Final

from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.converter import (
    DataConverter,
    ExternalStorage,
    StorageDriver,
    StorageDriverClaim,
    StorageDriverRetrieveContext,
    StorageDriverSelectContext,
    StorageDriverStoreContext,
    StorageDriverWorkflowInfo,
)

from ..errors import EngineError
from ..store import Depot, StoreError, depot_of
from .payload import LARGEST, LARGEST_ASIDE, LAST, STEP, gone

__all__ = ["Aside", "aside_of", "largest_of", "with_store"]

FROM: Final = 32 * 1024
"""Bytes from which on what a step is asked for, or gives, is kept aside: of a hundred steps at
once, as many as a worker takes, the answers then fit into one message of 4 MiB."""


class Aside(StorageDriver):
    """Puts payloads into a depot and finds them there, for Temporal's data converter.

    Args:
        keeps: False to find alone, where nobody else could find what this process kept.
    """

    def __init__(self, depot: Depot, *, keeps: bool = True) -> None:
        self._depot = depot
        self.keeps = keeps

    def name(self) -> str:
        return "switchover"

    def put(self, workflow_exec_id: str, payload: Payload) -> Callable[[], None]:
        """Keep a payload, durable with its store's next flush; call what it gives after that."""
        if not self.is_kept(payload):
            return lambda: None
        body = _body(payload)
        key = self._depot.put(workflow_exec_id, body)
        return lambda: self._depot.note(key, body)

    async def keep(self, workflow_exec_id: str, payload: Payload) -> None:
        """Keep a payload now, if it is one for the depot. Raises StoreError."""
        if self.is_kept(payload):
            await self._depot.keep(workflow_exec_id, _body(payload))

    def is_kept(self, payload: Payload) -> bool:
        """Whether a payload goes into the depot."""
        size = payload.ByteSize() if self.keeps else 0
        return size > LARGEST or (size > FROM and payload.metadata.get("kind") == STEP)

    def release(self, workflow_exec_id: str) -> None:
        """Let what a run kept expire; durable with its store's next flush."""
        self._depot.release(workflow_exec_id)

    def converter(self, given: DataConverter) -> DataConverter:
        """Give the same converter, with large payloads kept aside."""
        storage = ExternalStorage(
            drivers=[self], driver_selector=self._chosen, payload_size_threshold=FROM
        )
        return dataclasses.replace(given, external_storage=storage)

    def _chosen(self, _: StorageDriverSelectContext, payload: Payload) -> StorageDriver | None:
        return self if self.is_kept(payload) else None

    async def store(
        self, context: StorageDriverStoreContext, payloads: Sequence[Payload]
    ) -> list[StorageDriverClaim]:
        target = context.target
        owner = (target.id if isinstance(target, StorageDriverWorkflowInfo) else None) or ""
        claims = []
        for payload in payloads:
            has_ended = not owner or payload.metadata.get("kind") == LAST
            key = await self._depot.keep(owner, _body(payload), has_ended=has_ended)
            claims.append(StorageDriverClaim({"key": key}))
        return claims

    async def retrieve(
        self,
        context: StorageDriverRetrieveContext,  # noqa: ARG002 - the key says all
        claims: Sequence[StorageDriverClaim],
    ) -> list[Payload]:
        return [self._found(claim.claim_data["key"]) for claim in claims]

    def _found(self, key: str) -> Payload:
        """Give a payload, or what says that it is gone: a failed task would be tried for ever."""
        try:
            return Payload.FromString(self._depot.find(key))
        except StoreError:
            raise
        except EngineError as error:
            return gone(error)


def _body(payload: Payload) -> bytes:
    return payload.SerializeToString(deterministic=True)


def with_store(client: Client, store: object, *, keeps: bool = True) -> Client:
    """Give the same client, which keeps large payloads in a store and finds them there.

    Args:
        client: connected.
        store: of the runs; for one that cannot keep values it is the client as it was.
        keeps: False to find alone.
    """
    depot = depot_of(store)
    if depot is None:
        return client
    config = client.config()
    config["data_converter"] = Aside(depot, keeps=keeps).converter(client.data_converter)
    return Client(**config)


def aside_of(client: Client) -> Aside | None:
    """Where a client keeps large payloads; None where it has no such place."""
    storage = client.data_converter.external_storage
    found = storage.drivers[0] if storage else None
    return found if isinstance(found, Aside) else None


def largest_of(client: Client) -> int:
    """Bytes that one payload of this client may have."""
    aside = aside_of(client)
    return LARGEST_ASIDE if aside is not None and aside.keeps else LARGEST
