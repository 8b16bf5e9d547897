"""What becomes of funded proposals: projects, how they stand, their reports and their ends."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
