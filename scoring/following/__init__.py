"""What follows a decision: reports on projects, their review in the next cycle, the trends."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
