"""A thief of what lies somewhere: Redis, the store and its log, what was printed."""

from pathlib import Path

from tests.security.attacks.scene import House, attack, talking
from tests.security.wire import join, new_id

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
    files = _files(house)
    assert "SQLite" in files
    assert '"event"' in files
    secret = {text, NAME, held.token, held.ticket, chat, gone.chat, gone.token, "127.0.0.1"}
    return f"{found}" if (found := [one for one in secret if one in files]) else ""
