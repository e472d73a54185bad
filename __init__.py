"""Monte Carlo total cost of ownership of large language models: buy, host, train, or mix."""

import lazy_loader

from .simulator.identity import VERSION as __version__  # noqa: F401 - public, and not in __all__

# The public names are listed in `__init__.pyi`. Each is imported on first use: `simulate --help` imports only click.
_public, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> object:
    """Return a public name, imported; for one that is not there, propose the nearest."""
    try:
        return _public(name)
    except AttributeError:
        if name in __all__ or name.startswith("_"):
            raise
    from .configs.text.spelling import nearest

    near = next((known for known in __all__ if known in name.split("_")), None) or nearest(name, __all__)
    help = f"did you mean {near!r}?" if near else f"there are {', '.join(__all__)}"
    raise AttributeError(f"tcorisk has no {name!r}; {help}")
