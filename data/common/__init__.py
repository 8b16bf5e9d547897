"""What every wing may need: errors, actors, raw cells, and text as people read it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
