"""A person's own second factors: one-time codes, passkeys, recovery codes."""

import json
import secrets
from typing import Any

import msgspec
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from chat.auth.errors import BadPasskey
from chat.entry.tokens import b64u, digest
from routing import keys
from routing.resp import text
from storage.accounts import Accounts
from storage.values import Account, Passkey

CHALLENGE_S = 300
MOST_PASSKEYS = 10
MALFORMED = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, RecursionError)


class Passkeys:
    """WebAuthn with user verification, so that a passkey alone is two factors. Challenges work once, for 5 minutes."""

    def __init__(self, accounts: Accounts, redis: Any, host: str, origins: list[str]) -> None:
        """`host`: the relying party id, the host name of our own address. `redis`: a redis-py asyncio client."""
        self._accounts = accounts
        self._redis = redis
        self._host = host
        self._origins = origins

    async def register_options(self, account: Account) -> dict[str, Any]:
        known = await self._accounts.passkeys(account.id)
        options = generate_registration_options(
            rp_id=self._host,
            rp_name="Hearline",
            user_id=account.id.encode(),
            user_name=account.name,
            user_display_name=account.display,
            challenge=await self._challenge(f"register {account.id}"),
            exclude_credentials=[PublicKeyCredentialDescriptor(base64url_to_bytes(key.id)) for key in known],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
        )
        return _plain(options_to_json(options))

    async def register(self, account: Account, credential: dict[str, Any], label: str, now: int) -> Passkey:
        """The new passkey, yet to be stored; raises BadPasskey."""
        challenge = await self._answered(credential, f"register {account.id}")
        if len(await self._accounts.passkeys(account.id)) >= MOST_PASSKEYS:
            raise BadPasskey
        try:
            made = verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origins,
                require_user_verification=True,
            )
        except MALFORMED as error:
            raise BadPasskey from error
        public = b64u(made.credential_public_key)
        return Passkey(b64u(made.credential_id), account.id, public, made.sign_count, label, now)

    async def login_options(self) -> dict[str, Any]:
        """For any account: the browser shows the passkeys it has."""
        options = generate_authentication_options(
            rp_id=self._host,
            challenge=await self._challenge("login"),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return _plain(options_to_json(options))

    async def login(self, credential: dict[str, Any], now: int) -> tuple[Account, str]:
        """Whose passkey this is, and which; raises BadPasskey."""
        challenge = await self._answered(credential, "login")
        passkey = await self._accounts.passkey(str(credential.get("id", "")))
        account = await self._accounts.get(passkey.staff) if passkey is not None else None
        if passkey is None or account is None or not account.active:
            raise BadPasskey
        try:
            used = verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origins,
                credential_public_key=base64url_to_bytes(passkey.public_key),
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except MALFORMED as error:
            raise BadPasskey from error
        await self._accounts.use_passkey(passkey.id, used.new_sign_count, now)
        return account, passkey.id

    async def _challenge(self, purpose: str) -> bytes:
        made = secrets.token_bytes(32)
        await self._redis.set(keys.webauthn_challenge(digest(b64u(made))), purpose, ex=CHALLENGE_S)
        return made

    async def _answered(self, credential: dict[str, Any], purpose: str) -> bytes:
        """The challenge this answer claims to answer, if we made it for this purpose and nobody answered it yet."""
        try:
            client = msgspec.json.decode(base64url_to_bytes(credential["response"]["clientDataJSON"]))
            given = client["challenge"]
            challenge = base64url_to_bytes(given)
            found = await self._redis.getdel(keys.webauthn_challenge(digest(given)))
        except MALFORMED as error:
            raise BadPasskey from error
        if found is None or text(found) != purpose:
            raise BadPasskey
        return challenge


def _plain(options: str) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(options)
    return plain
