"""Staff accounts and what they sign in with."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import CursorResult, delete, func, insert, select, update
from sqlalchemy.engine import RowMapping

from storage.database import Database
from storage.errors import BadInput
from storage.tables.staff import PasskeyRow, RecoveryRow, SignInRow, StaffRow
from storage.values import Account, Passkey, SignIn

_LISTS = ("languages", "skills", "desks")
_CHANGEABLE = {field.name for field in fields(Account)} - {"id", "created"}
_ACCOUNT = [column for column in StaffRow.__table__.columns if column.name != "name_key"]


def account_of(row: Mapping[str, Any] | RowMapping) -> Account:
    """The value of a row that holds the account's columns."""
    values = {field.name: row[field.name] for field in fields(Account)}
    return Account(**{**values, **{name: tuple(values[name]) for name in _LISTS}})


def _columns(given: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {name: list(value) if name in _LISTS else value for name, value in given.items()}
    if "name" in out:
        out["name_key"] = out["name"].casefold()
    return out


def changed(result: Any) -> int:
    """How many rows a statement touched."""
    return int(result.rowcount) if isinstance(result, CursorResult) else 0


class Accounts:
    """Every method is one transaction; unknown ids give None or change nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, account: Account) -> None:
        """Raises BadInput when the name or the id is taken."""
        async with self._database.writing() as connection:
            same = StaffRow.name_key == account.name.casefold()
            if await connection.scalar(select(StaffRow.id).where(same | (StaffRow.id == account.id))):
                raise BadInput("this name is taken", "name")
            await connection.execute(insert(StaffRow).values(**_columns(asdict(account))))

    async def get(self, staff: str) -> Account | None:
        return await self._one(StaffRow.id == staff)

    async def by_name(self, name: str) -> Account | None:
        """Without regard to case."""
        return await self._one(StaffRow.name_key == name.casefold())

    async def all(self) -> list[Account]:
        async with self._database.reading() as connection:
            rows = await connection.execute(select(*_ACCOUNT).order_by(StaffRow.name_key))
            return [account_of(row) for row in rows.mappings()]

    async def count(self) -> int:
        async with self._database.reading() as connection:
            return int(await connection.scalar(select(func.count()).select_from(StaffRow)) or 0)

    async def update(self, staff: str, **given: object) -> bool:
        """Change only what is given. Raises BadInput for a field that no account has."""
        unknown = sorted(set(given) - _CHANGEABLE)
        if unknown:
            raise BadInput("no account has this field", unknown[0])
        async with self._database.writing() as connection:
            statement = update(StaffRow).where(StaffRow.id == staff).values(**_columns(given))
            return changed(await connection.execute(statement)) > 0

    async def spend_totp_step(self, staff: str, step: int) -> bool:
        """False when that step, or a later one, was used."""
        unused = (StaffRow.id == staff) & (StaffRow.totp_step < step)
        async with self._database.writing() as connection:
            return changed(await connection.execute(update(StaffRow).where(unused).values(totp_step=step))) > 0

    async def set_recovery(self, staff: str, digests: Sequence[str]) -> None:
        """Replace all recovery codes."""
        async with self._database.writing() as connection:
            await connection.execute(delete(RecoveryRow).where(RecoveryRow.staff == staff))
            if digests:
                await connection.execute(insert(RecoveryRow), [{"staff": staff, "digest": one} for one in digests])

    async def spend_recovery(self, staff: str, digest: str) -> bool:
        """Delete the code; False when it was not there."""
        this = (RecoveryRow.staff == staff) & (RecoveryRow.digest == digest)
        async with self._database.writing() as connection:
            return changed(await connection.execute(delete(RecoveryRow).where(this))) > 0

    async def recovery_left(self, staff: str) -> int:
        async with self._database.reading() as connection:
            count = select(func.count()).select_from(RecoveryRow).where(RecoveryRow.staff == staff)
            return int(await connection.scalar(count) or 0)

    async def add_passkey(self, passkey: Passkey) -> None:
        async with self._database.writing() as connection:
            await connection.execute(insert(PasskeyRow).values(**asdict(passkey)))

    async def passkeys(self, staff: str) -> list[Passkey]:
        async with self._database.reading() as connection:
            mine = select(PasskeyRow.__table__).where(PasskeyRow.staff == staff).order_by(PasskeyRow.created)
            return [Passkey(**row) for row in (await connection.execute(mine)).mappings()]

    async def passkey(self, credential: str) -> Passkey | None:
        async with self._database.reading() as connection:
            statement = select(PasskeyRow.__table__).where(PasskeyRow.id == credential)
            row = (await connection.execute(statement)).mappings().first()
            return Passkey(**row) if row else None

    async def use_passkey(self, credential: str, sign_count: int, now: int) -> None:
        async with self._database.writing() as connection:
            this = update(PasskeyRow).where(PasskeyRow.id == credential)
            await connection.execute(this.values(sign_count=sign_count, used=now))

    async def drop_passkey(self, staff: str, credential: str) -> bool:
        this = (PasskeyRow.staff == staff) & (PasskeyRow.id == credential)
        async with self._database.writing() as connection:
            return changed(await connection.execute(delete(PasskeyRow).where(this))) > 0

    async def _one(self, condition: Any) -> Account | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(select(*_ACCOUNT).where(condition))).mappings().first()
            return account_of(row) if row else None


class SignIns:
    """Who is signed in where. Only a digest of the cookie is known here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, row: SignIn) -> None:
        async with self._database.writing() as connection:
            await connection.execute(insert(SignInRow).values(**asdict(row)))

    async def find(self, digest: str) -> tuple[SignIn, Account] | None:
        """The sign-in with its account, in one query."""
        own = [column.label(f"sign_in_{column.name}") for column in SignInRow.__table__.columns]
        both = select(*own, *_ACCOUNT).join(StaffRow, StaffRow.id == SignInRow.staff)
        async with self._database.reading() as connection:
            row = (await connection.execute(both.where(SignInRow.digest == digest))).mappings().first()
        if row is None:
            return None
        return SignIn(**{field.name: row[f"sign_in_{field.name}"] for field in fields(SignIn)}), account_of(row)

    async def touch(self, digest: str, seen: int) -> None:
        async with self._database.writing() as connection:
            await connection.execute(update(SignInRow).where(SignInRow.digest == digest).values(seen=seen))

    async def end(self, digest: str) -> bool:
        return await self._delete(SignInRow.digest == digest) > 0

    async def end_all(self, staff: str, but: str = "") -> int:
        return await self._delete((SignInRow.staff == staff) & (SignInRow.digest != but))

    async def of(self, staff: str) -> list[SignIn]:
        """Newest first."""
        mine = select(SignInRow.__table__).where(SignInRow.staff == staff).order_by(SignInRow.created.desc())
        async with self._database.reading() as connection:
            return [SignIn(**row) for row in (await connection.execute(mine)).mappings()]

    async def purge(self, seen_before: int, created_before: int) -> int:
        return await self._delete((SignInRow.seen < seen_before) | (SignInRow.created < created_before))

    async def _delete(self, condition: Any) -> int:
        async with self._database.writing() as connection:
            return changed(await connection.execute(delete(SignInRow).where(condition)))
