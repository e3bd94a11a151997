"""Staff accounts and what they sign in with."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any
from unicodedata import normalize

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import RowMapping

from storage.database import Part
from storage.errors import BadInput
from storage.tables.staff import PasskeyRow, RecoveryRow, SignInRow, StaffRow
from storage.values import Account, Passkey, SignIn

LONGEST_NAME = 64
_LISTS = ("languages", "skills", "desks")
_CHANGEABLE = {field.name for field in fields(Account)} - {"id", "created"}
_ACCOUNT = [column for column in StaffRow.__table__.columns if column.name != "name_key"]


def name_key(name: str) -> str:
    """The one way in which names are folded, for looking accounts up and for counting guesses alike: what a person
    takes for the same name is the same (NFKC, no case, no space around); at most 64 characters of it are read."""
    return normalize("NFKC", normalize("NFKC", name.strip()[:LONGEST_NAME]).casefold()).strip()


def account_of(row: Mapping[str, Any] | RowMapping) -> Account:
    """The value of a row that holds the account's columns."""
    values = {field.name: row[field.name] for field in fields(Account)}
    return Account(**{**values, **{name: tuple(values[name]) for name in _LISTS}})


def _columns(given: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {name: list(value) if name in _LISTS else value for name, value in given.items()}
    if "name" in out:
        out["name_key"] = name_key(out["name"])
    return out


class Accounts(Part):
    """Every method is one transaction; unknown ids give None or change nothing."""

    async def add(self, account: Account) -> None:
        """Raises BadInput when the name or the id is taken."""
        async with self._database.writing() as connection:
            same = StaffRow.name_key == name_key(account.name)
            if await connection.scalar(select(StaffRow.id).where(same | (StaffRow.id == account.id))):
                raise BadInput("this name is taken", "name")
            await connection.execute(insert(StaffRow).values(**_columns(asdict(account))))

    async def get(self, staff: str) -> Account | None:
        return await self._one(StaffRow.id == staff)

    async def by_name(self, name: str) -> Account | None:
        """As `name_key` folds it."""
        return await self._one(StaffRow.name_key == name_key(name))

    async def all(self) -> list[Account]:
        return [account_of(row) for row in await self._database.rows(select(*_ACCOUNT).order_by(StaffRow.name_key))]

    async def update(self, staff: str, **given: object) -> bool:
        """Change only what is given. Raises BadInput for a field that no account has."""
        unknown = sorted(set(given) - _CHANGEABLE)
        if unknown:
            raise BadInput("no account has this field", unknown[0])
        return await self._database.change(update(StaffRow).where(StaffRow.id == staff).values(**_columns(given))) > 0

    async def rehash(self, staff: str, before: str, after: str) -> bool:
        """The same password, hashed anew; False where another hash was set meanwhile, which stays."""
        this = (StaffRow.id == staff) & (StaffRow.password == before)
        return await self._database.change(update(StaffRow).where(this).values(password=after)) > 0

    async def spend_totp_step(self, staff: str, step: int, held: str, anew: str = "") -> bool:
        """False when that step, or a later one, was used, or the sealed secret is `held` no more; `anew`: how it is
        sealed from now on."""
        unused = (StaffRow.id == staff) & (StaffRow.totp_step < step) & (StaffRow.totp == held)
        spent = update(StaffRow).where(unused).values(totp_step=step, totp=anew or held)
        return await self._database.change(spent) > 0

    async def set_recovery(self, staff: str, digests: Sequence[str]) -> None:
        """Replace all recovery codes."""
        async with self._database.writing() as connection:
            await connection.execute(delete(RecoveryRow).where(RecoveryRow.staff == staff))
            if digests:
                await connection.execute(insert(RecoveryRow), [{"staff": staff, "digest": one} for one in digests])

    async def spend_recovery(self, staff: str, digest: str) -> bool:
        """Delete the code; False when it was not there."""
        this = (RecoveryRow.staff == staff) & (RecoveryRow.digest == digest)
        return await self._database.change(delete(RecoveryRow).where(this)) > 0

    async def recovery_left(self, staff: str) -> int:
        count = select(func.count()).select_from(RecoveryRow).where(RecoveryRow.staff == staff)
        return int(await self._database.value(count))

    async def add_passkey(self, passkey: Passkey) -> None:
        await self._database.change(insert(PasskeyRow).values(**asdict(passkey)))

    async def passkeys(self, staff: str) -> list[Passkey]:
        mine = select(PasskeyRow.__table__).where(PasskeyRow.staff == staff).order_by(PasskeyRow.created)
        return [Passkey(**row) for row in await self._database.rows(mine)]

    async def passkey(self, credential: str) -> Passkey | None:
        row = await self._database.row(select(PasskeyRow.__table__).where(PasskeyRow.id == credential))
        return Passkey(**row) if row else None

    async def use_passkey(self, credential: str, sign_count: int, now: int) -> None:
        this = update(PasskeyRow).where(PasskeyRow.id == credential)
        await self._database.change(this.values(sign_count=sign_count, used=now))

    async def drop_passkey(self, staff: str, credential: str) -> bool:
        this = (PasskeyRow.staff == staff) & (PasskeyRow.id == credential)
        return await self._database.change(delete(PasskeyRow).where(this)) > 0

    async def _one(self, condition: Any) -> Account | None:
        row = await self._database.row(select(*_ACCOUNT).where(condition))
        return account_of(row) if row else None


class SignIns(Part):
    """Who is signed in where. Only a digest of the cookie is known here."""

    async def add(self, row: SignIn) -> None:
        await self._database.change(insert(SignInRow).values(**asdict(row)))

    async def find(self, digest: str) -> tuple[SignIn, Account] | None:
        """The sign-in with its account, in one query."""
        own = [column.label(f"sign_in_{column.name}") for column in SignInRow.__table__.columns]
        both = select(*own, *_ACCOUNT).join(StaffRow, StaffRow.id == SignInRow.staff)
        row = await self._database.row(both.where(SignInRow.digest == digest))
        if row is None:
            return None
        return SignIn(**{field.name: row[f"sign_in_{field.name}"] for field in fields(SignIn)}), account_of(row)

    async def touch(self, digest: str, seen: int) -> None:
        await self._database.change(update(SignInRow).where(SignInRow.digest == digest).values(seen=seen))

    async def end(self, digest: str) -> bool:
        return await self._delete(SignInRow.digest == digest) > 0

    async def end_all(self, staff: str) -> int:
        return await self._delete(SignInRow.staff == staff)

    async def of(self, staff: str) -> list[SignIn]:
        """Newest first."""
        mine = select(SignInRow.__table__).where(SignInRow.staff == staff).order_by(SignInRow.created.desc())
        return [SignIn(**row) for row in await self._database.rows(mine)]

    async def _delete(self, condition: Any) -> int:
        return await self._database.change(delete(SignInRow).where(condition))
