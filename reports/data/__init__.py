"""The tables of a report as files for programs: JSON, CSV, Parquet."""

from .data_files import render_data

__all__ = ["render_data"]
