"""From the cells of a workbook to its proposals, with notes of what is odd in it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
