"""What people do with proposals, as the store keeps it: one repository a subject."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
