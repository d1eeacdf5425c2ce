"""The `switchover` command."""
