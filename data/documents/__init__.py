"""What the program writes for people: the form, the findings, exports, samples, reference pages."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
