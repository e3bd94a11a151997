"""The one place that reads the environment: every setting with its name, type, default and meaning."""

import difflib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, NamedTuple

from chat import setting_values as of
from chat.web_addresses import origin, proxy, service

_OURS = "HEARLINE_"
_MARK = "\ufeff"
_QUOTED = re.compile(r"\A(['\"])(.*)\1\Z", re.DOTALL)
# What a shell makes of an address that stands without quotes in a file of settings, and nothing else.
_TORN = frozenset(
    {
        "sslmode", "sslrootcert", "sslcert", "sslkey", "channel_binding", "target_session_attrs", "connect_timeout",
        "application_name", "ssl_ca_certs", "ssl_cert_reqs", "ssl_certfile", "ssl_keyfile", "sentinel_password",
        "sentinel_username", "socket_timeout",
    }
)  # fmt: skip
# What `./dev`, the demo and the tests read.
_OTHERS = (
    "HEARLINE_REDIS_SERVER",
    "HEARLINE_DEV_",
    "HEARLINE_LONG",
    "HEARLINE_SEED",
    "HEARLINE_FEWER",
    "HEARLINE_TEST_",
)


class BadSettings(Exception):
    """One sentence for each setting that is wrong."""


class Wrong(NamedTuple):
    """What keeps a process from starting. `name`: of the setting; `code`: `setting_wrong`, or what clashes."""

    code: str
    name: str
    sentence: str


class Row(NamedTuple):
    """A line of the table in the README."""

    name: str
    type: str
    default: str
    meaning: str


def _setting(name: str, kind: str, default: Any, meaning: str, read: Callable[[str], Any] = str) -> Any:
    metadata = {"name": name, "kind": kind, "meaning": meaning, "read": read}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, checked. Made once by `load`; tests make it by hand."""

    demo: bool = _setting("HEARLINE_DEMO", "1 or 0", False, "Demo mode: plain http and built-in accounts", of.yes)
    host: str = _setting("HEARLINE_HOST", "address", "127.0.0.1", "Address to listen on", of.host)
    port: int = _setting("PORT", "number", 8000, "Port to listen on", of.integer(1, 65535))
    public_url: str = _setting(
        "HEARLINE_PUBLIC_URL", "origin", "", "Where browsers reach this server; default http://HOST:PORT", origin
    )
    origins: tuple[str, ...] = _setting(
        "HEARLINE_ORIGINS",
        "origins, comma separated",
        (),
        "Further origins whose pages may open WebSockets",
        of.origins,
    )
    embed_origins: tuple[str, ...] = _setting(
        "HEARLINE_EMBED_ORIGINS",
        "origins, comma separated",
        (),
        "Sites that may show the widget in a frame; desk=origin for one desk only",
        of.embedders,
    )
    redis_url: str = _setting(
        "REDIS_URL",
        "URL",
        "redis://127.0.0.1:6379/0",
        "Redis or Valkey: routing and message logs; one server, Sentinels or a cluster",
        of.redis,
    )
    database_url: str = _setting(
        "DATABASE_URL",
        "URL",
        "sqlite:///hearline.db",
        "SQLite file or PostgreSQL: records, staff, replies, resources, hours",
        of.database,
    )
    desks: tuple[str, ...] = _setting(
        "HEARLINE_DESKS", "names, comma separated", ("main",), "The desks this house serves", of.desks
    )
    secret: str = _setting(
        "HEARLINE_SECRET", "text or file", "", "Signs tickets; at least 32 characters; or HEARLINE_SECRET_FILE"
    )
    next_secret: str = _setting(
        "HEARLINE_SECRET_NEXT",
        "text or file",
        "",
        "The secret that will sign next: what others sign with it is accepted",
    )
    old_secrets: tuple[str, ...] = _setting(
        "HEARLINE_SECRET_OLD",
        "texts, comma separated",
        (),
        "Former secrets whose tickets are still accepted",
        of.former,
    )
    proxies: int = _setting(
        "HEARLINE_PROXIES",
        "number",
        0,
        "Own proxies in front, each adding one hop to X-Forwarded-For",
        of.integer(0, 5),
    )
    places: int = _setting(
        "HEARLINE_PLACES",
        "number",
        10_000,
        "WebSockets one process takes; a tenth is kept for running chats",
        of.integer(10, 1_000_000),
    )
    calm_joins: int = _setting(
        "HEARLINE_CALM_JOINS",
        "number",
        20,
        "Joins a minute from one address that cost no proof of work; three times as many for one process",
        of.integer(1, 1_000_000),
    )
    oidc_issuer: str = _setting("HEARLINE_OIDC_ISSUER", "URL", "", "OpenID Connect provider for staff sign-in", service)
    oidc_proxy: str = _setting(
        "HEARLINE_OIDC_PROXY", "URL", "", "HTTP proxy by which this machine reaches the provider", proxy
    )
    oidc_name: str = _setting(
        "HEARLINE_OIDC_NAME", "text", "", "What staff call the provider; default the host of the issuer"
    )
    oidc_client: str = _setting("HEARLINE_OIDC_CLIENT", "text", "", "Client id at the provider")
    oidc_secret: str = _setting(
        "HEARLINE_OIDC_SECRET", "text or file", "", "Client secret; or HEARLINE_OIDC_SECRET_FILE"
    )
    oidc_scopes: tuple[str, ...] = _setting(
        "HEARLINE_OIDC_SCOPES", "names", ("profile",), "What is asked for beside openid, such as groups", of.scopes
    )
    oidc_claim: str = _setting(
        "HEARLINE_OIDC_CLAIM", "text", "groups", "Claim that holds the roles; a.b is the field b of the claim a"
    )
    oidc_roles: tuple[str, ...] = _setting(
        "HEARLINE_OIDC_ROLES",
        "value=role or value=role@desk+desk, comma separated",
        (),
        "Which claim value gives which role, and at which desks",
        of.roles,
    )
    static: str = _setting("HEARLINE_STATIC", "folder", "web/dist", "The front end as built")
    log_level: str = _setting(
        "HEARLINE_LOG_LEVEL", "level", "INFO", "DEBUG (demo only), INFO, WARNING, ERROR", of.level
    )
    traces: str = _setting(
        "HEARLINE_TRACES",
        "URL",
        "",
        "Your own OpenTelemetry collector (OTLP over HTTP); empty: no traces",
        service,
    )
    traces_percent: int = _setting(
        "HEARLINE_TRACES_PERCENT", "number", 10, "Of how many in a hundred requests and frames", of.integer(1, 100)
    )
    queue_frames: int = _setting(
        "HEARLINE_QUEUE_FRAMES",
        "number",
        256,
        "Frames that may wait for one reader before it is closed",
        of.integer(16, 100_000),
    )
    queue_bytes: int = _setting(
        "HEARLINE_QUEUE_BYTES",
        "bytes",
        256 * 1024,
        "Bytes that may wait for one reader before it is closed",
        of.integer(32 * 1024, 64 * 1024 * 1024),
    )
    drain_s: int = _setting(
        "HEARLINE_DRAIN_S", "seconds", 10, "Time in which clients move away before a stop", of.integer(0, 60)
    )
    ping_s: int = _setting("HEARLINE_PING_S", "seconds", 20, "Time between pings to each client", of.integer(1, 60))

    @property
    def own_origin(self) -> str:
        """The origin of our own pages."""
        return self.public_url or origin(self.listens_at)

    @property
    def listens_at(self) -> str:
        """Where this process is reached past any proxy."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def allowed_origins(self) -> frozenset[str]:
        """Origins whose pages may open a WebSocket."""
        here = ("localhost", "127.0.0.1") if self.demo else ()
        return frozenset({self.own_origin, *self.origins, *(origin(f"http://{name}:{self.port}") for name in here)})

    @property
    def secrets(self) -> tuple[str, ...]:
        """The signing secret, then those that are accepted: the next one and the former ones."""
        return (self.secret, *([self.next_secret] if self.next_secret else []), *self.old_secrets)


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises BadSettings with a sentence for each that is wrong."""
    settings, wrong = read(environment)
    if wrong:
        raise BadSettings("\n".join(one.sentence for one in wrong))
    return settings


def read(environment: Mapping[str, str] | None = None) -> tuple[Settings, list[Wrong]]:
    """What can be read, with the default for each that is wrong, and what is wrong."""
    given = dict(os.environ if environment is None else environment)
    values: dict[str, Any] = {}
    wrong: list[Wrong] = []
    for item in fields(Settings):
        try:
            _take(item.name, item.metadata, given, values)
        except ValueError as error:
            name = item.metadata["name"]
            wrong.append(Wrong("setting_wrong", name, f"{name}{'_FILE' if given.get(f'{name}_FILE') else ''} {error}."))
    settings = Settings(**values)
    return settings, wrong + _conflicts(settings)


def table() -> list[Row]:
    """Every setting as the README lists it."""
    return [
        Row(item.metadata["name"], item.metadata["kind"], _shown(item.default), item.metadata["meaning"])
        for item in fields(Settings)
    ]


def _take(attribute: str, metadata: Mapping[str, Any], given: Mapping[str, str], values: dict[str, Any]) -> None:
    name = metadata["name"]
    path = given.get(f"{name}_FILE")
    text = _held(path).strip() if path else given.get(name, "").strip()
    if re.search(r"[\ud800-\udfff]", text):
        raise ValueError("is no text in UTF-8")
    if metadata["read"] not in (str, of.former):  # what signs stays as it is, and is told of: see `quoted`
        text = _QUOTED.sub(r"\2", text.removeprefix(_MARK)).strip()
    if text:
        values[attribute] = metadata["read"](text)


def _held(path: str) -> str:
    """Raises ValueError, which goes on from the setting's name and quotes nothing of the file."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ValueError(f"is no text in UTF-8: {path}") from None
    except OSError as problem:
        raise ValueError(f"cannot be read ({problem.strerror}): {path}") from None


def _conflicts(settings: Settings) -> list[Wrong]:
    wrong = []
    if not settings.demo and any(_weak(secret) for secret in settings.secrets):
        about = (
            "HEARLINE_SECRET, _NEXT and each of HEARLINE_SECRET_OLD must be random and have at least"
            f" {of.SHORTEST_SECRET} characters; make one with: openssl rand -hex 32."
        )
        wrong.append(Wrong("secret_weak", "HEARLINE_SECRET", about))
    if settings.oidc_issuer and not (settings.oidc_client and settings.oidc_roles):
        about = "HEARLINE_OIDC_ISSUER needs HEARLINE_OIDC_CLIENT and HEARLINE_OIDC_ROLES."
        wrong.append(Wrong("oidc_incomplete", "HEARLINE_OIDC_ISSUER", about))
    for desk in dict.fromkeys(desk for entry in settings.oidc_roles for desk in of.given_role(entry)[2]):
        if desk not in settings.desks:
            near = difflib.get_close_matches(desk, settings.desks, 1, 0.0)[0]
            about = f"HEARLINE_OIDC_ROLES names {desk}, which is no desk of HEARLINE_DESKS: {near} is one."
            wrong.append(Wrong("oidc_no_desk", "HEARLINE_OIDC_ROLES", about))
    if not settings.demo and not settings.own_origin.startswith("https://"):
        about = "HEARLINE_PUBLIC_URL must begin with https:// (browsers give cookies and crypto to https alone)."
        wrong.append(Wrong("public_url_plain", "HEARLINE_PUBLIC_URL", about))
    if not settings.demo and settings.log_level == "DEBUG":
        wrong.append(Wrong("log_level_debug", "HEARLINE_LOG_LEVEL", "HEARLINE_LOG_LEVEL=DEBUG is for the demo only."))
    return wrong


def unknown(environment: Mapping[str, str] | None = None) -> list[str]:
    """Names that look like settings and are none, with the nearest that is one, those that are said twice, and what is
    left of an address; a sentence each."""
    given = dict(os.environ if environment is None else environment)
    known = [row.name.removeprefix(_OURS) for row in table() if row.name.startswith(_OURS)]
    wrong = []
    for name in sorted(given):
        word = name.removeprefix(_OURS).removesuffix("_FILE")
        if not name.startswith(_OURS) or word in known or name.startswith(_OTHERS):
            continue
        near = difflib.get_close_matches(word, known, 1)
        wrong.append(f"{name} is no setting{f': {_OURS}{near[0]} is one' if near else ''}.")
    twice = [row.name for row in table() if given.get(row.name) and given.get(f"{row.name}_FILE")]
    wrong += [f"{name} is said twice: {name}_FILE counts, {name} does not." for name in twice]
    return wrong + [
        f"{name} stands for itself, which is a part of an address: a shell ends one at its & unless it is in 'quotes'."
        for name in sorted(_TORN.intersection(given))
    ]


def doubts(settings: Settings) -> list[str]:
    """What may be meant so and is likely not, a sentence each."""
    if settings.own_origin.startswith("https://") and not settings.proxies:
        return ["HEARLINE_PROXIES is 0 behind https: all callers count as one. Set it to the number of your proxies."]
    return []


def quoted(settings: Settings) -> list[str]:
    """Texts in quotes, or behind the mark that editors on Windows write, which count as part of them; a sentence each.
    systemd, compose and shells take quotes away."""
    held = [(item.metadata["name"], getattr(settings, item.name)) for item in fields(Settings)]
    said = {name: ",".join(value) if isinstance(value, tuple) else str(value) for name, value in held}
    in_quotes = [
        f"{name} stands in quotes, which count as part of it: docker's --env-file takes none away."
        for name, text in said.items()
        if len(text) > 1 and text[0] == text[-1] and text[0] in "'\""
    ]
    return in_quotes + [
        f"{name} begins with a byte order mark, which counts as part of it: save the file as UTF-8 without one."
        for name, text in said.items()
        if text.startswith(_MARK)
    ]


def _weak(secret: str) -> bool:
    """Too short, too few different characters, or a word from an example."""
    told = any(word in secret.lower() for word in ("secret", "change", "example", "password", "hearline", "demo"))
    return len(secret) < of.SHORTEST_SECRET or len(set(secret)) < 10 or told


def _shown(default: Any) -> str:
    if isinstance(default, tuple):
        return ",".join(default)
    return {True: "1", False: "0"}.get(default, str(default)) if isinstance(default, bool) else str(default)
