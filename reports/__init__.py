"""Shows results: the table of the terminal, and the document as JSON."""

import lazy_loader

# The public names are listed in `__init__.pyi`. Each is imported on first use: `check` needs no table of results.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
