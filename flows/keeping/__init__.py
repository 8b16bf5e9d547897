"""The commands that prove what was decided and keep it: reproduce, changes, archive, doctor."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
