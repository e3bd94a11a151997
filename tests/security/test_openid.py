"""Sign-in through a real OpenID Connect provider, honest and lying."""

import asyncio
import base64
import json
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import KeySet, RSAKey
from joserfc.jws import JWSRegistry, serialize_compact
from joserfc.registry import HeaderParameter
from starlette.applications import Starlette

from chat import web_addresses
from chat.auth.oidc import FLOW_S, OpenId
from chat.http.staff.guard import Guard
from chat.http.staff.routes import account_routes
from chat.settings import BadSettings, load
from demo.ports import free_port
from tests.http_client import http_client
from tests.security.conftest import ORIGIN, SECRET, Browser, House, settings
from tests.security.provider import Provider, running

RETURN = f"{ORIGIN}/api/staff/oidc/return"
ROLES = ("helpline=counsellor", "helpline-leads=supervisor")
OF_DESKS = ("north=counsellor@north", "south=counsellor@south", "leads=admin@north", "helpline=counsellor", "all=admin")


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    with running(RETURN, free_port()) as it:
        yield it


@pytest.fixture
def provider(served: Provider) -> Provider:
    served.person.claims = {"sub": "42", "name": "Sofie", "groups": ["helpline-leads", "everyone"]}
    served.lies, served.strange, served.told, served.known = {}, [], {}, {}
    served.moved, served.told_signed = {}, False
    served.header, served.keys_at, served.client.way = {"alg": "RS256", "kid": "k1"}, "keys", "client_secret_post"
    served.key = next(iter(served.published.keys))
    return served


@pytest.fixture
def there(house: House, provider: Provider) -> House:
    return reaching(house, provider)


def reaching(house: House, provider: Provider, proxy: str = "", roles: tuple[str, ...] = ROLES) -> House:
    given = settings(
        oidc_issuer=provider.issuer,
        oidc_client="hearline",
        oidc_secret=provider.client.secret,
        oidc_roles=roles,
        oidc_proxy=proxy,
    )
    openid = OpenId(given, house.auth.accounts, house.auth.ring)
    auth = house.auth.__class__(
        **{name: getattr(house.auth, name) for name in house.auth.__slots__} | {"openid": openid}
    )

    async def signed_out(staff: str, session: str, *, back: bool = False) -> None:
        house.gone.append((staff, session))

    guard = Guard(auth, given)
    routes = account_routes(auth, guard, signed_out)
    return House(auth, guard, routes, Starlette(routes=routes), house.store, house.gone)


async def leave(browser: Browser) -> str:
    """To the provider and back; the address the provider returns to."""
    start = await browser.http.get("/api/staff/oidc/start")
    assert start.status_code == 303, start.text
    async with http_client() as outside:
        back = await outside.get(start.headers["location"])
    assert back.status_code == 302, back.text
    return str(back.headers["location"])


async def come_back(browser: Browser) -> httpx.Response:
    return await browser.http.get(await leave(browser))


def refused(answer: httpx.Response) -> tuple[int, str]:
    """The page that says so leads back to signing in, which says why."""
    assert not [cookie for cookie in answer.headers.get_list("set-cookie") if cookie.startswith("__Host-hearline=")]
    return answer.status_code, answer.text.partition("/console#refused=")[2].partition('"')[0]


async def test_somebody_with_a_role_comes_in(there: House) -> None:
    browser = there.browser()
    answer = await come_back(browser)
    assert answer.status_code == 200, answer.text
    cookies = answer.headers.get_list("set-cookie")
    assert any(cookie.startswith("__Host-hearline=") and "SameSite=strict" in cookie for cookie in cookies)
    me = (await browser.get("me")).json()["me"]
    assert (me["name"], me["role"], me["enrol"]) == ("Sofie", "supervisor", False)
    assert "sign_in" in await there.audited()


async def test_coming_in_ends_who_was_there_before(there: House) -> None:
    """The strict cookie does not come back from the provider, so what is sealed on leaving says who it was."""
    an = await there.person("an")
    browser = there.browser()
    assert (await browser.login("an")).status_code == 200
    assert (await come_back(browser)).status_code == 200
    assert [staff for staff, _ in there.gone] == [an.id]
    assert await there.store.sign_ins.of(an.id) == []
    assert (await browser.get("me")).json()["me"]["name"] == "Sofie"


async def test_a_role_taken_away_there_is_gone_here(there: House, provider: Provider) -> None:
    await come_back(there.browser())
    provider.person.claims["groups"] = ["helpline"]
    browser = there.browser()
    await come_back(browser)
    assert (await browser.get("me")).json()["me"]["role"] == "counsellor"
    assert len(await there.auth.accounts.store.all()) == 1
    provider.person.claims["groups"] = ["everyone"]
    assert refused(await come_back(there.browser())) == (403, "no_role")
    provider.person.claims["groups"] = "helpline"
    assert (await come_back(there.browser())).status_code == 200, "a single value is a claim too"


async def test_another_role_there_ends_what_was_signed_in_with_the_former_one_and_stands_in_the_trail(
    there: House, provider: Provider
) -> None:
    office, home = there.browser(), there.browser()
    await come_back(office)
    provider.person.claims |= {"groups": ["helpline"], "name": "Sofie B."}
    await come_back(home)
    assert (await office.get("me")).status_code == 401
    assert (await home.get("me")).json()["me"]["role"] == "counsellor"
    account = (await there.auth.accounts.store.all())[0]
    assert there.gone == [(account.id, "")]
    provider.person.claims["groups"] = ["everyone"]
    await come_back(there.browser())
    assert (await home.get("me")).status_code == 401, "none at all ends it, too"
    assert there.gone == [(account.id, "")] * 2, "and closes what is open"
    told = [
        (one.actor, one.kind, json.loads(one.detail))
        for one in reversed(await there.store.audit.page())
        if one.actor == "oidc"
    ]
    assert told == [
        ("oidc", "account_made", {"role": "supervisor", "name": account.name}),
        ("oidc", "account_changed", {"fields": "display,role", "role": "counsellor"}),
        ("oidc", "sign_out_everywhere", {"count": 1}),
    ]


async def of_groups(there: House, provider: Provider, *groups: str) -> tuple[Browser, tuple[str, tuple[str, ...]]]:
    """The only one signs in with these; their browser, their role and their desks."""
    provider.person.claims["groups"] = list(groups)
    browser = there.browser()
    assert (await come_back(browser)).status_code == 200
    (account,) = await there.auth.accounts.store.all()
    assert (await browser.get("me")).json()["me"]["role"] == account.role
    return browser, (account.role, account.desks)


async def told_of(there: House) -> list[tuple[str, dict[str, Any]]]:
    page = reversed(await there.store.audit.page())
    return [(one.kind, json.loads(one.detail)) for one in page if one.actor == "oidc"]


async def test_whoever_comes_for_the_first_time_is_at_the_desks_of_their_group(
    house: House, provider: Provider
) -> None:
    """They served all desks of the house, until an admin of all had narrowed it."""
    there = reaching(house, provider, roles=OF_DESKS)
    browser, seen = await of_groups(there, provider, "leads", "north", "south")
    assert seen == ("admin", ("north",))
    account = (await there.auth.accounts.store.all())[0]
    assert account.desks == ("north",)
    assert await told_of(there) == [("account_made", {"role": "admin", "name": account.name, "desks": "north"})]
    await there.person("bram", desks=("south",))
    seen_there = (await browser.get("accounts")).json()["accounts"]
    assert [one["id"] for one in seen_there] == [account.id], "as an admin of this desk"


async def test_other_desks_there_end_the_sign_ins_and_stand_in_the_trail(house: House, provider: Provider) -> None:
    there = reaching(house, provider, roles=OF_DESKS)
    office, seen = await of_groups(there, provider, "north")
    assert seen == ("counsellor", ("north",))
    account = (await there.auth.accounts.store.all())[0]
    home, seen = await of_groups(there, provider, "south", "north")
    assert seen == ("counsellor", ("north", "south"))
    assert (await office.get("me")).status_code == 401
    assert there.gone == [(account.id, "")]
    assert (await told_of(there))[1:] == [
        ("account_changed", {"fields": "desks", "role": "counsellor", "desks": "north,south"})
    ]
    await of_groups(there, provider, "north", "south")
    assert (await home.get("me")).status_code == 200, "the same desks end nothing"
    await there.auth.accounts.change("cli", account.id, desks=("south", "north"))
    another, _ = await of_groups(there, provider, "north", "south")
    await of_groups(there, provider, "north", "south")
    assert (await another.get("me")).status_code == 200, "nor does another order"
    assert len(await told_of(there)) == 2
    await there.auth.accounts.change("cli", account.id, desks=())
    _, seen = await of_groups(there, provider, "north")
    assert seen == ("counsellor", ("north",)), "what the provider says holds"


async def test_who_is_told_at_no_desks_keeps_those_that_an_admin_gave(house: House, provider: Provider) -> None:
    there = reaching(house, provider, roles=OF_DESKS)
    _, seen = await of_groups(there, provider, "helpline", "north")
    assert seen == ("counsellor", ()), "one of the two is of all desks"
    account = (await there.auth.accounts.store.all())[0]
    await there.auth.accounts.change("cli", account.id, desks=("south",))
    first, seen = await of_groups(there, provider, "helpline")
    assert seen == ("counsellor", ("south",))
    _, seen = await of_groups(there, provider, "helpline")
    assert seen == ("counsellor", ("south",))
    assert (await first.get("me")).status_code == 200
    _, seen = await of_groups(there, provider, "all")
    assert seen == ("admin", ("south",)), "a higher role is no word on desks"


async def test_an_account_closed_here_stays_closed(there: House) -> None:
    await come_back(there.browser())
    account = (await there.auth.accounts.store.all())[0]
    await there.auth.accounts.change("cli", account.id, active=False)
    assert refused(await come_back(there.browser())) == (403, "no_role")


async def test_such_an_account_has_no_password(there: House) -> None:
    await come_back(there.browser())
    account = (await there.auth.accounts.store.all())[0]
    for password in ("", "x" * 12):
        assert (await there.browser().login(account.name, password)).status_code == 401


@pytest.mark.parametrize(
    "lies",
    [
        {"iss": "https://evil.example"},
        {"aud": ["somebody else"]},
        {"exp": int(time.time()) - 3600},
        {"iat": int(time.time()) + 36000},
        {"nonce": "not the one asked for"},
        {"azp": "somebody else"},
    ],
)
async def test_a_token_that_does_not_hold_is_refused(there: House, provider: Provider, lies: dict[str, Any]) -> None:
    provider.lies = lies
    assert refused(await come_back(there.browser())) == (401, "provider_refused")


async def test_a_token_signed_by_another_key_is_refused(there: House, provider: Provider) -> None:
    provider.key = RSAKey.generate_key(2048, {"kid": "k1"})
    assert refused(await come_back(there.browser())) == (401, "provider_refused")


async def test_a_key_that_was_changed_is_found_though_the_keys_are_elsewhere_by_now(
    there: House, provider: Provider
) -> None:
    assert (await come_back(there.browser())).status_code == 200
    former = provider.published
    provider.key, provider.keys_at = RSAKey.generate_key(2048, {"kid": "k2"}), "other-keys"
    provider.header, provider.published = {"alg": "RS256", "kid": "k2"}, KeySet([provider.key])
    try:
        assert (await come_back(there.browser())).status_code == 200
    finally:
        provider.published = former


async def test_keys_that_we_do_not_understand_and_names_that_are_missing_harm_nobody(
    there: House, provider: Provider
) -> None:
    provider.strange = [
        {"kty": "AKP", "kid": "k9", "alg": "ML-DSA-44", "pub": "x"},
        {"kty": "EC", "kid": "k8", "crv": "P-9", "x": "AA", "y": "AA"},
        {"kty": "RSA", "kid": "k1", "use": "enc", "n": "AQAB", "e": "AQAB"},
        {"kty": "oct", "k": "c2VjcmV0"},
    ]
    provider.header = {"alg": "RS256"}
    assert (await come_back(there.browser())).status_code == 200


WRITES = JWSRegistry({"house": HeaderParameter("Ours", "str")}, ["RS256"], strict_check_header=False)
WRITES.max_header_length = 100_000


@pytest.mark.parametrize("more", [{"zip": "NONE"}, {"x5c": ["MIIC" * 900]}], ids=["a word", "a chain"])
async def test_a_token_may_be_headed_by_what_we_do_not_know(house: House, more: dict[str, Any]) -> None:
    at, now, key = "https://id.example", int(time.time()), RSAKey.generate_key(2048, {"kid": "k1"})
    ends = {name: f"{at}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    answers: dict[str, Any] = {"/jwks_uri": {"keys": [key.as_dict(private=False)]}}

    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=answers.get(request.url.path, {"issuer": at, **ends}))

    given = settings(oidc_issuer=at, oidc_client="h", oidc_roles=("a=admin",))
    openid = OpenId(given, house.auth.accounts, house.auth.ring, httpx.MockTransport(handle))

    async def comes_in(**header: Any) -> bool:
        url, sealed = await openid.start(now)
        asked = parse_qs(urlsplit(url).query)
        claims = {"iss": at, "aud": "h", "sub": "1", "iat": now, "exp": now + 60, "groups": ["a"]}
        payload = json.dumps(claims | {"nonce": asked["nonce"][0]})
        answers["/token_endpoint"] = {"id_token": serialize_compact(header, payload, key, registry=WRITES)}
        account, _, _ = await openid.finish(sealed, asked["state"][0], "code", now)
        return account is not None

    assert await comes_in(alg="RS256", kid="k1", **more)
    with pytest.raises(Exception, match="provider_refused"):  # but not by what must be known
        await comes_in(alg="RS256", kid="k1", crit=["house"], house="x")


async def test_what_is_null_of_a_key_is_not_said(there: House, provider: Provider) -> None:
    (key,) = provider.published.as_dict(private=False)["keys"]
    provider.strange = [key | {"use": None, "alg": None, "kid": "k2", "key_ops": [], "x5c": None}]
    provider.header = {"alg": "RS256", "kid": "k2"}
    assert (await come_back(there.browser())).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "bnVsbA.e30.x", "W10.e30.x", "eyJhbGciOiJub25lIn0.e30."])
@pytest.mark.parametrize("keys", [{}, {"keys": None}, {"keys": ["x"]}, {"keys": []}, {"keys": [{"kty": "RSA"}]}])
async def test_odd_tokens_and_odd_keys_are_a_clear_refusal(house: House, token: str, keys: dict[str, Any]) -> None:
    at = "https://id.example"
    ends = {name: f"{at}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    answers: dict[str, Any] = {"/jwks_uri": keys, "/token_endpoint": {"id_token": token}}

    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=answers.get(request.url.path, {"issuer": at, **ends}))

    given = settings(oidc_issuer=at, oidc_client="h", oidc_roles=("a=admin",))
    openid = OpenId(given, house.auth.accounts, house.auth.ring, httpx.MockTransport(handle))
    url, sealed = await openid.start(int(time.time()))
    with pytest.raises(Exception, match="provider_refused"):
        await openid.finish(sealed, parse_qs(urlsplit(url).query)["state"][0], "code", int(time.time()))


async def test_a_provider_whose_address_has_a_query_keeps_it(house: House) -> None:
    at = "https://id.example"
    ends = {"authorization_endpoint": f"{at}/authorize?p=b2c_1_staff"}
    answering = httpx.MockTransport(lambda _: httpx.Response(200, json={"issuer": at, **ends}))
    given = settings(oidc_issuer=at, oidc_client="h", oidc_roles=("a=admin",))
    url, _ = await OpenId(given, house.auth.accounts, house.auth.ring, answering).start(int(time.time()))
    asked = parse_qs(urlsplit(url).query, strict_parsing=True)
    assert (asked["p"], asked["response_type"]) == (["b2c_1_staff"], ["code"])


async def test_roles_that_are_told_to_who_asks_further(there: House, provider: Provider) -> None:
    provider.person.claims = {"sub": "42"}
    provider.known = {"userinfo_endpoint": f"{provider.issuer}/user/info"}
    provider.told = {"sub": "42", "nickname": "So", "groups": ["helpline"]}
    browser = there.browser()
    assert (await come_back(browser)).status_code == 200
    me = (await browser.get("me")).json()["me"]
    assert (me["name"], me["role"]) == ("So", "counsellor")
    provider.told["sub"] = "somebody else"
    assert refused(await come_back(there.browser())) == (401, "provider_refused")


async def test_a_name_that_is_told_to_who_asks_further(there: House, provider: Provider) -> None:
    provider.person.claims = {"sub": "42", "groups": ["helpline"]}
    provider.known = {"userinfo_endpoint": f"{provider.issuer}/user/info"}
    provider.told = {"sub": "42", "name": "So", "groups": ["helpline-leads"]}
    assert await known_as(there) == ("So", "counsellor"), "what was signed goes first"


async def test_whom_no_provider_names_is_called_as_they_were(there: House, provider: Provider) -> None:
    provider.person.claims = {"sub": "43", "groups": ["helpline"]}
    provider.known = {"userinfo_endpoint": f"{provider.issuer}/nowhere"}
    assert await known_as(there) == ("?", "counsellor")
    (account,) = [one for one in await there.auth.accounts.store.all() if one.display == "?"]
    await there.auth.accounts.store.update(account.id, display="So")
    assert await known_as(there) == ("So", "counsellor")


async def test_whoever_has_a_long_name_can_be_given_a_language(there: House, provider: Provider) -> None:
    """The form sends the name along, as it stands."""
    provider.person.claims["name"] = "Marie-Christine Vandenbroucke-De Smet"
    name, _ = await known_as(there)
    (account,) = [one for one in await there.auth.accounts.store.all() if one.display == name]
    changed = await there.auth.accounts.change("test", account.id, display=account.display, languages=("nl",))
    assert changed.languages == ("nl",)


async def known_as(there: House) -> tuple[str, str]:
    """The name and role of whoever comes in by the provider."""
    browser = there.browser()
    assert (await come_back(browser)).status_code == 200
    me = (await browser.get("me")).json()["me"]
    return me["name"], me["role"]


async def test_what_is_told_may_be_signed(there: House, provider: Provider) -> None:
    provider.person.claims = {"sub": "42"}
    provider.known = {"userinfo_endpoint": f"{provider.issuer}/user/info"}
    provider.told, provider.told_signed = {"sub": "42", "name": "So", "groups": ["helpline"]}, True
    browser = there.browser()
    assert (await come_back(browser)).status_code == 200
    me = (await browser.get("me")).json()["me"]
    assert (me["name"], me["role"]) == ("So", "counsellor")
    provider.told = {"sub": "somebody else", "groups": ["helpline"]}
    assert refused(await come_back(there.browser())) == (401, "provider_refused")
    provider.told = {"sub": "42", "groups": ["helpline"], "aud": ["somebody else"]}
    assert refused(await come_back(there.browser())) == (401, "provider_refused")
    provider.told, former = {"sub": "42", "groups": ["helpline"]}, provider.told_key
    provider.told_key = RSAKey.generate_key(2048, {"kid": "k1"})
    assert refused(await come_back(there.browser())) == (401, "provider_refused")
    provider.told_key = former


@pytest.mark.parametrize("where", ["https://[", "https://id.example:port", 7])
async def test_a_provider_that_publishes_what_is_no_address_is_refused(
    there: House, provider: Provider, where: object
) -> None:
    provider.person.claims = {"sub": "42"}
    provider.known = {"userinfo_endpoint": where}
    assert refused(await come_back(there.browser())) == (401, "provider_refused")


async def test_what_is_published_may_have_moved(there: House, provider: Provider) -> None:
    """Django's providers move discovery to an address with a slash; what is asked with a secret never moves along."""
    provider.moved = {"/.well-known/openid-configuration": "/discovery", "/keys": "/other-keys"}
    assert (await come_back(there.browser())).status_code == 200
    provider.moved = {"/token": "/token-too"}
    assert refused(await come_back(there.browser())) == (401, "provider_refused")


async def test_nobody_is_led_from_https_to_plain_http(house: House) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.scheme == "https" and "plain" not in str(request.url):
            return httpx.Response(301, headers={"location": "http://id.example/plain"})
        if request.url.scheme == "http":
            return httpx.Response(302, headers={"location": "https://id.example/plain/back"})
        return httpx.Response(
            200, json={"issuer": "https://id.example", "authorization_endpoint": "https://id.example/a"}
        )

    given = settings(oidc_issuer="https://id.example", oidc_client="h", oidc_roles=("a=admin",))
    openid = OpenId(given, house.auth.accounts, house.auth.ring, httpx.MockTransport(handle))
    with pytest.raises(Exception, match="provider_refused"):
        await openid.start(int(time.time()))


@pytest.mark.parametrize(
    ("issuer", "offered", "prompt"),
    [
        ("https://id.example", None, "login"),
        ("https://id.example", ["none", "login", "consent"], "login"),
        ("https://id.example", ["none", "consent", "select_account"], "select_account"),
        ("https://id.example", ["none"], None),
        ("https://accounts.google.com", None, "select_account"),
    ],
)
async def test_nobody_is_locked_out_by_a_prompt_that_their_provider_refuses(
    house: House, issuer: str, offered: list[str] | None, prompt: str | None
) -> None:
    known = {"issuer": issuer, "authorization_endpoint": f"{issuer}/authorize", "prompt_values_supported": offered}
    answering = httpx.MockTransport(lambda _: httpx.Response(200, json=known))
    given = settings(oidc_issuer=issuer, oidc_client="h", oidc_roles=("a=admin",))
    url, _ = await OpenId(given, house.auth.accounts, house.auth.ring, answering).start(1, anew=True)
    asked = parse_qs(urlsplit(url).query)
    assert (asked.get("prompt"), asked["max_age"]) == ([prompt] if prompt else None, ["0"])


async def test_a_token_may_name_further_audiences_and_come_from_a_clock_that_is_early(
    there: House, provider: Provider
) -> None:
    now = int(time.time())
    provider.lies = {"aud": ["account", "hearline"], "azp": "hearline", "iat": now + 45, "auth_time": now + 45}
    assert (await come_back(there.browser())).status_code == 200
    provider.lies = {"aud": "hearline", "iat": now - 7200, "exp": now - 30}
    assert (await come_back(there.browser())).status_code == 200
    provider.lies = {"aud": ["account", "hearline"], "azp": None}
    assert refused(await come_back(there.browser())) == (401, "provider_refused")


async def test_a_provider_may_name_the_one_way_of_proving_without_a_list(there: House, provider: Provider) -> None:
    provider.lies = {"amr": "pwd"}
    assert (await come_back(there.browser())).status_code == 200


async def test_a_provider_that_takes_the_secret_in_a_header_alone(there: House, provider: Provider) -> None:
    provider.client.way = "client_secret_basic"
    provider.known = {"token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"]}
    assert (await come_back(there.browser())).status_code == 200


async def test_further_scopes_are_asked_for(there: House, provider: Provider) -> None:
    for scopes, asked in ((("profile",), "openid profile"), (("groups", "openid"), "openid groups")):
        given = settings(oidc_issuer=provider.issuer, oidc_client="h", oidc_scopes=scopes)
        url, _ = await OpenId(given, there.auth.accounts.store, there.auth.ring).start(int(time.time()))
        assert parse_qs(urlsplit(url).query)["scope"] == [asked]


@pytest.mark.parametrize("way", ["logout", "logout-everywhere"])
async def test_after_a_sign_out_the_next_one_proves_who_they_are(there: House, way: str) -> None:
    """On a computer that many use the provider still knows the last one, and would let the next in as them."""
    browser = there.browser()
    assert "prompt" not in await prompted(browser)
    assert (await come_back(browser)).status_code == 200
    assert "prompt" not in await prompted(browser), "who comes again meanwhile need not"
    browser.csrf = (await browser.get("me")).json()["csrf"]
    assert (await browser.post(way)).status_code in (200, 204)
    asked = await prompted(browser)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    assert (await come_back(browser)).status_code == 200
    assert "prompt" not in await prompted(browser)


async def test_a_provider_whose_clock_is_late_lets_people_in_anew(there: House, provider: Provider) -> None:
    browser = there.browser()
    await come_back(browser)
    browser.csrf = (await browser.get("me")).json()["csrf"]
    await browser.post("logout")
    late = int(time.time()) - 600
    provider.lies = {"iat": late, "auth_time": late}
    assert (await come_back(browser)).status_code == 200


@pytest.mark.parametrize("before", [None, 0, 3600])
async def test_a_provider_that_lets_the_last_one_in_all_the_same_is_not_believed(
    there: House, provider: Provider, before: int | None
) -> None:
    """It says when they proved it last; of one that never says so, or says 0, nothing is known."""
    browser = there.browser()
    assert (await come_back(browser)).status_code == 200
    browser.csrf = (await browser.get("me")).json()["csrf"]
    await browser.post("logout")
    provider.lies = {"auth_time": int(time.time()) - before if before else before}
    answer = await come_back(browser)
    if not before:
        assert answer.status_code == 200
        return
    assert refused(answer) == (401, "not_anew")
    provider.lies = {}
    assert (await come_back(browser)).status_code == 200


async def prompted(browser: Browser) -> dict[str, list[str]]:
    start = await browser.http.get("/api/staff/oidc/start")
    return parse_qs(urlsplit(start.headers["location"]).query)


async def test_an_answer_belongs_to_the_browser_that_asked(there: House) -> None:
    """Nobody can be signed in to somebody else's account by being sent a link."""
    theirs = await leave(there.browser())
    victim = there.browser()
    assert refused(await victim.http.get(theirs)) == (401, "provider_refused")
    await leave(victim)
    assert refused(await victim.http.get(theirs)) == (401, "provider_refused"), "another state"


async def test_an_answer_works_once(there: House) -> None:
    browser = there.browser()
    address = await leave(browser)
    flow = browser.http.cookies["__Host-hearline-oidc"]
    assert (await browser.http.get(address)).status_code == 200
    browser.http.cookies.set("__Host-hearline-oidc", flow)
    assert refused(await browser.http.get(address)) == (401, "provider_refused")


async def test_a_code_without_its_verifier_is_worth_nothing(there: House, provider: Provider) -> None:
    """PKCE: who reads the code on its way back cannot use it."""
    code = parse_qs(urlsplit(await leave(there.browser())).query)["code"][0]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": RETURN,
        "client_id": "hearline",
        "client_secret": provider.client.secret,
        "code_verifier": "x" * 64,
    }
    async with http_client() as outside:
        assert (await outside.post(f"{provider.issuer}/token", data=form)).status_code == 400


async def test_a_flow_ends_after_ten_minutes(there: House) -> None:
    openid = there.auth.openid
    assert openid is not None
    now = int(time.time())
    url, sealed = await openid.start(now)
    state = parse_qs(urlsplit(url).query)["state"][0]
    with pytest.raises(Exception, match="provider_refused"):
        await openid.finish(sealed, state, "code", now + FLOW_S)
    with pytest.raises(Exception, match="provider_refused"):
        await openid.finish(sealed[:-2] + "AA", state, "code", now)


async def test_a_provider_that_is_away_or_odd_is_a_clear_refusal(house: House) -> None:
    answers: list[Any] = [
        httpx.ConnectError("refused"),
        httpx.Response(500),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"issuer": "https://evil.example"}),
    ]
    for answer in answers:

        def handle(request: httpx.Request, answer: Any = answer) -> httpx.Response:
            if isinstance(answer, Exception):
                raise answer
            return answer

        given = settings(oidc_issuer="https://id.example", oidc_client="h", oidc_roles=("a=admin",))
        openid = OpenId(given, house.auth.accounts, house.auth.ring, httpx.MockTransport(handle))
        with pytest.raises(Exception, match="provider_refused"):
            await openid.start(int(time.time()))


async def test_without_a_provider_there_is_no_such_way(house: House) -> None:
    browser = house.browser()
    assert (await browser.get("oidc")).json() == {"enabled": False, "name": ""}
    for path in ("oidc/start", "oidc/return?state=x&code=y"):
        assert (await browser.get(path)).status_code == 404


def test_settings_name_what_is_missing() -> None:
    base = {"HEARLINE_SECRET": SECRET, "HEARLINE_PUBLIC_URL": ORIGIN, "HEARLINE_OIDC_ISSUER": "https://id.example"}
    with pytest.raises(BadSettings, match="HEARLINE_OIDC_CLIENT"):
        load(base)
    with pytest.raises(BadSettings, match="HEARLINE_OIDC_ROLES"):
        load({**base, "HEARLINE_OIDC_CLIENT": "h", "HEARLINE_OIDC_ROLES": "staff=boss"})
    assert load({**base, "HEARLINE_OIDC_CLIENT": "h", "HEARLINE_OIDC_ROLES": "a=b=admin"}).oidc_roles == ("a=b=admin",)


async def test_the_provider_is_reached_through_a_proxy(house: House, provider: Provider) -> None:
    asked, known = list[str](), set[str]()
    host, port = provider.issuer.removeprefix("http://").split(":")

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request: answers come whole, for they say how long they are."""
        there, onwards = await asyncio.open_connection(host, int(port))
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(head.split(b" ")[1].decode())
        known.add(named(head))
        onwards.write(head.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n"))
        onwards.write(await reader.read(length_of(head)))
        writer.write(await there.read())
        onwards.close()
        writer.close()

    async with await asyncio.start_server(relay, "127.0.0.1", 0) as proxy:
        at = web_addresses.proxy(f"http://house:p%40ss@127.0.0.1:{proxy.sockets[0].getsockname()[1]}/")
        back = await come_back(reaching(house, provider, at).browser())
    assert back.status_code in (200, 303), back.text
    assert {url.rpartition("/")[2] for url in asked} >= {"openid-configuration", "keys", "token"}
    assert known == {"house:p@ss"}


def named(head: bytes) -> str:
    """Who comes, as a proxy is told."""
    found = re.search(rb"proxy-authorization: Basic (\S+)", head, re.IGNORECASE)
    return base64.b64decode(found[1]).decode() if found else ""


def length_of(head: bytes) -> int:
    found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return int(found[1]) if found else 0
