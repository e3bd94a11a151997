"""What a gateway has beyond every process: who is connected here, and whose position is shown next."""

from dataclasses import dataclass

from chat.context import Context
from chat.gateway.process.hub import Hub
from chat.gateway.process.queue_positions import QueuePositions


@dataclass(frozen=True, slots=True)
class GatewayContext(Context):
    """What a connection needs."""

    hub: Hub
    positions: QueuePositions
