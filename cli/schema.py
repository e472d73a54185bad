"""`simulate schema`: the scenario language as a JSON Schema, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from .files import force_option, write_file
from .output import note, print_data

__all__ = ["SCHEMA_FILE", "schema", "schema_text"]

#: Name of the schema file beside a scenario.
SCHEMA_FILE = "tcorisk.schema.json"


def schema_text() -> str:
    """Return the JSON Schema of the scenario language as text."""
    import json

    from .session import settle_libraries

    settle_libraries()
    from ..configs.schema import json_schema

    return json.dumps(json_schema(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


@click.command()
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="File to write. Default: print."
)
@force_option
def schema(out: Path | None, force: bool) -> None:
    """Print the JSON Schema of the scenario language.

    An editor with TOML support (Taplo, Even Better TOML) completes and checks a scenario that begins with

    \b
      #:schema ./tcorisk.schema.json

    \b
      simulate schema --out tcorisk.schema.json
    """
    if out is None or str(out) == "-":
        print_data(schema_text())
        return
    write_file(out, schema_text(), force)
    note(f"written: {out}")
