from .demo import how_to_go_on as how_to_go_on, run_demo as run_demo
from .health import health_served as health_served
from .own_server import (
    is_server_configured as is_server_configured,
    prefect_server as prefect_server,
)
from .serve import serve_flows as serve_flows
