"""The pages on the order of merit: glance, order, why, what if, funding line."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
