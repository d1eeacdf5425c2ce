"""Addresses of servers and files, by what stands before their first colon."""

from __future__ import annotations

__all__ = ["is_postgres"]

POSTGRES = ("postgresql", "postgres")
"""Both are libpq's."""


def is_postgres(address: str) -> bool:
    """Whether an address, ``postgresql://...``, is that of a PostgreSQL server."""
    scheme, colon, _ = address.partition(":")
    return bool(colon) and scheme in POSTGRES
