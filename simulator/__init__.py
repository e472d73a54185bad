"""Runs scenarios: from a scenario to a program, from blocks of trajectories to a result."""

import lazy_loader

# The public names are listed in `__init__.pyi`. Each is imported on first use: only a run needs the engine.
# No module here has the name of a function: importing the module would hide the function.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
