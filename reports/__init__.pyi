from .terminal.default_table import render_table, table_lines
from .words.documents import render_json

__all__ = ["render_json", "render_table", "table_lines"]
