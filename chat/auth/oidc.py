"""Staff sign-in through an OpenID Connect provider: code flow with PKCE, state and nonce; claims become roles.

The provider is the second factor's keeper. It is never contacted for a teen.
"""

import secrets
import ssl
import time
from base64 import b64encode
from contextlib import suppress
from functools import cache
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import httpx
import msgspec
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key
from joserfc.jws import JWSRegistry
from msgspec import Struct

from chat.auth.accounts import Accounts
from chat.auth.errors import AuthError
from chat.auth.oidc_claims import claim, shown_name, values
from chat.auth.oidc_roles import Given, given_roles, highest
from chat.entry.keyring import KeyRing
from chat.entry.tokens import digest, same, unb64u
from chat.settings import Settings
from storage.values import Account

ALGORITHMS: Final = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
]  # fmt: skip
# A token may be headed by more than we know of, such as a chain of certificates: only `crit` is a must.
_READ: Final = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
_READ.max_header_length = 16_384
FLOW_S: Final = 600
_POST: Final = ("client_secret_post",)
_MOST_KEYS: Final = 50
_MOST_MOVES: Final = 3
# Of those who do not publish it.
_PROMPTS: Final = {"https://accounts.google.com": ("consent", "select_account")}
DISCOVERY_S: Final = 3600
TIMEOUT_S: Final = 10.0
LEEWAY_S: Final = 60


class ProviderRefused(AuthError, code="provider_refused"):
    """The provider's answer does not hold, or could not be had."""


class NotAnew(AuthError, code="not_anew"):
    """The provider was asked to make them prove who they are, and let in whoever had done so before."""


class Flow(Struct, frozen=True, array_like=True):
    """What the browser carries (sealed) between leaving for the provider and coming back.

    `former`: the sign-in that this page had, since its strict cookie does not come back from a foreign site. `anew`:
    they are to have proved who they are since then; 0 where that was not asked.
    """

    state: str
    nonce: str
    verifier: str
    expires: int
    former: str
    anew: int = 0


class _Published(Struct):
    keys: list[dict[str, Any]]


class OpenId:
    """One provider. `transport` lets tests reach a local one. `flow_s`: how long somebody may be away at it."""

    flow_s: Final = FLOW_S

    def __init__(
        self,
        settings: Settings,
        accounts: Accounts,
        ring: KeyRing,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._issuer = settings.oidc_issuer.rstrip("/")
        self._accounts = accounts
        self._ring = ring
        self._transport = transport
        self._known: tuple[float, dict[str, Any]] | None = None
        self._roles = given_roles(settings.oidc_roles)

    @property
    def name(self) -> str:
        """What the page calls the provider."""
        return self._settings.oidc_name or urlsplit(self._issuer).hostname or self._issuer

    @property
    def return_url(self) -> str:
        return f"{self._settings.own_origin}/api/staff/oidc/return"

    async def start(self, now: int, former: str = "", *, anew: bool = False) -> tuple[str, str]:
        """Where to send the browser, and the sealed flow for its cookie; `anew`: they prove there who they are, though
        it may know somebody. `max_age`: it tells when they did. Raises ProviderRefused."""
        known = await self._discover()
        state, nonce, verifier = (secrets.token_urlsafe(size) for size in (24, 24, 48))
        flow = Flow(state, nonce, verifier, now + FLOW_S, former, now if anew else 0)
        query = urlencode(
            {
                "response_type": "code",
                "client_id": self._settings.oidc_client,
                "redirect_uri": self.return_url,
                "scope": " ".join(dict.fromkeys(("openid", *self._settings.oidc_scopes))),
                "state": flow.state,
                "nonce": flow.nonce,
                "code_challenge": create_s256_code_challenge(flow.verifier),
                "code_challenge_method": "S256",
                **(_anew(known) if anew else {}),
            }
        )
        return _with(known["authorization_endpoint"], query), self._ring.seal("oidc", msgspec.json.encode(flow))

    async def finish(self, sealed: str, state: str, code: str, now: int) -> tuple[Account | None, str, str]:
        """The account behind the provider's answer, made or brought up to date, None for who has no role; the former
        sign-in of this browser; and whose sign-ins ended with a former role.

        Raises ProviderRefused, NotAnew.
        """
        flow = self._unseal(sealed)
        if flow is None or flow.expires <= now or not same(flow.state, state) or not code:
            raise ProviderRefused
        answer = await self._exchange(code, flow)
        claims = await self._claims(str(answer.get("id_token", "")), flow.nonce, now)
        if flow.anew and not _within(now - flow.anew, claims):
            raise NotAnew
        if not self._held(claims):
            claims = await self._asked_further(claims, answer)
        elif not shown_name(claims):
            with suppress(ProviderRefused):  # nobody is kept out for want of a name
                claims = await self._asked_further(claims, answer)
        account, ended = await self._account(claims, now)
        return account, flow.former, ended

    async def _discover(self) -> dict[str, Any]:
        if self._known is None or time.monotonic() - self._known[0] > DISCOVERY_S:
            found = await self._fetch("GET", f"{self._issuer}/.well-known/openid-configuration")
            if str(found.get("issuer", "")).rstrip("/") != self._issuer:
                raise ProviderRefused
            self._known = (time.monotonic(), found)
        return self._known[1]

    async def _exchange(self, code: str, flow: Flow) -> dict[str, Any]:
        known = await self._discover()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.return_url,
            "client_id": self._settings.oidc_client,
            "code_verifier": flow.verifier,
        }
        secret, ways = self._settings.oidc_secret, known.get("token_endpoint_auth_methods_supported") or _POST
        if secret and not set(_POST) & set(ways):
            pair = f"{quote(self._settings.oidc_client, safe='')}:{quote(secret, safe='')}"
            basic = {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}
            return await self._fetch("POST", known["token_endpoint"], form, basic)
        return await self._fetch("POST", known["token_endpoint"], form | ({"client_secret": secret} if secret else {}))

    async def _asked_further(self, claims: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        """Some tell roles or names only to who asks with the access token. What was signed goes first."""
        where, token = (await self._discover()).get("userinfo_endpoint"), answer.get("access_token")
        if not where or not token:
            return claims
        told = await self._told(await self._ask("GET", where, headers={"authorization": f"Bearer {token}"}))
        if told.get("sub") != claims.get("sub"):
            raise ProviderRefused
        return {**told, **claims}

    async def _told(self, answer: httpx.Response) -> dict[str, Any]:
        """Plain, or signed as the token is: then for us, where it says for whom."""
        if answer.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/jwt":
            return _object(answer)
        told = (await self._signed(answer.text.strip())).claims
        issuer, client = self._discovered_issuer(), self._settings.oidc_client
        meant = told.get("aud", client)
        if told.get("iss", issuer) != issuer or client not in (meant if isinstance(meant, list) else [meant]):
            raise ProviderRefused
        return told

    async def _claims(self, id_token: str, nonce: str, now: int) -> dict[str, Any]:
        decoded = await self._signed(id_token)
        try:
            options = {
                "iss": {"essential": True, "value": self._discovered_issuer()},
                "aud": {"essential": True, "value": self._settings.oidc_client},
                "nonce": {"essential": True, "value": nonce},
            }
            params = {"nonce": nonce, "client_id": self._settings.oidc_client}
            # how they proved who they are is asked of nobody, and some name their one way without a list
            checked = {name: said for name, said in decoded.claims.items() if name != "amr"}
            CodeIDToken(checked, decoded.header, options, params).validate(now=now, leeway=LEEWAY_S)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ProviderRefused from error
        return decoded.claims

    async def _signed(self, id_token: str) -> jwt.Token:
        """Keys are asked for each time, and where they are once more when none fits: a provider may have moved."""
        for known in (self._known, None):
            self._known = known
            try:
                keys = await self._fetch("GET", (await self._discover())["jwks_uri"])
                return _verified(id_token, keys)
            except (JoseError, ValueError, KeyError, TypeError, msgspec.DecodeError, ProviderRefused) as error:
                problem = error
        raise ProviderRefused from problem

    def _discovered_issuer(self) -> str:
        return str(self._known[1]["issuer"]) if self._known else self._issuer

    async def _account(self, claims: dict[str, Any], now: int) -> tuple[Account | None, str]:
        name = f"oidc-{digest('|'.join((self._issuer, str(claims['sub']))))[:20].lower()}"
        role, desks = highest(self._held(claims))
        return await self._accounts.provided(name, shown_name(claims), role, desks, now)

    def _held(self, claims: dict[str, Any]) -> list[Given]:
        held = claim(claims, self._settings.oidc_claim)
        return [self._roles[value] for value in values(held, self._settings.oidc_claim) if value in self._roles]

    async def _fetch(
        self, method: str, url: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        return _object(await self._ask(method, url, form, headers))

    async def _ask(
        self, method: str, url: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """What anybody may read is followed to where it moved, never to plain http; a secret goes nowhere else."""
        about: dict[str, Any] = {"transport": self._transport, "timeout": TIMEOUT_S, "trust_env": False}
        about |= {"proxy": self._settings.oidc_proxy or None}
        about |= {"follow_redirects": form is None and headers is None, "max_redirects": _MOST_MOVES}
        try:
            async with httpx.AsyncClient(**about, verify=_trusted()) as client:
                asked = {"accept": "application/json", **(headers or {})}
                answer = await client.request(method, url, data=form, headers=asked)
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError) as error:
            raise ProviderRefused from error
        if url.startswith("https:") and any(one.url.scheme != "https" for one in (*answer.history, answer)):
            raise ProviderRefused
        return answer

    def _unseal(self, sealed: str) -> Flow | None:
        try:
            return msgspec.json.decode(self._ring.unseal("oidc", sealed) or b"", type=Flow)
        except msgspec.DecodeError:
            return None


def _object(answer: httpx.Response) -> dict[str, Any]:
    """Raises ProviderRefused."""
    try:
        found = answer.json()
    except ValueError as error:
        raise ProviderRefused from error
    if not isinstance(found, dict):
        raise ProviderRefused
    return found


def _anew(known: dict[str, Any]) -> dict[str, str]:
    """How a provider is asked to make somebody prove who they are. Some refuse a `prompt` that they do not know, and
    nobody would come in: of them it is the nearest that they have, and `max_age` alone where they have none."""
    usual = _PROMPTS.get(str(known["issuer"]), ("login",))
    offered = known.get("prompt_values_supported") or usual
    prompt = next((one for one in ("login", "select_account") if one in offered), None)
    return {"max_age": "0"} | ({"prompt": prompt} if prompt else {})


def _within(seconds: int, claims: dict[str, Any]) -> bool:
    """Whether they proved who they are so long before the token was made, both by the provider's own clock. Some never
    say when, or say 0: nothing is known against them."""
    at = claims.get("auth_time")
    return not at or not isinstance(at, int | float) or claims["iat"] - at <= seconds + LEEWAY_S


def _with(endpoint: str, query: str) -> str:
    """An endpoint may have a query of its own, as where one address serves several ways to sign in."""
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{query}"


def _verified(id_token: str, published: dict[str, Any]) -> jwt.Token:
    """By the key that it names; by any, where it or the key has no name. Raises JoseError, ValueError."""
    kid = msgspec.json.decode(unb64u(id_token.partition(".")[0]), type=dict[str, Any]).get("kid")
    problem: Exception = ValueError("no key")
    for key in _signing(published):
        if kid and key.kid and key.kid != kid:
            continue
        try:
            return jwt.decode(id_token, key, registry=_READ)
        except (JoseError, ValueError, TypeError) as error:
            problem = error
    raise problem


def _signing(published: dict[str, Any]) -> list[Key]:
    """Those that we understand, and that are for signing; what is null or empty is not said."""
    found = []
    for key in msgspec.convert(published, type=_Published).keys[:_MOST_KEYS]:
        one = {name: said for name, said in key.items() if said}
        if one.get("use", "sig") != "sig" or one.get("kty") == "oct":
            continue
        try:
            found.append(JWKRegistry.import_key(one))
        except (JoseError, ValueError, KeyError, TypeError):
            continue
    return found


@cache
def _trusted() -> ssl.SSLContext:
    """Public authorities, and those that this machine trusts: a provider inside a house has its own."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
