"""Why a sign-in or a change of an account was refused."""

from chat.entry.errors import EntryError


class AuthError(EntryError):
    """Not signed in, or not changed."""

    status = 401


class BadCredentials(AuthError):
    """No such account, a closed one, or another password: one answer for all."""

    code = "bad_credentials"


class SignedOut(AuthError):
    """Whoever asked was signed out before it was done."""

    code = "signed_out"


class CodeNeeded(AuthError):
    """The password was right; a one-time or recovery code is missing."""

    code = "code_needed"


class BadCode(AuthError):
    """Wrong, too old, or used before."""

    code = "bad_code"


class BadPasskey(AuthError):
    """The authenticator's answer does not hold."""

    code = "bad_passkey"


class Locked(AuthError):
    """Too many failures this way; `retry_s` says how long."""

    code = "locked"
    status = 429


class Unfit(AuthError):
    """A value that will not do, with its field and a code of its own."""

    status = 422

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(0, field)
        self.code = code


class NoAccount(AuthError):
    """There is no such account."""

    code = "unknown_account"
    status = 404


class NoPasskey(AuthError):
    """This account has no such passkey."""

    code = "unknown_passkey"
    status = 404


class BeyondDesks(AuthError):
    """The account serves a desk, or all of them, that whoever asks has nothing to do with."""

    code = "other_desk"
    status = 403


class NoRole(AuthError):
    """The sign-in provider knows this person, but none of their claims gives a role here."""

    code = "no_role"
    status = 403


class NotConfigured(AuthError):
    """This way of signing in is not set up here."""

    code = "not_configured"
    status = 404
