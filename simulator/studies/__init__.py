"""Questions that need many runs: sweeps, crossovers, comparisons, stress tests, two-level runs."""
