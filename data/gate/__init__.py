"""Says what a file is and whether it may go on: its package, its sizes, its markings."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
