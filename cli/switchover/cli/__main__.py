"""`python -m switchover.cli` is the same as `switchover`."""

from . import main

main()
