"""The desk: one helpline's queue with its counsellors, as gateways and workers use it."""

from routing.desk_clock import DeskClock
from routing.desk_counsellor import DeskCounsellor
from routing.desk_supervisor import DeskSupervisor
from routing.desk_teen import DeskTeen


class Desk(DeskTeen, DeskCounsellor, DeskSupervisor, DeskClock):
    """`Desk(redis, name, settings)`: every transition is one atomic script, so any number may act at once.

    `redis` is a Pipe, or any client with `execute_command` and its own retries off. Errors: `routing.errors`.
    """
