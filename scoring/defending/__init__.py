"""Why a rank is what it is, how sure it is, and what would change it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
