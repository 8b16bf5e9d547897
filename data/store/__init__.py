"""What keeps: the database and its tables, the files, the event log, the settings."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
