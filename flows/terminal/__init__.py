"""What all commands share: their options, the store as who acts sees it, and what they print."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
