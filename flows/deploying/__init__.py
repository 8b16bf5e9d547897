"""What a store on several machines needs: roles, a work pool, deployments, and a look at them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
