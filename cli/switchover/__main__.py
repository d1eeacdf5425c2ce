"""`python -m switchover` is the same as `switchover`."""

from __future__ import annotations

from switchover.cli import main

main()
