"""The tables of slates, of the versions of their decisions, and of the steps taken with them."""

import sqlalchemy as sa

from fct.data.decisions import Decision, Slate, Step
from fct.data.store.records import columns_of
from fct.data.store.tables import metadata

slates = sa.Table(
    "slates",
    metadata,
    *columns_of(Slate),
    sa.PrimaryKeyConstraint("id"),
    sa.UniqueConstraint("fiscal_year", "number"),
)

decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    *columns_of(Decision),
    sa.ForeignKeyConstraint(["slate_id"], ["slates.id"]),
    sa.ForeignKeyConstraint(["run_id"], ["runs.id"]),
    sa.UniqueConstraint("slate_id", "ref", "version"),
    sa.CheckConstraint(
        "outcome IN ('fund', 'fund in part', 'reserve', 'return', 'not selected')", name="outcome"
    ),
)

slate_steps = sa.Table(
    "slate_steps",
    metadata,
    *columns_of(Step),
    sa.PrimaryKeyConstraint("slate_id", "number"),
    sa.ForeignKeyConstraint(["slate_id"], ["slates.id"]),
    sa.ForeignKeyConstraint(["run_id"], ["runs.id"]),
    sa.CheckConstraint("kind IN ('submit', 'approve', 'send back', 'publish')", name="kind"),
)
