"""The year as people see it: who has sent what, whom a date waits for, how far a cycle is."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
