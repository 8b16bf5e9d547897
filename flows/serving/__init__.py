"""What runs for long: schedules, a Prefect server of its own, the demo."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
