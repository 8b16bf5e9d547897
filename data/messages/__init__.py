"""Messages to people: texts as data, an outbox in the store, and sending from there."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
