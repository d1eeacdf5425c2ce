"""`python -m switchover` is the same as `switchover`."""

from switchover.cli import main

main()
