"""Where uniforms come from: scrambled Sobol points, and a counter-based generator beyond them."""

import lazy_loader

# The public names are listed in `__init__.pyi`. Each is imported on first use: lowering needs one number and no kernel.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
