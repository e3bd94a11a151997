"""Why somebody was not let in: one named error each, with its code and status."""


class EntryError(Exception):
    """Not let in. `code` is for the client, `retry_s` says when waiting helps, `field` which value was wrong."""

    code = "refused"
    status = 400

    def __init__(self, retry_s: int = 0, field: str = "") -> None:
        super().__init__(self.code)
        self.retry_s = retry_s
        self.field = field


class BadTicket(EntryError):
    """The ticket was not made here, was changed, or belongs to another token."""

    code = "bad_ticket"
    status = 401


class ExpiredTicket(BadTicket):
    """The ticket was good once."""

    code = "expired_ticket"


class OtherDesk(BadTicket):
    """The ticket is for another desk."""

    code = "other_desk"


class BadProof(EntryError):
    """The proof of work is wrong, spliced, too easy or for another desk."""

    code = "bad_proof"
    status = 400


class ExpiredProof(BadProof):
    """The challenge is too old."""

    code = "expired_proof"


class TooMany(EntryError):
    """More requests than one place may make; `retry_s` says when."""

    code = "too_many"
    status = 429


class Full(EntryError):
    """The room that is left is kept for those already in a chat."""

    code = "full"
    status = 503
