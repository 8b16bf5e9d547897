"""The other programs: a card for each, what a card asks of a proposal, and what was handed on."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
