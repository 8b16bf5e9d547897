from .configured_server import (
    refuse_silent_server as refuse_silent_server,
    server_place as server_place,
)
from .demo import Demonstration as Demonstration, how_to_go_on as how_to_go_on, run_demo as run_demo
from .health import health_served as health_served, watched_database as watched_database
from .lost_servers import (
    log_losses_in_a_line as log_losses_in_a_line,
    lost_server_sentence as lost_server_sentence,
)
from .own_server import (
    ending_with_us as ending_with_us,
    is_server_configured as is_server_configured,
    prefect_server as prefect_server,
)
from .serve import (
    deployments as deployments,
    serve_flows as serve_flows,
    stored_zones as stored_zones,
)
