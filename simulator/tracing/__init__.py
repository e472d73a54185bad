"""One trajectory, month by month."""
