"""`python -m tcorisk` is the command `simulate`."""

from .cli import main

main()
