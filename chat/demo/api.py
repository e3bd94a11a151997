"""The HTTP side of simulated people: join a desk, sign in, fill a form. Everything else travels on the WebSocket."""

import asyncio
from dataclasses import dataclass
from typing import Any

import altcha.v2 as altcha
import httpx
import msgspec

CSRF = "X-Hearline-CSRF"


class Refused(Exception):
    """The server said no; `code` is its word for it."""

    def __init__(self, response: httpx.Response) -> None:
        body: Any = response.json() if response.content else {}
        self.status, self.code = response.status_code, str(body.get("code", response.status_code))
        self.retry_s = int(body.get("retry_s", 0))
        super().__init__(f"{response.request.method} {response.request.url.path}: {response.status_code} {self.code}")


@dataclass(frozen=True, slots=True)
class Admission:
    """What opens a teen's WebSocket."""

    chat: str
    token: str
    ticket: str


class Api:
    """One browser's cookie jar at `url`. Methods raise Refused, or httpx.HTTPError when nobody answers."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.AsyncClient(base_url=url, timeout=20, headers={"Origin": url})
        self._csrf = ""

    async def close(self) -> None:
        await self._http.aclose()

    async def join(self, desk: str, language: str, **more: Any) -> Admission:
        challenge = (await self._get(f"/api/desks/{desk}/challenge")).get("challenge")
        if challenge:
            more["pow"] = await asyncio.to_thread(solve, challenge)
        body = await self._post(f"/api/desks/{desk}/chats", {"language": language, **more})
        return Admission(body["chat"], body["token"], body["ticket"])

    async def availability(self, desk: str) -> dict[str, Any]:
        return await self._get(f"/api/desks/{desk}")

    async def sign_in(self, name: str, password: str) -> dict[str, Any]:
        """Who one is, as `me`."""
        body = await self._post("/api/staff/login", {"name": name, "password": password})
        self._csrf = body["csrf"]
        return dict(body["me"])

    async def socket_ticket(self) -> str:
        return str((await self._post("/api/staff/socket-ticket", {}))["ticket"])

    async def form(self, desk: str) -> dict[str, Any]:
        return await self._get(f"/api/staff/desks/{desk}/form")

    async def fill_form(self, chat: str, version: Any, answers: dict[str, Any]) -> None:
        await self._post(f"/api/staff/chats/{chat}/form", {"version": version, "answers": answers})

    async def survey(self, desk: str, answers: dict[str, str]) -> None:
        await self._post(f"/api/desks/{desk}/surveys", answers)

    async def _get(self, path: str) -> dict[str, Any]:
        return _read(await self._http.get(path))

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return _read(await self._http.post(path, json=body, headers={CSRF: self._csrf}))


def solve(challenge: dict[str, Any]) -> str:
    """The proof of work that answers `challenge`, as the `pow` field wants it. Takes a second or so."""
    made = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(made)
    if solution is None:
        raise TimeoutError("no solution found in time")
    return str(altcha.Payload(made, solution).to_base64())


def _read(response: httpx.Response) -> dict[str, Any]:
    if not response.is_success:
        raise Refused(response)
    return dict(msgspec.json.decode(response.content)) if response.content else {}
