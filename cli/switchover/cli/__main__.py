"""`python -m switchover.cli` is the same as `switchover`."""

from __future__ import annotations

from . import main

main()
