"""The tables of a file: the keys of each, and how each is read."""
