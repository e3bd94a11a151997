"""Settings are read in one place, checked at the start, and wrong ones are named in a sentence each."""

import subprocess
from pathlib import Path

import pytest

from chat.setting_values import given_role
from chat.settings import BadSettings, load, quoted, read, table, unknown

GOOD = {"HEARLINE_SECRET": "k3JvQ9zL0wXy7TtRbn5mPqA2cUeZs8Hd", "HEARLINE_PUBLIC_URL": "https://chat.helpline.be"}


def test_defaults_do_for_a_demo() -> None:
    settings = load({"HEARLINE_DEMO": "1", "PORT": "9001"})
    assert settings.own_origin == "http://127.0.0.1:9001"
    assert "http://localhost:9001" in settings.allowed_origins


def test_outside_the_demo_only_named_origins_count() -> None:
    settings = load(GOOD | {"HEARLINE_ORIGINS": "https://a.example, https://b.example/"})
    assert settings.allowed_origins == {"https://chat.helpline.be", "https://a.example", "https://b.example"}


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(GOOD["HEARLINE_SECRET"] + "\n")
    given = {"HEARLINE_SECRET_FILE": str(path), "HEARLINE_PUBLIC_URL": GOOD["HEARLINE_PUBLIC_URL"]}
    assert load(given).secret == GOOD["HEARLINE_SECRET"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("HEARLINE_DEMO", "maybe"),
        ("REDIS_URL", "http://redis"),
        ("DATABASE_URL", "mysql://x"),
        ("HEARLINE_DESKS", "Main Desk"),
        ("HEARLINE_PUBLIC_URL", "chat.example.be"),
        ("HEARLINE_PUBLIC_URL", "https://chat.example.be/path"),
        ("HEARLINE_LOG_LEVEL", "LOUD"),
        ("HEARLINE_LOG_LEVEL", "DEBUG"),
        ("HEARLINE_SECRET", "short"),
        ("PORT", "²"),
        ("PORT", "٨٠"),
        ("PORT", "9" * 5000),
        ("HEARLINE_OIDC_ROLES", "admin"),
        ("HEARLINE_OIDC_ROLES", "=admin"),
        ("HEARLINE_OIDC_ROLES", "a=admin, =counsellor"),
        ("HEARLINE_OIDC_ROLES", "cn=leads,ou=groups,dc=be"),
        ("HEARLINE_OIDC_ROLES", "cn=leads,ou=admin"),
        ("HEARLINE_OIDC_ROLES", "leads=superviser,a=admin"),
        ("HEARLINE_OIDC_ROLES", "a=admin@"),
        ("HEARLINE_OIDC_ROLES", "a=admin@main+"),
        ("HEARLINE_OIDC_ROLES", "a=admin@Main"),
        ("HEARLINE_OIDC_ROLES", "a=admin@main,b=counsellor@mian"),
        ("HEARLINE_OIDC_NAME", "Caf\udce9"),
        ("HEARLINE_SECRET", GOOD["HEARLINE_SECRET"] + "\udce9"),
    ],
)
def test_what_is_wrong_is_named(name: str, text: str) -> None:
    with pytest.raises(BadSettings, match=name):
        load(GOOD | {name: text})


@pytest.mark.parametrize("quote", ["'", '"'])
def test_quotes_that_count_as_part_of_a_text_are_said(quote: str) -> None:
    """Docker's --env-file keeps them, where systemd and shells take them away: two secrets, or a wrong client."""
    assert quoted(load(GOOD)) == []
    for name in ("SECRET", "SECRET_OLD", "OIDC_CLIENT", "OIDC_NAME", "OIDC_CLAIM"):
        text, name = GOOD["HEARLINE_SECRET"], f"HEARLINE_{name}"
        (sentence,) = quoted(load(GOOD | {name: f"{quote}{text}{quote}"}))
        assert sentence.startswith(f"{name} stands in quotes")
        assert text not in sentence
    (sentence,) = quoted(load(GOOD | {"HEARLINE_SECRET_OLD": f"{quote}{text},{text[::-1]}{quote}"}))
    assert sentence.startswith("HEARLINE_SECRET_OLD stands in quotes")
    assert quoted(load(GOOD | {"HEARLINE_OIDC_NAME": f"the {quote}house{quote}"})) == []


@pytest.mark.parametrize("quote", ["'", '"'])
def test_quotes_are_no_part_of_an_address_a_number_or_a_list(quote: str) -> None:
    """A file for systemd or a shell has them, docker's --env-file keeps them: the start was refused, without a word of
    quotes."""
    given = {"REDIS_URL": "redis://a/0?socket_timeout=5", "PORT": "81", "HEARLINE_DESKS": "noord, zuid"}
    settings = load(GOOD | {name: f"{quote}{text}{quote}" for name, text in given.items()})
    assert (settings.redis_url, settings.port, settings.desks) == (given["REDIS_URL"], 81, ("noord", "zuid"))
    assert load(GOOD | {"PORT": quote * 2}).port == 8000
    with pytest.raises(BadSettings, match="PORT"):
        load(GOOD | {"PORT": f"{quote}81"})


def test_an_address_that_a_shell_has_torn_is_told(tmp_path: Path) -> None:
    """What was left of it was a variable of its own, and the house began on an SQLite file without a word."""
    address = "postgresql://u:p@host/db?sslmode=require&channel_binding=require"
    for line, said in ((f"DATABASE_URL={address}", ["channel_binding"]), (f"DATABASE_URL='{address}'", [])):
        (tmp_path / "settings").write_text(line + "\n")
        read_by_a_shell = "set -a; . ./settings; wait; env"
        done = subprocess.run(["sh", "-c", read_by_a_shell], cwd=tmp_path, env={}, capture_output=True, text=True)
        given = dict(pair.split("=", 1) for pair in done.stdout.splitlines())
        assert ("DATABASE_URL" in given) == (not said)
        assert [sentence.split(" ")[0] for sentence in unknown(GOOD | given)] == said


@pytest.mark.parametrize("content", [None, b"\xf1\xf2" * 30, b"x\xf1"])
def test_a_file_that_holds_no_secret_is_named_and_not_quoted(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "secret"
    if content:
        file.write_bytes(content)
    _, (wrong, *_) = read(GOOD | {"HEARLINE_SECRET": "", "HEARLINE_SECRET_FILE": str(file)})
    why = "is no text in UTF-8" if content else "cannot be read (No such file or directory)"
    assert wrong.sentence == f"HEARLINE_SECRET_FILE {why}: {file}."


def test_a_desk_that_is_named_twice_is_one() -> None:
    """The worker would forget, and the doctor count, twice what is its."""
    assert load(GOOD | {"HEARLINE_DESKS": "noord,zuid,noord"}).desks == ("noord", "zuid")


def test_a_file_may_have_a_secret_a_line(tmp_path: Path) -> None:
    former = ["a1b2c3d4e5" * 4, "f6g7h8i9j0" * 4]
    for between in ("\n", "\r\n", ",\n"):
        (tmp_path / "old").write_bytes(between.join([*former, ""]).encode())
        settings = load(GOOD | {"HEARLINE_SECRET_OLD_FILE": str(tmp_path / "old")})
        assert settings.old_secrets == tuple(former)


COMMAS = "k3J,vQ9zL0w,Xy7TtRbn5mPqA2cUeZs8Hd,#!"


@pytest.mark.parametrize(
    ("given", "accepted"),
    [
        (COMMAS, {COMMAS}),
        (f"{COMMAS},{GOOD['HEARLINE_SECRET']}", {GOOD["HEARLINE_SECRET"]}),
        (f"{COMMAS}\n{GOOD['HEARLINE_SECRET']}", {COMMAS, GOOD["HEARLINE_SECRET"]}),
        (f"{'a1b2c3d4e5' * 4},{'f6g7h8i9j0' * 4}", {"a1b2c3d4e5" * 4, "f6g7h8i9j0" * 4}),
    ],
)
def test_a_secret_that_holds_a_comma_can_be_a_former_one(given: str, accepted: set[str]) -> None:
    """As password keepers make them: it was taken apart and refused, and the house could not leave it."""
    assert accepted <= set(load(GOOD | {"HEARLINE_SECRET_OLD": given}).old_secrets)


@pytest.mark.parametrize("given", ["short", "short\n" + "a1b2c3d4e5" * 4, "a,b", "x" * 40])
def test_a_former_secret_that_is_none_is_refused_as_ever(given: str) -> None:
    with pytest.raises(BadSettings, match="HEARLINE_SECRET_OLD"):
        load(GOOD | {"HEARLINE_SECRET_OLD": given})


def test_the_mark_that_an_editor_writes_before_a_text_is_no_part_of_an_address_and_is_told_of_a_secret(
    tmp_path: Path,
) -> None:
    """To take it from a secret would make it another one from one day to the next."""
    for name, text in (("REDIS_URL", "redis://a"), ("HEARLINE_SECRET", GOOD["HEARLINE_SECRET"])):
        (tmp_path / name).write_text(text + "\r\n", encoding="utf-8-sig")
    settings = load(GOOD | {f"{name}_FILE": str(tmp_path / name) for name in ("REDIS_URL", "HEARLINE_SECRET")})
    assert settings.redis_url == "redis://a"
    (sentence,) = quoted(settings)
    assert sentence.startswith("HEARLINE_SECRET begins with a byte order mark")


def test_what_is_said_twice_is_told_with_which_counts(tmp_path: Path) -> None:
    assert unknown(GOOD | {"HEARLINE_SECRET_FILE": str(tmp_path), "REDIS_URL": "", "REDIS_URL_FILE": "x"}) == [
        "HEARLINE_SECRET is said twice: HEARLINE_SECRET_FILE counts, HEARLINE_SECRET does not."
    ]


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(BadSettings) as caught:
        load(GOOD | {"PORT": "x", "REDIS_URL": "x"})
    assert len(str(caught.value).splitlines()) == 2


def test_the_table_has_every_setting_once() -> None:
    names = [row.name for row in table()]
    assert len(names) == len(set(names))
    assert all(row.meaning and row.type for row in table())


def test_the_next_secret_signs_nothing_and_is_accepted_before_the_former_ones() -> None:
    first, following, old = "a1b2c3d4e5" * 4, "f6g7h8i9j0" * 4, "k1l2m3n4o5" * 4
    given = {"HEARLINE_SECRET": first, "HEARLINE_SECRET_NEXT": following, "HEARLINE_SECRET_OLD": old}
    assert load({**GOOD, **given}).secrets == (first, following, old)
    with pytest.raises(BadSettings, match="_NEXT"):
        load({**GOOD, **given, "HEARLINE_SECRET_NEXT": "short"})


@pytest.mark.parametrize(
    "given",
    ["https://Chat.Example.be", "https://chat.example.be:443", "https://chat.example.be/", "HTTPS://CHAT.example.be."],
)
def test_our_own_address_is_read_as_browsers_write_it(given: str) -> None:
    settings = load(GOOD | {"HEARLINE_PUBLIC_URL": given, "HEARLINE_ORIGINS": f"{given}, https://Other.example:443"})
    assert settings.allowed_origins == {"https://chat.example.be", "https://other.example"}


def test_who_may_embed_and_who_signs_in_too() -> None:
    given = {"HEARLINE_EMBED_ORIGINS": "https://*.School.be,main=https://Forum.example:443/"}
    given |= {
        "HEARLINE_OIDC_ISSUER": "https://ID.example:443/x/",
        "HEARLINE_OIDC_CLIENT": "c",
        "HEARLINE_OIDC_ROLES": "a=admin",
    }
    settings = load(GOOD | given)
    assert settings.embed_origins == ("https://*.school.be", "main=https://forum.example")
    assert settings.oidc_issuer == "https://id.example/x"


def test_a_group_of_a_directory_may_have_a_role() -> None:
    given = load(GOOD | {"HEARLINE_OIDC_ROLES": "CN=Leads,OU=Groups,DC=be=supervisor, cn=all=counsellor,a=admin"})
    assert given.oidc_roles == ("CN=Leads,OU=Groups,DC=be=supervisor", "cn=all=counsellor", "a=admin")


def test_a_group_of_a_directory_may_be_called_as_a_role() -> None:
    """Nobody came in by it, and whoever was in a group `cn` would have."""
    groups = ("cn=admin,ou=groups,dc=be=admin", "cn=all,ou=counsellor,dc=be=counsellor")
    assert load(GOOD | {"HEARLINE_OIDC_ROLES": ",".join(groups)}).oidc_roles == groups
    assert load(GOOD | {"HEARLINE_OIDC_ROLES": "c=counsellor,a=admin"}).oidc_roles == ("c=counsellor", "a=admin")
    equal = "cn=team=leads,ou=groups,dc=be=admin"
    assert load(GOOD | {"HEARLINE_OIDC_ROLES": equal}).oidc_roles == (equal,), "no sign of a name ends it"


def test_a_group_may_have_a_role_at_some_desks() -> None:
    entries = ("CN=admin,OU=a@b,DC=be=admin@north+south", "x@y.be=counsellor@north", "cn=all=counsellor")
    given = GOOD | {"HEARLINE_DESKS": "north,south", "HEARLINE_OIDC_ROLES": ",".join(entries)}
    assert load(given).oidc_roles == entries
    assert [given_role(entry) for entry in entries] == [
        ("CN=admin,OU=a@b,DC=be", "admin", ("north", "south")),
        ("x@y.be", "counsellor", ("north",)),
        ("cn=all", "counsellor", ()),
    ]
    with pytest.raises(BadSettings, match="names nroth, which is no desk of HEARLINE_DESKS: north is one"):
        load(given | {"HEARLINE_OIDC_ROLES": "a=admin@nroth"})


def test_the_usual_port_is_none_in_our_own_address_either() -> None:
    assert load({"HEARLINE_DEMO": "1", "PORT": "80"}).allowed_origins == {"http://127.0.0.1", "http://localhost"}
    for host in ("::1", "[::1]"):
        assert load({"HEARLINE_DEMO": "1", "HEARLINE_HOST": host}).own_origin == "http://[::1]:8000"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("redis://h?foo=1", "not known: 'foo'"),
        ("redis://h:port", "cannot be read"),
        ("rediss://h?ssl_ca_certs=/nowhere.pem", "cannot be read"),
        ("valkey://h", "must begin with"),
    ],
)
def test_a_redis_address_that_cannot_be_used_is_refused_at_start(url: str, why: str) -> None:
    with pytest.raises(BadSettings, match=f"^REDIS_URL .*{why}"):
        load(GOOD | {"REDIS_URL": url})


def test_names_that_are_no_settings_are_said_with_the_nearest() -> None:
    given = {
        "HEARLINE_PUBLIC_ULR": "x",
        "HEARLINE_COLOUR": "x",
        "HEARLINE_SECRET_FILE": "x",
        "HEARLINE_SEED": "1",
        "PATH": "x",
    }
    assert unknown(given) == [
        "HEARLINE_COLOUR is no setting.",
        "HEARLINE_PUBLIC_ULR is no setting: HEARLINE_PUBLIC_URL is one.",
    ]
