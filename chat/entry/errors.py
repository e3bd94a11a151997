"""Why somebody was not let in: one named error each, with its code and status."""


class EntryError(Exception):
    """Not let in. `code` is for the client, `retry_s` says when waiting helps, `field` which value was wrong."""

    code = "refused"
    status = 400

    def __init_subclass__(cls, *, code: str = "", status: int = 0) -> None:
        cls.code, cls.status = code or cls.code, status or cls.status

    def __init__(self, retry_s: int = 0, field: str = "") -> None:
        super().__init__(self.code)
        self.retry_s = retry_s
        self.field = field


class BadTicket(EntryError, code="bad_ticket", status=401):
    """The ticket was not made here, was changed, or belongs to another token."""


class ExpiredTicket(BadTicket, code="expired_ticket"):
    """The ticket was good once."""


class OtherDesk(BadTicket, code="other_desk"):
    """The ticket is for another desk."""


class BadProof(EntryError, code="bad_proof"):
    """The proof of work is wrong, spliced, too easy or for another desk."""


class ExpiredProof(BadProof, code="expired_proof"):
    """The challenge is too old."""


class TooMany(EntryError, code="too_many", status=429):
    """More requests than one place may make; `retry_s` says when."""


class Full(EntryError, code="full", status=503):
    """The room that is left is kept for those already in a chat."""
