"""Charts for a board: each takes a result and returns a matplotlib Figure."""

import lazy_loader

# The public names are listed in `__init__.pyi`. Each is imported on first use: matplotlib takes 0.4 s to import.
# No module here has the name of a chart: importing the module would hide the chart.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
