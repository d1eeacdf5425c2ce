"""The rooms of the house, as packaging, layout and reference have to know them."""

ROOMS = (
    "ground", "values", "gotemplate", "engine", "legacy", "orchestrators", "shadow", "bench", "reports", "migrations", "cli",
)  # fmt: skip
