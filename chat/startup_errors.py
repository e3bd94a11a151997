"""Why a process could not start, in one sentence for whoever started it."""

from routing.errors import RoutingError
from storage.errors import BadAddress, StoreError, StoreRefused


def why(problem: BaseException) -> str:
    """Names the setting to look at; never quotes an address or a password."""
    if isinstance(problem, RoutingError):
        return "Redis cannot be reached: check REDIS_URL and that the server runs."
    if isinstance(problem, BadAddress):
        return f"DATABASE_URL {problem.why}."
    if isinstance(problem, StoreRefused):
        return f"The database {problem.why}: check DATABASE_URL."
    if isinstance(problem, StoreError):
        return "The database cannot be used: check DATABASE_URL, and run: hearline release."
    return f"The server could not start ({type(problem).__name__})."
