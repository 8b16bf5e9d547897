"""How files come in and go out of a cycle: submit, attach, withdraw, and the receipt of each."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
