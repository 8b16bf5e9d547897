from .balance import Plan as Plan, balanced_plan as balanced_plan
from .panel import PanelFigures as PanelFigures, panel_figures as panel_figures
from .panel_order import PanelOrder as PanelOrder, panel_order as panel_order
from .queue import QueueEntry as QueueEntry, QueueItem as QueueItem, queue_of as queue_of
from .strictness import strictness as strictness
