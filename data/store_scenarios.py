"""Scenarios: weights, budgets and conditions that somebody saved under a name."""

from fct.data.store_base import StoreBase


class ScenarioStore(StoreBase):
    """What the store keeps of scenarios."""
