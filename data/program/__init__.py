"""What the program declares: form, rules, rubric, cycle, and other terms."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
