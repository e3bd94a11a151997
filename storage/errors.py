"""What the store refuses, and what it cannot do."""

from typing import ClassVar


class StoreError(Exception):
    """Base of all; `field` names the input at fault, or is empty."""

    code: ClassVar[str] = "store"
    status: ClassVar[int] = 500

    def __init__(self, why: str = "", field: str = "") -> None:
        super().__init__(f"{field}: {why}" if field else why or type(self).__doc__)
        self.why = why or str(type(self).__doc__)
        self.field = field


class BadInput(StoreError):
    """A value cannot be used; nothing was written."""

    code = "bad_input"
    status = 422


class BadAddress(StoreError):
    """An SQL address that cannot be used; `why` goes on from the setting's name, and quotes no password."""

    code = "bad_address"


class UnknownForm(BadInput):
    """No such version of the desk's form."""

    code = "unknown_form"


class StoreDown(StoreError):
    """The database cannot be reached now; trying again later may work."""

    code = "store_down"
    status = 503


class StoreReadOnly(StoreDown):
    """The server takes no writes: it is primary no more, or never was."""


class StoreFile(StoreDown):
    """The file of SQLite cannot be used as it is; `why` goes on from the database's name. Somebody has to mend it."""

    code = "store_file"


class StoreUnable(StoreDown):
    """The server is there and does nothing now; `why` goes on from the database's name."""

    code = "store_unable"


class StoreRefused(StoreDown):
    """The database answers and lets nobody in; `why` goes on from its name. Somebody has to mend it."""

    code = "store_refused"


class StoreUnready(StoreError):
    """The tables are not those of this program; `why` goes on from the database's name."""

    code = "store_unready"


class OtherTables(StoreError):
    """What is there is another program's; `why` goes on from the database's name."""

    code = "other_tables"

    def __init__(self) -> None:
        super().__init__("holds tables of another program: give Hearline one of its own, and name it in DATABASE_URL")


class OtherSecret(StoreError):
    """What is kept was sealed with a secret that this process does not have; `why` says which."""

    code = "other_secret"


class BadEvent(StoreError):
    """A stream entry that can never be stored."""

    code = "bad_event"


class TooNew(StoreError):
    """The database was made by a newer version of the program."""

    code = "too_new"
