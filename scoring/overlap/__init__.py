"""Proposals and past projects of one item, vendor or requirement, with the reasons."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
