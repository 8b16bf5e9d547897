"""Attachments: evidence beside a proposal's workbook, added and removed with a reason."""

from fct.data.store_intake import IntakeStore


class AttachmentStore(IntakeStore):
    """What the store keeps of attachments."""
