"""Runs programs: draws, instructions, kernels, and the statistics that merge exactly."""
