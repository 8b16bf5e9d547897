"""Who reviews what, and what is said: levels, reasons, overruled rules, comments, flags."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
