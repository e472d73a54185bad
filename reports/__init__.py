"""Shows results: the table of the terminal, and the document as JSON."""

from .documents import render_json
from .table import render_table, table_lines

__all__ = ["render_json", "render_table", "table_lines"]
