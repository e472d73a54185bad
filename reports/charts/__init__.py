"""Charts for a board: each takes a result and gives a matplotlib Figure."""
