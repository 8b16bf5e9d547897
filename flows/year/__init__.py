"""The year by itself: what is due, done once, in order; and the commands around it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
