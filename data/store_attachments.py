"""Attachments: evidence beside a proposal's workbook, added and removed with a reason."""

from fct.data.store_base import StoreBase


class AttachmentStore(StoreBase):
    """What the store keeps of attachments."""
