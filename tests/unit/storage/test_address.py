"""SQL addresses as hosts, frameworks and people write them."""

import pytest

from chat.settings import BadSettings, load
from storage.address import PostgresAddress, SqliteAddress, read_address
from storage.errors import BadAddress

PLAIN = {"hosts": (("db", 5432),), "user": "u", "password": "p", "database": "h"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("postgres://u:p@db/h", PLAIN),
        ("postgresql://u:p@db:5432/h", PLAIN),
        ("postgresql+asyncpg://u:p@db/h", PLAIN),
        ("postgresql+psycopg2://u:p@db/h", PLAIN),
        (" POSTGRES://u:p@db/h ", PLAIN),
        ("postgres://u:p%40ss%2F%3A%20%C3%A9@db/h", PLAIN | {"password": "p@ss/: é"}),
        ("postgres://u:p@ss@db/h", PLAIN | {"password": "p@ss"}),
        ("postgres://u%40host:p@db/h", PLAIN | {"user": "u@host"}),
        ("postgres://u:a+b@db/h", PLAIN | {"password": "a+b"}),
        ("postgres://db/h", PLAIN | {"user": None, "password": None}),
        ("postgres://u:p@db:6543,other,[2001:db8::1]:7/h", PLAIN | {
            "hosts": (("db", 6543), ("other", 5432), ("2001:db8::1", 7))}),
        ("postgres://u:p@[::1]/h", PLAIN | {"hosts": (("::1", 5432),)}),
        ("postgres://u:p@/h?host=/run/postgresql", PLAIN | {"hosts": (("/run/postgresql", 5432),)}),
        ("postgresql:///h?host=/run/postgresql&port=5433&user=u&password=p", PLAIN | {
            "hosts": (("/run/postgresql", 5433),)}),
        ("postgres://u:p@%2Frun%2Fpostgresql/h", PLAIN | {"hosts": (("/run/postgresql", 5432),)}),
        ("postgres://u:p@/h?host=a,b&port=1,2", PLAIN | {"hosts": (("a", 1), ("b", 2))}),
        ("postgresql:///h", PLAIN | {"hosts": (), "user": None, "password": None}),
        ("postgres://u:p@db/h?sslmode=verify-full&sslrootcert=/etc/ca.pem", PLAIN | {
            "tls": {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}}),
        ("postgres://u:p@db/h?ssl=true", PLAIN | {"tls": {"sslmode": "require"}}),
        ("postgres://u:p@db/h?ssl=verify-ca", PLAIN | {"tls": {"sslmode": "verify-ca"}}),
        ("postgres://u:p@db/h?sslmode=require&channel_binding=require", PLAIN | {"tls": {"sslmode": "verify-full"}}),
        ("postgres://u:p@db/h?sslmode=require&channel_binding=prefer", PLAIN | {"tls": {"sslmode": "require"}}),
        ("postgres://u:p@db/h?application_name=chat&options=-c%20search_path%3Dx", PLAIN | {
            "settings": {"application_name": "chat", "options": "-c search_path=x"}}),
        ("postgres://u:p@db/h?connect_timeout=10&target_session_attrs=read-write", PLAIN | {
            "timeout_s": 10.0, "sessions": "read-write"}),
        ("postgres://u:p@db/h?connect_timeout=0&pgbouncer=true&keepalives=1&client_encoding=utf8", PLAIN),
    ],
)  # fmt: skip
def test_addresses_of_postgresql(text: str, found: dict[str, object]) -> None:
    assert read_address(text) == PostgresAddress(**found)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("sqlite:///hearline.db", "hearline.db"),
        ("sqlite:////srv/hearline/chat.db", "/srv/hearline/chat.db"),
        ("sqlite+aiosqlite:///data/x.db", "data/x.db"),
        ("sqlite:////srv/with space/x.db", "/srv/with space/x.db"),
        ("sqlite:////srv/with%20space/x%3F.db", "/srv/with space/x?.db"),
    ],
)
def test_addresses_of_sqlite(text: str, path: str) -> None:
    assert read_address(text) == SqliteAddress(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "must be an address"),
        ("hearline.db", "must be an address"),
        ("mysql://u:secret@db/h", "must begin with"),
        ("sqlite://hearline.db", "three slashes"),
        ("sqlite://", "three slashes"),
        ("sqlite:///", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        ("sqlite:///x.db?mode=ro", "no parameters"),
        ("sqlite:///x%00.db", "that can be"),
        ("postgres://u:secret@db/h?ssl_mode=require", "sslmode is one"),
        ("postgres://u:secret@db/h?sslmode=on", "sslmode of disable"),
        ("postgres://u:secret@db/h?unheard=1", "'unheard'"),
        ("postgres://u:secret@db:port/h", "host that cannot be read"),
        ("postgres://u:secret@db:99999/h", "port that is none"),
        ("postgres://u:secret@::1/h", "brackets"),
        ("postgres://u:secret@a,b/h?port=1,2,3", "2 hosts and 3 ports"),
        ("postgres://u:secret@db/h?connect_timeout=soon", "connect_timeout"),
        ("postgres://u:secret@db/h?target_session_attrs=mine", "target_session_attrs"),
        ("postgres://u:secret@db/h?channel_binding=require&sslmode=disable", "channel_binding"),
        ("postgres://u:secret@db/h?gssencmode=require", "gssencmode"),
        ("postgres://u:secret@db/h?sslmode=verify-full&sslrootcert=/nowhere/ca.pem", "cannot be read"),
        (f"postgres://u:secret@db/h?sslmode=verify-ca&sslrootcert={__file__}", "no such thing in PEM"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_at_start_that_tells_no_password(text: str, said: str) -> None:
    with pytest.raises(BadSettings) as refused:
        load({"DATABASE_URL": text or "x", "HEARLINE_DEMO": "1"})
    assert said in str(refused.value)
    assert str(refused.value).startswith("DATABASE_URL ")
    assert str(refused.value).count("\n") == 0
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgres://u:p@a..b/h",
        f"postgres://u:p@{'a' * 64}.be/h",
        "postgres://u:p@a b/h",
        "postgres://u:p@a%09/h",
        "postgres://u:p@db,a..b/h",
        "postgres://u:p@/h?host=a..b",
        "postgres://u:p@db%00/h",
        "postgres://u:p%00@db/h",
        "postgres://u:p@db/h%00",
        "postgres://u:p@db/h?application_name=%00",
        "sqlite:///a%00.db",
    ],
)
def test_a_host_that_nothing_can_look_up_is_refused_before(url: str) -> None:
    with pytest.raises(BadAddress, match=r"host that is none|%00"):
        read_address(url)


def test_hosts_of_networks_of_containers_and_of_other_letters_are_none_of_these() -> None:
    for host in ("a_b", "datenbank-ü.example", "db.", "2001-db", "%2Frun%2Fpost%20gres"):
        assert isinstance(read_address(f"postgres://u:p@{host}/h"), PostgresAddress)


def test_a_password_is_not_shown_with_its_address() -> None:
    assert "hidden" not in repr(read_address("postgres://u:hidden@db/h"))


def test_an_unknown_parameter_is_refused_and_not_sent_to_the_server() -> None:
    with pytest.raises(BadAddress, match="search_path"):
        read_address("postgres://u:p@db/h?search_path=x")


@pytest.mark.parametrize("name", [
    "fallback_application_name", "client_encoding", "keepalives", "keepalives_idle", "keepalives_interval",
    "keepalives_count", "tcp_user_timeout", "sslcompression", "sslsni", "load_balance_hosts", "pgbouncer",
    "prepared_statements", "prepareThreshold", "statement_cache_size", "prepared_statement_cache_size",
])  # fmt: skip
def test_what_other_drivers_ask_for_changes_nothing(name: str) -> None:
    assert read_address(f"postgres://u:p@db/h?{name}=1") == PostgresAddress(**PLAIN)  # type: ignore[arg-type]


@pytest.mark.parametrize("sessions", ["any", "read-write", "read-only", "primary", "standby", "prefer-standby"])
def test_each_kind_of_session_may_be_asked_for(sessions: str) -> None:
    found = read_address(f"postgres://u:p@db/h?target_session_attrs={sessions}")
    assert found == PostgresAddress(**PLAIN, sessions=sessions)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "seconds"), [("", None), ("0", None), ("-1", None), ("1", 2.0), ("2", 2.0), ("300", 300.0)]
)
def test_how_long_a_connection_may_take(text: str, seconds: float | None) -> None:
    found = read_address(f"postgres://u:p@db/h?connect_timeout={text}")
    assert found == PostgresAddress(**PLAIN, timeout_s=seconds)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "mode"),
    [
        ("true", "require"),
        ("TRUE", "require"),
        ("1", "require"),
        ("", "require"),
        ("false", "disable"),
        ("0", "disable"),
        ("prefer", "prefer"),
    ],
)
def test_the_short_word_for_tls_is_read_as_others_read_it(said: str, mode: str) -> None:
    found = read_address(f"postgres://u:p@db/h?ssl={said}")
    assert found == PostgresAddress(**PLAIN, tls={"sslmode": mode})  # type: ignore[arg-type]


def test_the_long_word_for_tls_counts_where_both_stand() -> None:
    found = read_address("postgres://u:p@db/h?ssl=true&sslmode=verify-full")
    assert found == PostgresAddress(**PLAIN, tls={"sslmode": "verify-full"})  # type: ignore[arg-type]


def test_what_names_the_service_of_kerberos_is_kept() -> None:
    found = read_address("postgres://u:p@db/h?krbsrvname=pg&gsslib=gssapi")
    assert found == PostgresAddress(**PLAIN, kerberos={"krbsrvname": "pg", "gsslib": "gssapi"})  # type: ignore[arg-type]


@pytest.mark.parametrize("port", ["0", "65536", "x", "\u0663"])
def test_a_port_is_one_of_those_there_are(port: str) -> None:
    with pytest.raises(BadAddress, match="port that is none"):
        read_address(f"postgres://u:p@db/h?port={port}")
    assert read_address("postgres://u:p@db:65535/h") != read_address("postgres://u:p@db:1/h")


@pytest.mark.parametrize("name", ["ssl_min_protocol_version", "ssl_max_protocol_version"])
def test_a_version_of_tls_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(BadAddress, match=name):
        read_address(f"postgres://u:p@db/h?{name}=TLSv9")


@pytest.mark.parametrize("mode", ["disable", "prefer", "allow"])
def test_what_kerberos_seals_is_not_asked_for(mode: str) -> None:
    assert read_address(f"postgres://u:p@db/h?gssencmode={mode}") == PostgresAddress(**PLAIN)  # type: ignore[arg-type]
    with pytest.raises(BadAddress, match="not offered here"):
        read_address("postgres://u:p@db/h?gssencmode=require")


def test_a_parameter_like_no_other_is_refused_without_a_hint() -> None:
    with pytest.raises(BadAddress) as refused:
        read_address("postgres://u:p@db/h?zzzzzzzz=1")
    assert str(refused.value).endswith("has the parameter 'zzzzzzzz', which is not known")


@pytest.mark.parametrize("name", [
    "sslrootcert", "sslcert", "sslkey", "sslpassword", "sslcrl", "ssl_min_protocol_version", "ssl_max_protocol_version",
])  # fmt: skip
def test_what_is_said_of_tls_is_kept_under_its_name(name: str) -> None:
    said = "TLSv1.1" if name.endswith("version") else "x"
    found = read_address(f"postgres://u:p@db/h?{name}={said}")
    assert found == PostgresAddress(**PLAIN, tls={name: said})  # type: ignore[arg-type]


@pytest.mark.parametrize("scheme", [
    "postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg", "postgresql+psycopg2", "POSTGRES",
])  # fmt: skip
def test_a_driver_that_is_named_is_not_asked_for(scheme: str) -> None:
    assert read_address(f"{scheme}://u:p@db/h") == PostgresAddress(**PLAIN)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "field"),
    [("dbname=h", "database"), ("database=h", "database"), ("passfile=h", "passfile")],
)
def test_what_stands_behind_the_question_mark_counts(query: str, field: str) -> None:
    found = read_address(f"postgres://u:p@db?{query}")
    assert found == PostgresAddress(**{**PLAIN, "database": None, field: "h"})  # type: ignore[arg-type]


@pytest.mark.parametrize("bound", ["disable", "prefer"])
def test_a_channel_that_need_not_be_bound_changes_nothing(bound: str) -> None:
    assert read_address(f"postgres://u:p@db/h?channel_binding={bound}") == PostgresAddress(**PLAIN)  # type: ignore[arg-type]
    with pytest.raises(BadAddress, match="channel_binding of disable, prefer, require"):
        read_address("postgres://u:p@db/h?channel_binding=maybe")
