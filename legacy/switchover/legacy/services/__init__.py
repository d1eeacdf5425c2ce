"""The services that all task types shared."""
