"""What a slate comes to: advice, money, exceptions, refusals, steps, and what goes out of it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
