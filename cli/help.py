"""`simulate help COMMAND`: what `simulate COMMAND --help` prints."""

from __future__ import annotations

import click

from .output import print_data

__all__ = ["help"]


@click.command()
@click.argument("command", required=False)
@click.pass_context
def help(context: click.Context, command: str | None) -> None:
    """Print the help of a command.

    \b
      simulate help check
    """
    group = context.parent
    assert group is not None  # it is a command of `simulate`
    assert isinstance(group.command, click.Group)
    if command is None:
        print_data(group.get_help() + "\n")
        return
    _, found, _ = group.command.resolve_command(group, [command])
    assert found is not None  # else `resolve_command` has raised
    with click.Context(found, info_name=command, parent=group) as inner:
        print_data(found.get_help(inner) + "\n")
