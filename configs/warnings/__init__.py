"""Warnings about scenarios that can run but are probably not what was meant."""
