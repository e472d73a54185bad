"""The tables of a report, as data."""
