"""The scenario as plain immutable data."""
