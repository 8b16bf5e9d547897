"""What people answered to proposed overlaps."""

from fct.data.store_base import StoreBase


class OverlapStore(StoreBase):
    """What the store keeps of overlaps."""
