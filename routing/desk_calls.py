"""How a desk runs its scripts: request ids, time, settings sent again after a loss, refusals raised."""

import hashlib
import json
import secrets
import time
from dataclasses import replace
from typing import Any

from routing import keys
from routing.errors import named
from routing.library import Commands, Library, desk_library
from routing.resp import text
from routing.values import DeskSettings

Arg = str | int
# A moment in ms, in tests and simulated days; None: by the clock of Redis.
Now = int | None
# By then a deployment is over, and no process of another release runs any more.
PRUNE_AFTER_S = 3600.0
# Mode, since and by of a service that nobody has set by hand.
NEVER_SET = ("", "", "")


def joined(values: tuple[str, ...] | list[str]) -> str:
    """A list as the scripts keep it: sorted, without repeats, split by commas."""
    return ",".join(sorted(set(values)))


def settings_fields(settings: DeskSettings) -> list[Arg]:
    """The settings as the fields of their hash."""
    first, second, third = settings.ageing_ms
    fields: dict[str, Arg] = {name: getattr(settings, name) for name in DeskSettings.__slots__}
    fields |= {"languages": ",".join(settings.languages), "skills": ",".join(settings.skills)}
    del fields["ageing_ms"]
    fields |= {"ageing:1": first, "ageing:2": second, "ageing:3": third}
    fields["version"] = hashlib.sha256(repr(fields).encode()).hexdigest()[:16]
    return [item for pair in fields.items() for item in pair]


class DeskCalls:
    """One desk on one Redis. Safe to share between tasks; holds no truth of its own but the settings it was given,
    the hours it last told and the service set by hand as it last saw it, for a Redis that forgets them."""

    def __init__(
        self, redis: Commands, name: str, settings: DeskSettings | None = None, scripts: Library | None = None
    ) -> None:
        self.redis = redis
        self.name = name
        self.settings = settings or DeskSettings()
        self.told: DeskSettings | None = None
        self._tag = keys.tag(name)
        self._prune_at = time.monotonic() + PRUNE_AFTER_S
        self._by_hand: tuple[str, ...] = NEVER_SET
        self._hours: tuple[Arg, ...] = ()
        self._scripts = scripts or desk_library()

    async def configure(self, settings: DeskSettings) -> None:
        """Make these the desk's settings, here and in Redis; chats keep the place they have. Where Redis could not be
        told, they are not what it was `told`: whoever follows the store sees that, and tells them again."""
        self.settings = replace(settings)
        await self._send_settings()

    async def _send_settings(self) -> None:
        given = self.settings
        await self.redis.execute_command("HSET", keys.desk_key(self.name, "settings"), *settings_fields(given))
        self.told = given

    async def _run(self, name: str, args: tuple[Arg, ...]) -> Any:
        """Run a script; when Redis has lost the settings, send all it must know and run it once more: a newcomer who
        is the first to come must not find the desk closed."""
        answer = await self._scripts.run(self.redis, name, self._tag, args)
        if answer not in (b"!unconfigured", "!unconfigured"):
            return answer
        await self._send_settings()
        if self._hours:
            clock, *hours = self._hours
            told = ("", clock, secrets.token_urlsafe(9), *hours, 0, *self._by_hand)
            await self._scripts.run(self.redis, "set_hours", self._tag, told)
        return await self._scripts.run(self.redis, name, self._tag, args)

    async def _do(self, name: str, actor: str, rid: str, now: Now, *args: Arg, seal: Arg | None = None) -> str:
        """Run a transition and give its answer; the same request id with the same `args` gets the same answer with no
        second effect. `seal` comes after them, and is made anew each time."""
        request = keys.request_id(name, actor, rid, repr(args))
        given = args if seal is None else (*args, seal)
        clock: Arg = "" if now is None else now
        answer = text(await self._run(name, (request, clock, secrets.token_urlsafe(9), *given)))
        if answer.startswith("!"):
            raise named(answer)
        return answer

    async def _read(self, name: str, now: Now, *args: Arg) -> Any:
        """Run a reading script and decode the JSON it gives."""
        answer = text(await self._run(name, ("" if now is None else now, *args)))
        if answer.startswith("!"):
            raise named(answer)
        return json.loads(answer)
