"""The pytest plugin: a fixture that measures a control beside a candidate."""
