"""What people leave over HTTP once a chat is over, a form and a survey, and whether SQL has it in the end."""

import asyncio
import random
import secrets
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import httpx

from chat.auth.sessions import Sessions, Started
from chat.client.http_calls import Refused
from chat.entry.keyring import KeyRing
from storage import open_store
from storage.values import Account
from tests.faults.house import ORIGIN, House
from tests.http_client import http_client
from tests.patience import PATIENCE_S

CATEGORIES = ("grooming", "sexting", "pornography", "sexual_harassment", "love_relationships_sexuality")
TAPS = ("yes", "some", "no")
T = TypeVar("T")


async def nobody(_account: Account) -> bool:
    """In the demo no second factor is asked for."""
    return False


class Papers:
    """Counsellors are signed in for real, so that a gateway must find out who sends a form."""

    def __init__(self, house: House, dice: random.Random) -> None:
        self._house, self._dice = house, dice
        self.signed: list[Started] = []
        self.forms: Counter[str] = Counter()
        self.surveys: Counter[str] = Counter()

    async def sign_in(self, count: int) -> None:
        """An account and a sign-in for each counsellor."""
        store = open_store(self._house.database)
        sessions = Sessions(store.sign_ins, KeyRing((self._house.stack.secret,)), needs_factor=nobody)
        for number in range(count):
            account = Account(f"c{number}", f"c{number}", f"C{number}", "counsellor", "", ("nl",))
            await store.accounts.add(account)
            self.signed.append(await sessions.start(account, "password", int(time.time())))
        await store.close()

    def session(self, number: int) -> str:
        return self.signed[number].who.session if self.signed else ""

    async def form(self, number: int, chat: str) -> None:
        """By a counsellor in wrap-up, pressed again until it is stored."""
        category, mine = self._dice.choice(CATEGORIES), self.signed[number]
        answers = {"outcome": "counselling", "category": category, "risk": "low", "escalation": "none"}
        headers = {"cookie": f"hearline={mine.cookie}", "x-hearline-csrf": mine.csrf}
        body = {"desk": "main", "version": 1, "answers": answers}
        await persist(lambda: self._post(f"/api/staff/chats/{chat}/form", body, headers))
        self.forms[category] += 1

    async def survey(self) -> None:
        """By a teen whose browser repeats it, since an answer may be lost."""
        body = {"helped": self._dice.choice(TAPS), "language": "nl", "id": secrets.token_urlsafe(16)}
        for _ in range(2):
            await persist(lambda: self._post("/api/desks/main/surveys", body, {}))
        self.surveys[body["helped"]] += 1

    async def problems(self, until: float) -> list[str]:
        """Once all should be stored: what is missing, or there too often."""
        while (found := await self._differences()) and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        return found

    async def _differences(self) -> list[str]:
        forms = Counter(dict(await self._house.asked("SELECT category, count(*) FROM session GROUP BY category")))
        taps = "SELECT answers ->> 'helped' AS tap, count(*) FROM survey GROUP BY tap"
        surveys = Counter(dict(await self._house.asked(taps)))
        pairs = (("forms", self.forms, forms), ("surveys", self.surveys, surveys))
        return [f"{what} were {dict(sent)} and are {dict(kept)}" for what, sent, kept in pairs if sent != kept]

    async def _post(self, path: str, body: Mapping[str, object], headers: Mapping[str, str]) -> None:
        async with http_client(self._house.url, timeout=PATIENCE_S, trust_env=False) as client:
            answer = await client.post(path, json=body, headers={"origin": ORIGIN, **headers})
        if not answer.is_success:
            raise Refused(answer.status_code, answer.text)


async def persist(ask: Callable[[], Awaitable[T]], within_s: float = PATIENCE_S) -> T:
    """As a page does: a gateway that cannot be reached, or says that it cannot just now, is asked again."""
    async with asyncio.timeout(within_s):
        while True:
            try:
                return await ask()
            except httpx.HTTPError:
                pass
            except Refused as refused:
                if refused.status != 503:
                    raise
            await asyncio.sleep(0.2)
