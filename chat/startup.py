"""What whoever starts a process reads: that it runs, what may be wrong, or why it could not, in a sentence each."""

import secrets
import ssl
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path

from redis.exceptions import AuthenticationError, AuthorizationError, NoPermissionError, ResponseError

from chat.logs import unfailing
from chat.settings import BadSettings, Settings
from routing.errors import CommandFailed, NotNow, RoutingError
from routing.fitness import Unfit
from routing.topology import NobodySays
from storage.errors import (
    BadAddress,
    OtherSecret,
    OtherTables,
    StoreError,
    StoreFile,
    StoreReadOnly,
    StoreRefused,
    StoreUnable,
    StoreUnready,
    TooNew,
)

ROOT = Path(__file__).parents[1]
_NO_ENTRY = frozenset({"WRONGPASS", "NOAUTH", "NOPERM"})


def tell(*sentences: str) -> None:
    for sentence in sentences:
        print(sentence, file=unfailing(sys.stderr), flush=True)


def with_secret(found: Settings) -> Settings:
    """The demo makes a secret of its own when it was given none."""
    return replace(found, secret=secrets.token_hex(32)) if found.demo and not found.secret else found


def started(settings: Settings, at: str, redis: str, store: str) -> str:
    """The one sentence of a good start."""
    here = f" listens at {at} for {settings.own_origin}," if at else ""
    desks = ", ".join(settings.desks)
    return f"Hearline {version()}{here} runs on {redis} and {store}; desks: {desks}."


def away(desks: Sequence[str]) -> str:
    """Of a start without some desks, which are on a server of a cluster that is away."""
    return f"Desks whose Redis server is away, served once it is back: {', '.join(desks)}."


def why(problem: BaseException) -> str:
    """Names the setting to look at; never quotes an address or a password."""
    if isinstance(problem, BadSettings):
        return str(problem)
    if isinstance(problem, Unfit):
        return f"REDIS_URL {problem}."
    if isinstance(problem, RoutingError):
        return _of_redis(problem.__cause__ or problem)
    if isinstance(problem, StoreError):
        return _of_store(problem)
    return f"The server could not start ({type(problem).__name__})."


def _of_store(problem: StoreError) -> str:
    if isinstance(problem, BadAddress):
        return f"DATABASE_URL {problem.why}."
    if isinstance(problem, OtherSecret):
        return problem.why
    if isinstance(problem, StoreUnready):
        return f"The database {problem.why}: run hearline release."
    if isinstance(problem, StoreReadOnly):
        return "The database takes no writes: DATABASE_URL must lead to the primary (target_session_attrs=read-write)."
    if isinstance(problem, StoreFile | StoreUnable | OtherTables):
        return f"The database {problem.why}."
    if isinstance(problem, StoreRefused):
        return f"The database {problem.why}: check DATABASE_URL."
    if isinstance(problem, TooNew):
        return "The database was made by a newer version of Hearline: start that one, or restore a back-up."
    if isinstance(problem.__cause__, TimeoutError):
        return "The database does not answer in time: look at the server, and at who holds its tables."
    if isinstance(problem.__cause__, OSError):
        return "The database cannot be reached: check DATABASE_URL and that the server runs."
    return "The database cannot be used: check DATABASE_URL, and run: hearline release."


def _of_redis(problem: BaseException) -> str:
    if isinstance(problem, NobodySays):
        return _of_nobody(problem)
    word = getattr(problem, "word", "")
    if word in _NO_ENTRY:
        return f"Redis refuses this user or password ({word}): check REDIS_URL."
    if word == "READONLY":
        return "Redis is a replica, which takes no writes: REDIS_URL must name the primary."
    if isinstance(problem, NotNow):
        return f"Redis takes no commands now ({word}): look at the server, or start again in a moment."
    if isinstance(problem, CommandFailed):
        return f"Redis refuses the connection ({word}): check REDIS_URL; Redis 7 or Valkey 8 is needed, or newer."
    if isinstance(problem, ssl.SSLCertVerificationError):
        return f"Redis shows a certificate that is not trusted ({problem.verify_message}): check REDIS_URL."
    return "Redis cannot be reached: check REDIS_URL and that the server runs."


def _of_nobody(problem: BaseException) -> str:
    """What kept Sentinels, or the nodes of a cluster, from naming a server, as the last of them said it."""
    said, cause = str(problem), problem.__cause__
    if isinstance(cause, AuthenticationError | AuthorizationError | NoPermissionError):
        return f"Redis: {said}, since this user or password is refused: check REDIS_URL (Sentinels: sentinel_password)."
    if isinstance(cause, ResponseError):
        return (
            f"Redis: {said}: check REDIS_URL, the service's name, and that these are Sentinels, or a cluster's nodes."
        )
    if "certificate" in str(cause).lower():
        return f"Redis: {said}, since a certificate is not trusted: check REDIS_URL."
    return f"Redis: {said}: check REDIS_URL and that the servers run."


def version() -> str:
    """As it was installed, else of the checkout that this runs from."""
    try:
        return installed("hearline")
    except PackageNotFoundError:
        return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
