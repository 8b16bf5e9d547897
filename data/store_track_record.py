"""What became of the proposals of past cycles."""

from fct.data.store_base import StoreBase


class TrackRecordStore(StoreBase):
    """What the store keeps of the past."""
