"""A thief of what lies somewhere: Redis, the store and its log, what was printed, a console's disk."""

import base64
import contextlib
import functools
import operator
import re
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chat.entry.box_keys import name_of
from routing import keys
from tests.security.attacks.scene import House, attack, talking, until_true
from tests.security.wire import Staff, console, join, new_id, signed_in

NAME = "Zebedee-of-the-canary"


async def _lying_in_redis(house: House) -> str:
    found = []
    async for key in house.redis.scan_iter("*"):
        kind = await house.redis.type(key)
        read = {
            "hash": house.redis.hgetall, "string": house.redis.get, "set": house.redis.smembers,
            "zset": lambda name: house.redis.zrange(name, 0, -1), "list": lambda name: house.redis.lrange(name, 0, -1),
            "stream": house.redis.xrange,
        }[kind]  # fmt: skip
        found.append(f"{key} {await read(key)}")
    return "\n".join(found)


def _files(house: House) -> str:
    return "\n".join(
        path.read_bytes().decode(errors="replace") for path in Path(house.stack.folder).iterdir() if path.is_file()
    )


@attack
async def words_in_redis(house: House) -> str:
    """A thief of Redis looks for words, names, tokens, tickets and keys of a running chat."""
    async with talking(house) as talk:
        talk.teen.say(text := f"canary {new_id()}", NAME)
        talk.said.add(text)
        await talk.words()
        lying, held = await _lying_in_redis(house), talk.teen.admitted
        assert held is not None
        assert talk.chat in lying
        keys = [key.hex() for key in talk.teen.keys[talk.chat].values()]
        secret = {text, NAME, held.token, held.ticket, talk.teen.secret.hex(), *keys, *talk.said}
        return f"{found}" if (found := [one for one in secret if one in lying]) else ""


# Where a gateway listens, which its start says.
_START = re.compile(r"listens at \S+ for \S+")


@attack
async def words_on_disk(house: House) -> str:
    """A thief of the store, its log, and what the service printed looks for words, chats, names and tokens."""
    async with talking(house) as talk:
        talk.teen.say(text := f"canary {new_id()}", NAME)
        talk.said.add(text)
        await talk.words()
        held, chat = talk.teen.admitted, talk.chat
        assert held is not None
    gone = await join(house.url, "de", topic="sexting")
    files = _START.sub("", _files(house))
    assert "SQLite" in files
    assert '"event"' in files
    secret = {text, NAME, held.token, held.ticket, chat, gone.chat, gone.token, "127.0.0.1"}
    return f"{found}" if (found := [one for one in secret if one in files]) else ""


def _opened(box: bytes, key: bytes, handle: str) -> str:
    try:
        name = f"hearline/box/1|{name_of(handle)}".encode()
        return AESGCM(key).decrypt(box[:12], box[12:], name).decode()
    except (InvalidTag, ValueError):
        return ""


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _mixed(*parts: str) -> bytes:
    return bytes(functools.reduce(operator.xor, bytes_) for bytes_ in zip(*map(_raw, parts), strict=True))


@contextlib.asynccontextmanager
async def _box_of(house: House, name: str) -> AsyncIterator[tuple[Staff, str, str, str]]:
    """Somebody at work: their browser, handle and key, and how the key lies in Redis."""
    handle, key = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
    async with console(house.url, name, box={"handle": handle, "key": key}) as (staff, _):
        place = keys.box(name_of(handle))
        await until_true(lambda: house.redis.exists(place))
        yield staff, handle, key, str(await house.redis.get(place))


async def _asked(staff: Staff, handle: str) -> str:
    return str((await staff.send("POST", "/api/staff/box", {"handle": handle})).json().get("key", ""))


@attack
async def console_box(house: House) -> str:
    """Who has a console's disk and all of Redis, without the secret, and a sign-in and a box of their own, opens it."""
    async with _box_of(house, "an") as (staff, handle, key, held), _box_of(house, "bram") as (thief, _, own, mine):
        assert await _asked(staff, handle) == key, "to its person"
        iv, about = secrets.token_bytes(12), f"hearline/box/1|{name_of(handle)}".encode()
        box = iv + AESGCM(_raw(key)).encrypt(iv, b"pairs, drafts and forms", about)
        masked, other = held.rpartition(".")[2], mine.rpartition(".")[2]
        guesses = [_raw(masked), _mixed(masked, other, own), _raw(name_of(handle))]
        await house.redis.set(
            place := keys.box(name_of(handle)), f"{mine.rpartition(' ')[0]} {held.rpartition(' ')[2]}"
        )
        guesses += [_raw(given) for given in [await _asked(thief, handle)] if given]
        got = [found for guess in guesses if (found := _opened(box, guess, handle))]
    await house.redis.set(place, held)  # as it was before the sign-in ended
    async with signed_in(house.url, "an") as later:
        got += [await _asked(later, handle)]
    await house.redis.delete(place)
    return "opened it" if any(got) else ""
