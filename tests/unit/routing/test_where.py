"""What an address of Redis says, and the sentence for each that says nothing."""

import pytest

from routing.where import BadRedisAddress, read_service


def test_sentinels_are_named_by_places_service_and_database() -> None:
    found = read_service(
        "redis+sentinel://me:p%40ss@a,b:27000,[::1]:5/chats/3?sentinel_password=x%26y&sentinel_username=s"
    )
    assert (found.kind, found.name) == ("sentinel", "chats")
    assert found.places == (("a", 26379), ("b", 27000), ("::1", 5))
    assert (found.server.username, found.server.password, found.server.db) == ("me", "p@ss", 3)
    assert found.sentinel_options == {"username": "s", "password": "x&y"}


def test_the_password_of_the_servers_is_not_told_to_sentinels() -> None:
    assert read_service("redis+sentinel://:secret@a/chats").sentinel_options == {}


def test_a_cluster_is_named_by_some_of_its_nodes() -> None:
    found = read_service("redis+cluster://:pw@a:7000,b")
    assert (found.kind, found.places) == ("cluster", (("a", 7000), ("b", 6379)))
    assert found.options == {"password": "pw"}


@pytest.mark.parametrize("kind", ["sentinel://a/chats", "cluster://a"])
def test_with_tls_all_are_entered_by_it(kind: str) -> None:
    found = read_service(f"rediss+{kind}?ssl_cert_reqs=none")
    assert found.server.tls is not None
    assert "connection_class" in found.options
    assert ("connection_class" in found.sentinel_options) == (found.kind == "sentinel")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://a", "must begin with redis://"),
        ("redis+foo://a", "must begin with redis://"),
        ("redis+sentinel://a", "names no service"),
        ("redis+sentinel://a/", "names no service"),
        ("redis+sentinel://a/chats/first", "has a database that is no number"),
        ("redis+sentinel://a:x/chats", "has a port that is none"),
        ("redis+sentinel://a:0/chats", "has a port that is none"),
        ("redis+sentinel://a,,b/chats", "has a place without a host"),
        ("redis+sentinel:///chats", "has a place without a host"),
        ("redis+cluster://a/0", "names a database"),
        ("redis+cluster://a?db=2", "names a database"),
        ("redis+cluster://a:99999", "has a port that is none"),
        ("redis+cluster://a?wrong=1", "has an option that is not known: 'wrong'"),
        ("rediss+cluster://a?ssl_ca_certs=/nowhere.pem", "names a file of certificates"),
        # what redis-py passes over, or reads as another place
        ("redis://a/abc", "has a database that is no number"),
        ("redis://a/1/2", "has a database that is no number"),
        ("redis://a/-1", "has a database that is no number"),
        ("redis://a/0123456", "has a database that is no number"),
        ("redis+sentinel://a/chats/99999999999999999999", "has a database that is no number"),
        ("redis+sentinel://a/chats/²", "has a database that is no number"),
        ("redis+cluster://a:²", "has a port that is none"),
        ("redis://a:0", "has a port that is none"),
        ("redis://a..b", "has a host that is none"),
        (f"redis://{'a' * 64}.be", "has a host that is none"),
        ("redis://a%00", "has a host that is none"),
        ("redis://a%20b", "has a host that is none"),
        ("redis://a,b:6379/0", "redis.sentinel://"),
        ("redis+sentinel://a..b/chats", "has a host that is none"),
        ("redis+cluster://a,.b", "has a host that is none"),
        ("unix://run/redis.sock", "three slashes"),
        ("unix://redis.sock", "three slashes"),
        ("redis://:12#ab@a/0", "cannot be read"),
        ("redis://:12/ab@a:6379", "has a database that is no number"),
        ("redis://:12?ab@a", "cannot be read"),
        ("redis://:12?ab=c@a", "cannot be read"),
        # options that a client of another kind takes
        ("redis://a?decode_responses=true", "not known: 'decode_responses'"),
        ("redis://a?encoding=latin-1", "not known: 'encoding'"),
        ("redis://a?retry=3", "not known: 'retry'"),
        ("redis://a?credential_provider=x", "not known: 'credential_provider'"),
        ("redis://a?connection_class=x", "not known: 'connection_class'"),
        ("redis+cluster://a?max_connections=5", "not known: 'max_connections'"),
        ("redis+sentinel://a/chats?timeout=5", "not known: 'timeout'"),
        ("redis://a?host=b", "not known: 'host'"),
        ("redis://a?client_name=my app", "client_name"),
        ("redis://a?protocol=1", "a value that cannot be"),
        ("redis://a?protocol=x", "a value of protocol that cannot be"),
        ("redis://a?db=x", "a value of db that cannot be"),
        ("rediss://a?ssl_cert_reqs=CERT_NONE", "a value that cannot be"),
    ],
)
def test_what_cannot_be_used_is_said(url: str, said: str) -> None:
    with pytest.raises(BadRedisAddress, match=said):
        read_service(url)


@pytest.mark.parametrize(
    "url",
    [
        "redis://a",
        "redis://:pw@a:6379/0",
        "redis://me:p%23w@a/",
        "rediss://default:pw@a-b_c.example:25061?ssl_cert_reqs=none",
        "redis://[::1]:6379/5?protocol=3&socket_timeout=2.5&client_name=hearline",
        "redis://[fe80::1%25eth0]:6379",
        "redis://chät.example",
        "redis:///2",
        "unix:///run/redis.sock?db=2",
        "unix://me:pw@/run/redis.sock",
    ],
)
def test_what_servers_and_hosts_hand_out_is_taken(url: str) -> None:
    assert read_service(url).kind == "one"


@pytest.mark.parametrize(
    "url",
    [
        "redis+sentinel://me:pa/ss@a:1/chats",
        "redis+cluster://me:pa?ss@a:1",
        "redis://:12?pa=ss@a",
        "redis://:12#pass@a",
        "redis://pa,ss@/x",
        "redis://pa..ss",
    ],
)
def test_no_sentence_quotes_a_password(url: str) -> None:
    with pytest.raises(BadRedisAddress) as said:
        read_service(url)
    assert "ss@" not in str(said.value)
    assert "pa" not in str(said.value).replace("password", "")
