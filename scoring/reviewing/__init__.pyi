from .balance import Plan as Plan
from .from_store import (
    StoredPanels as StoredPanels,
    Sureness as Sureness,
    assignment_plan as assignment_plan,
    open_rules as open_rules,
    order_by_panel as order_by_panel,
    own_queue as own_queue,
    stored_panels as stored_panels,
    sureness_by_ref as sureness_by_ref,
)
from .panel import PanelFigures as PanelFigures
from .panel_order import PanelOrder as PanelOrder
from .queue import QueueItem as QueueItem
from .reports import (
    assignment_report as assignment_report,
    comment_report as comment_report,
    flag_report as flag_report,
    panel_rank_report as panel_rank_report,
    panel_report as panel_report,
    plan_report as plan_report,
    queue_report as queue_report,
)
