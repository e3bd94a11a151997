"""What the store refuses, and what it cannot do."""

from typing import ClassVar


class StoreError(Exception):
    """Base of all; `field` names the input at fault, or is empty."""

    code: ClassVar[str] = "store"
    status: ClassVar[int] = 500

    def __init_subclass__(cls, *, code: str = "", status: int = 0) -> None:
        cls.code, cls.status = code or cls.code, status or cls.status

    def __init__(self, why: str = "", field: str = "") -> None:
        super().__init__(f"{field}: {why}" if field else why or type(self).__doc__)
        self.why = why or str(type(self).__doc__)
        self.field = field


class BadInput(StoreError, code="bad_input", status=422):
    """A value cannot be used; nothing was written."""


class BadAddress(StoreError, code="bad_address"):
    """An SQL address that cannot be used; `why` goes on from the setting's name, and quotes no password."""


class UnknownForm(BadInput, code="unknown_form"):
    """No such version of the desk's form."""


class StoreDown(StoreError, code="store_down", status=503):
    """The database cannot be reached now; trying again later may work."""


class StoreReadOnly(StoreDown):
    """The server takes no writes: it is primary no more, or never was."""


class StoreFile(StoreDown, code="store_file"):
    """The file of SQLite cannot be used as it is; `why` goes on from the database's name. Somebody has to mend it."""


class StoreUnable(StoreDown, code="store_unable"):
    """The server is there and does nothing now; `why` goes on from the database's name."""


class StoreRefused(StoreDown, code="store_refused"):
    """The database answers and lets nobody in; `why` goes on from its name. Somebody has to mend it."""


class StoreUnready(StoreError, code="store_unready"):
    """The tables are not those of this program; `why` goes on from the database's name."""


class OtherTables(StoreError, code="other_tables"):
    """What is there is another program's; `why` goes on from the database's name."""

    def __init__(self) -> None:
        super().__init__("holds tables of another program: give Hearline one of its own, and name it in DATABASE_URL")


class OtherSecret(StoreError, code="other_secret"):
    """What is kept was sealed with a secret that this process does not have; `why` says which."""


class BadEvent(StoreError, code="bad_event"):
    """A stream entry that can never be stored."""


class TooNew(StoreError, code="too_new"):
    """The database was made by a newer version of the program."""
