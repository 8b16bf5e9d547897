"""What the year did, and its later deadlines: ticks, extensions, moments put right, schedules."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
