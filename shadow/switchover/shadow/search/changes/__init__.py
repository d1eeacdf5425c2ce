"""How one input becomes another: each kind of value, its structure and its moments."""
