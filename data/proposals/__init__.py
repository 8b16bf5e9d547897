"""A proposal's answers: read by type, tabled, compared, and what people say of them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
