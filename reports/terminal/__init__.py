"""Plain-text reports for a terminal."""
