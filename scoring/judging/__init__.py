"""From outcomes of rules to verdicts, maturity, merit and findings."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
