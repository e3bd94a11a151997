"""Staff sign-in through an OpenID Connect provider: code flow with PKCE, state and nonce; claims become roles.

The provider is the second factor's keeper. It is never contacted for a teen.
"""

import secrets
import time
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from msgspec import Struct

from chat.auth.errors import AuthError, NotConfigured
from chat.auth.roles import RANK
from chat.entry.keyring import KeyRing, UnknownKey
from chat.entry.tokens import b64u, digest, new_id, same, unb64u
from chat.protocol.limits import MAX_NAME
from chat.settings import Settings
from storage.accounts import Accounts
from storage.values import Account

ALGORITHMS: Final = ["RS256", "PS256", "ES256", "ES384", "EdDSA", "Ed25519"]
FLOW_S: Final = 600
DISCOVERY_S: Final = 3600
TIMEOUT_S: Final = 10.0
LEEWAY_S: Final = 60


class ProviderRefused(AuthError):
    """The provider's answer does not hold, or could not be had."""

    code = "provider_refused"


class NoRole(AuthError):
    """The provider knows this person, but none of their claims gives a role here."""

    code = "no_role"
    status = 403


class Flow(Struct, frozen=True, array_like=True):
    """What the browser carries (sealed) between leaving for the provider and coming back.

    `former`: the sign-in that this page had, since its strict cookie does not come back from a foreign site.
    """

    state: str
    nonce: str
    verifier: str
    expires: int
    former: str


class OpenId:
    """One provider. `transport` lets tests reach a local one."""

    def __init__(
        self,
        settings: Settings,
        accounts: Accounts,
        ring: KeyRing,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._issuer = settings.oidc_issuer
        self._accounts = accounts
        self._ring = ring
        self._transport = transport
        self._known: tuple[float, dict[str, Any]] | None = None
        self._roles = dict(entry.rsplit("=", 1) for entry in settings.oidc_roles)

    @classmethod
    def of(cls, settings: Settings, accounts: Accounts, ring: KeyRing) -> "OpenId":
        if not settings.oidc_issuer:
            raise NotConfigured
        return cls(settings, accounts, ring)

    @property
    def name(self) -> str:
        """What the page calls the provider."""
        return self._settings.oidc_name or urlsplit(self._issuer).hostname or self._issuer

    @property
    def return_url(self) -> str:
        return f"{self._settings.own_origin}/api/staff/oidc/return"

    async def start(self, now: int, former: str = "") -> tuple[str, str]:
        """Where to send the browser, and the sealed flow for its cookie. Raises ProviderRefused."""
        known = await self._discover()
        state, nonce, verifier = (secrets.token_urlsafe(size) for size in (24, 24, 48))
        flow = Flow(state, nonce, verifier, now + FLOW_S, former)
        query = urlencode(
            {
                "response_type": "code",
                "client_id": self._settings.oidc_client,
                "redirect_uri": self.return_url,
                "scope": "openid profile",
                "state": flow.state,
                "nonce": flow.nonce,
                "code_challenge": create_s256_code_challenge(flow.verifier),
                "code_challenge_method": "S256",
            }
        )
        return f"{known['authorization_endpoint']}?{query}", self._seal(flow)

    async def finish(self, sealed: str, state: str, code: str, now: int) -> tuple[Account, str]:
        """The account behind the provider's answer, made or brought up to date, and the former sign-in.

        Raises ProviderRefused, NoRole.
        """
        flow = self._unseal(sealed)
        if flow is None or flow.expires <= now or not same(flow.state, state) or not code:
            raise ProviderRefused
        claims = await self._claims(await self._exchange(code, flow), flow.nonce, now)
        return await self._account(claims, now), flow.former

    async def _discover(self) -> dict[str, Any]:
        if self._known is None or time.monotonic() - self._known[0] > DISCOVERY_S:
            found = await self._fetch("GET", f"{self._issuer}/.well-known/openid-configuration")
            if str(found.get("issuer", "")).rstrip("/") != self._issuer:
                raise ProviderRefused
            self._known = (time.monotonic(), found)
        return self._known[1]

    async def _exchange(self, code: str, flow: Flow) -> str:
        known = await self._discover()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.return_url,
            "client_id": self._settings.oidc_client,
            "code_verifier": flow.verifier,
        }
        if self._settings.oidc_secret:
            form["client_secret"] = self._settings.oidc_secret
        answer = await self._fetch("POST", known["token_endpoint"], form)
        return str(answer.get("id_token", ""))

    async def _claims(self, id_token: str, nonce: str, now: int) -> dict[str, Any]:
        keys = await self._fetch("GET", (await self._discover())["jwks_uri"])
        try:
            decoded = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
            options = {
                "iss": {"essential": True, "value": self._discovered_issuer()},
                "aud": {"essential": True, "value": self._settings.oidc_client},
                "nonce": {"essential": True, "value": nonce},
            }
            params = {"nonce": nonce, "client_id": self._settings.oidc_client}
            checked = CodeIDToken(decoded.claims, decoded.header, options, params)
            checked.validate(now=now, leeway=LEEWAY_S)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ProviderRefused from error
        return dict(checked)

    def _discovered_issuer(self) -> str:
        return str(self._known[1]["issuer"]) if self._known else self._issuer

    async def _account(self, claims: dict[str, Any], now: int) -> Account:
        role = self._role(claims)
        name = f"oidc-{digest('|'.join((self._issuer, str(claims['sub']))))[:20].lower()}"
        display = str(claims.get("name") or claims.get("preferred_username") or "?")[:MAX_NAME]
        known = await self._accounts.by_name(name)
        if known is None:
            made = Account(id=new_id(), name=name, display=display, role=role, password="", created=now)
            await self._accounts.add(made)
            return made
        if not known.active:
            raise NoRole
        if (known.role, known.display) != (role, display):
            await self._accounts.update(known.id, role=role, display=display)
        return await self._accounts.get(known.id) or known

    def _role(self, claims: dict[str, Any]) -> str:
        """The highest role any value of the claim gives; raises NoRole."""
        held = claims.get(self._settings.oidc_claim)
        values = held if isinstance(held, list) else [held]
        roles = [self._roles[str(value)] for value in values if str(value) in self._roles]
        if not roles:
            raise NoRole
        return max(roles, key=RANK.__getitem__)

    async def _fetch(self, method: str, url: str, form: dict[str, str] | None = None) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(transport=self._transport, timeout=TIMEOUT_S, trust_env=False) as client:
                answer = await client.request(method, url, data=form, headers={"accept": "application/json"})
            answer.raise_for_status()
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderRefused from error
        if not isinstance(found, dict):
            raise ProviderRefused
        return found

    def _seal(self, flow: Flow) -> str:
        nonce = secrets.token_bytes(12)
        sealed = AESGCM(self._ring.key("oidc")).encrypt(nonce, msgspec.json.encode(flow), None)
        return f"{self._ring.current}.{b64u(nonce + sealed)}"

    def _unseal(self, sealed: str) -> Flow | None:
        key_id, _, body = sealed.partition(".")
        try:
            raw = unb64u(body)
            plain = AESGCM(self._ring.key("oidc", key_id)).decrypt(raw[:12], raw[12:], None)
            return msgspec.json.decode(plain, type=Flow)
        except (UnknownKey, InvalidTag, ValueError, msgspec.DecodeError):
            return None
