"""Records into frames, charts, pages and a verdict."""
