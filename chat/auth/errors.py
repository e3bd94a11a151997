"""Why a sign-in or a change of an account was refused."""

from chat.entry.errors import EntryError


class AuthError(EntryError, status=401):
    """Not signed in, or not changed."""


class BadCredentials(AuthError, code="bad_credentials"):
    """No such account, a closed one, or another password: one answer for all."""


class SignedOut(AuthError, code="signed_out"):
    """Whoever asked was signed out before it was done."""


class CodeNeeded(AuthError, code="code_needed"):
    """The password was right; a one-time or recovery code is missing."""


class BadCode(AuthError, code="bad_code"):
    """Wrong, too old, or used before."""


class BadPasskey(AuthError, code="bad_passkey"):
    """The authenticator's answer does not hold."""


class Locked(AuthError, code="locked", status=429):
    """Too many failures this way; `retry_s` says how long."""


class Unfit(AuthError, status=422):
    """A value that will not do, with its field and a code of its own."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(0, field)
        self.code = code


class NoAccount(AuthError, code="unknown_account", status=404):
    """There is no such account."""


class NoPasskey(AuthError, code="unknown_passkey", status=404):
    """This account has no such passkey."""


class BeyondDesks(AuthError, code="other_desk", status=403):
    """The account serves a desk, or all of them, that whoever asks has nothing to do with."""


class NoRole(AuthError, code="no_role", status=403):
    """The sign-in provider knows this person, but none of their claims gives a role here."""


class NotConfigured(AuthError, code="not_configured", status=404):
    """This way of signing in is not set up here."""
