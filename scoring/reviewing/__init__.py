"""What reviews come to: panel, strictness, order by panel, whose turn is what, who reviews what."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
