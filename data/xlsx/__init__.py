"""Changes a workbook's package in place: marks, notes, a sheet. It knows nothing of FCT."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
