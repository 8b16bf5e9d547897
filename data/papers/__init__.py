"""What goes out of the office: pages to print, packed files, and the release with its proof."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
