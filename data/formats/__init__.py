"""What goes out for other programs: where it comes from, what it holds, and what columns mean."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
