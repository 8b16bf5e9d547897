from .from_store import (
    Sureness as Sureness,
    assignment_plan as assignment_plan,
    open_rules as open_rules,
    order_by_panel as order_by_panel,
    own_queue as own_queue,
    stored_panels as stored_panels,
    sureness_by_ref as sureness_by_ref,
)
from .panel import PanelFigures as PanelFigures
from .panel_order import in_panel_order as in_panel_order
from .reports import (
    assignment_report as assignment_report,
    comment_report as comment_report,
    flag_report as flag_report,
    panel_rank_report as panel_rank_report,
    panel_report as panel_report,
    plan_report as plan_report,
    queue_report as queue_report,
)
