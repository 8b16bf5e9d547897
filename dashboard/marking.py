"""The marking of every page; what it says is set in :mod:`fct.data.marking`."""

from fct.data.marking import FILE, Marking, load_marking

__all__ = ["FILE", "Marking", "load_marking"]
