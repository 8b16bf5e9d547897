"""The steps of a cycle and their order: take in, evaluate, publish, by the calendar."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
