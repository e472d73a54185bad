"""Checks that need the whole scenario; each mistake is an error."""
