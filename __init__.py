"""Monte Carlo total cost of ownership of large language models: buy, host, train, or mix."""

import lazy_loader

from .simulator.identity import VERSION as __version__  # noqa: F401 - public, and not in __all__

# The public names are listed in `__init__.pyi`. Each is imported on first use: `simulate --help` imports only click.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
