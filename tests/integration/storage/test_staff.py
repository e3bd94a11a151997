"""Accounts, sign-ins and the audit trail, on both databases."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage import Store
from storage.accounts import name_key
from storage.errors import BadInput
from storage.values import Account, AuditEntry, Passkey, SignIn

AN = Account("a1", "An", "An", "counsellor", "hash", ("nl", "en"), ("suicide",), 2, ("main",), created=7)


async def test_account_is_found_without_case_and_name_is_unique(store: Store) -> None:
    await store.accounts.add(AN)
    assert await store.accounts.by_name("aN") == AN
    assert await store.accounts.get("a1") == AN
    with pytest.raises(BadInput, match="name"):
        await store.accounts.add(replace(AN, id="a2", name="AN"))
    assert len(await store.accounts.all()) == 1


@pytest.mark.parametrize(
    "written", ["ſofie", "SOFIE", "ｓｏｆｉｅ", " sofie ", "sofi\u2147"]
)  # long s, wide, a small e
async def test_a_name_is_found_however_it_is_written(store: Store, written: str) -> None:
    await store.accounts.add(replace(AN, name="sofie"))
    assert name_key(written) == "sofie"
    assert await store.accounts.by_name(written) is not None
    with pytest.raises(BadInput, match="name"):
        await store.accounts.add(replace(AN, id="a2", name=written))


async def test_what_is_stored_together_is_stored_whole_or_not_at_all(store: Store) -> None:
    """Whatever part of the store it is in, reading included; and what follows stands on its own again."""

    async def failing() -> None:
        async with store.database.together():
            await store.accounts.add(AN)
            await store.settings.put("main", {"forum": "x"})
            assert await store.accounts.get("a1") == AN
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await failing()
    assert await store.accounts.get("a1") is None
    assert await store.settings.desk("main") == {}
    async with store.database.together():
        await store.accounts.add(AN)
        await store.audit.append(AuditEntry(7, "a1", "An", "sign_in"))
    assert await store.accounts.get("a1") == AN
    assert len(await store.audit.page()) == 1


async def test_an_act_that_is_told_twice_stands_in_the_trail_once(store: Store) -> None:
    act = AuditEntry(1_000, "a1", "An", "service_set", "main", '{"request":"r1"}', desk="main")
    await asyncio.gather(*(store.audit.append_once(replace(act, at=at), 90) for at in (1_000, 1_030, 1_060)))
    assert len(await store.audit.page()) == 1
    for other in (replace(act, at=1_200), replace(act, at=800), replace(act, detail='{"request":"r2"}')):
        await store.audit.append_once(other, 90)
    assert len(await store.audit.page()) == 4


async def test_account_changes_only_what_is_given(store: Store) -> None:
    await store.accounts.add(AN)
    assert await store.accounts.update("a1", languages=("fr",), active=False, name="Anneke")
    assert await store.accounts.by_name("anneke") == replace(AN, languages=("fr",), active=False, name="Anneke")
    assert not await store.accounts.update("nobody", active=False)
    with pytest.raises(BadInput, match="shoe"):
        await store.accounts.update("a1", shoe=3)


async def test_codes_work_once(store: Store) -> None:
    await store.accounts.add(AN)
    assert not await store.accounts.spend_totp_step("a1", 5, "of another phone")
    assert await store.accounts.spend_totp_step("a1", 5, AN.totp, "anew")
    assert not await store.accounts.spend_totp_step("a1", 5, "anew")
    assert not await store.accounts.spend_totp_step("a1", 6, AN.totp), "it is sealed anew by now"
    await store.accounts.set_recovery("a1", ["x", "y"])
    assert await store.accounts.spend_recovery("a1", "x")
    assert not await store.accounts.spend_recovery("a1", "x")
    assert await store.accounts.recovery_left("a1") == 1


async def test_passkeys(store: Store) -> None:
    await store.accounts.add(AN)
    key = Passkey("cred", "a1", "public", 1, "phone", 9)
    await store.accounts.add_passkey(key)
    await store.accounts.use_passkey("cred", 2, 10)
    assert await store.accounts.passkey("cred") == replace(key, sign_count=2, used=10)
    assert await store.accounts.drop_passkey("a1", "cred")
    assert await store.accounts.passkeys("a1") == []


async def test_sign_ins_come_with_their_account(store: Store) -> None:
    await store.accounts.add(AN)
    rows = [SignIn(name, "a1", "password", at, at) for at, name in enumerate(["one", "two", "three"], 1)]
    for row in rows:
        await store.sign_ins.add(row)
    await store.sign_ins.touch("one", 50)
    assert await store.sign_ins.find("one") == (replace(rows[0], seen=50), AN)
    assert [row.digest for row in await store.sign_ins.of("a1")] == ["three", "two", "one"]
    assert await store.sign_ins.end("two")
    assert await store.sign_ins.end_all("a1") == 2
    assert await store.sign_ins.find("one") is None


async def test_audit_is_read_newest_first_and_cannot_be_changed(store: Store) -> None:
    for at in (4_000_000_000, 4_000_000_001, 4_000_000_002):
        await store.audit.append(AuditEntry(at, "a1", "An", "sign_in"))
    newest = await store.audit.page(limit=2)
    assert [entry.at for entry in newest] == [4_000_000_002, 4_000_000_001]
    older = await store.audit.page(before=newest[-1].id, kind="sign_in")
    assert [entry.at for entry in older] == [4_000_000_000]
    for statement in ("UPDATE audit SET actor = 'b'", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with store.database.writing() as connection:
                await connection.execute(text(statement))
