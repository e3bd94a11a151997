"""The desk: one helpline's queue with its counsellors, as gateways and workers use it."""

from routing.desk_clock import DeskClock
from routing.desk_counsellor import DeskCounsellor
from routing.desk_supervisor import DeskSupervisor
from routing.desk_teen import DeskTeen


class Desk(DeskTeen, DeskCounsellor, DeskSupervisor, DeskClock):
    """`Desk(redis, name, settings)`: every transition is one atomic script, so any number may act at once.

    `redis` needs only `execute_command`, with its own retries off. Errors are those of `routing.errors`.
    """
