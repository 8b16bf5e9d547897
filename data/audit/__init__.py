"""Whether a store is as it was written: its event log, every row that is kept, every file."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
