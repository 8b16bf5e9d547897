"""Stages of rules, reviews of their alarms, and waivers."""

from fct.data.store_base import StoreBase


class RuleChangeStore(StoreBase):
    """What the store keeps of rules that change."""
