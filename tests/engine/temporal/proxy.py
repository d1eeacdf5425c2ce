"""A wire between worker and server that can be cut: a proxy for TCP on a loopback port."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Wire:
    """Hands bytes on, both ways, until it is cut; then it lets go of all, and of who comes new."""

    def __init__(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        self._target = (host, int(port))
        self._ends: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.is_cut = False
        self.passed = 0

    async def open(self) -> str:
        """Listen; return the address to connect to."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        """Drop what is connected, in the middle of whatever it sends."""
        self.is_cut = True
        for end in self._ends:
            end.transport.abort()

    def mend(self) -> None:
        self.is_cut = False

    async def close(self) -> None:
        self.cut()
        if self._server is not None:
            self._server.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        try:
            away_reader, away = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        self._ends |= {writer, away}
        ways = [
            asyncio.ensure_future(self._hand_on(*way))
            for way in ((reader, away), (away_reader, writer))
        ]
        self._tasks.update(ways)
        await asyncio.wait(ways)
        self._tasks.difference_update(ways)
        self._ends -= {writer, away}

    async def _hand_on(self, source: asyncio.StreamReader, end: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                self.passed += len(data)
                end.write(data)
                await end.drain()
        end.transport.abort()
