"""Whether a teen may join: capacity, pace, proof of work, and the pass that chains the chats of one tab."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from chat.entry.errors import BadProof, BadTicket, Full, TooMany
from chat.entry.pressure import Pressure
from chat.entry.proof import Proofs
from chat.entry.rates import Capacity
from chat.entry.tickets import ChainPass, Tickets
from chat.entry.tokens import new_id
from chat.redis_time import now_ms, now_s

FULL_RETRY_S = 15
_TRIES = 3
Ask = Callable[[dict[str, Any]], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Admitted:
    """`chain` goes into the chat and its ticket; `pass_` back to the browser."""

    chain: str
    pass_: str


async def no_blocks(desk: str) -> bool:
    """For desks without blocks."""
    return False


class Admission:
    """Admits newcomers. Keeps nothing about anybody but numbers in memory that fade."""

    def __init__(
        self,
        tickets: Tickets,
        proofs: Proofs,
        pressure: Pressure,
        capacity: Capacity,
        blocks_stand: Callable[[str], Awaitable[bool]] = no_blocks,
    ) -> None:
        """`blocks_stand(desk)`: while somebody is blocked, a tab without a pass pays at least a little work."""
        self._tickets = tickets
        self._proofs = proofs
        self._pressure = pressure
        self._capacity = capacity
        self._blocks_stand = blocks_stand

    async def admit(self, desk: str, pass_: str, bucket: int, ask: Ask) -> Admitted:
        """`ask(challenge)` has the newcomer do work and gives the answer. A wish counts before its work is done: many
        that are made at once cost each other more. Raises Full, TooMany, BadProof, ExpiredProof."""
        if not self._capacity.admits_newcomer():
            raise Full(FULL_RETRY_S)
        wait = self._pressure.wait_s(bucket, time.monotonic())
        if wait:
            raise TooMany(wait)
        chain = self._chain(desk, pass_)
        cost = await self._cost(desk, bucket, known=chain is not None)
        self._pressure.joined(bucket, time.monotonic())
        if cost:
            await self._at_work(desk, cost, ask)
        return self.admitted(desk, chain or new_id())

    def admitted(self, desk: str, chain: str) -> Admitted:
        """Whose chats this chain ties together."""
        return Admitted(chain, self._tickets.seal_pass(ChainPass(desk, chain), now_ms()))

    async def _at_work(self, desk: str, cost: int, ask: Ask) -> None:
        if not self._capacity.begin_work():
            raise Full(FULL_RETRY_S)
        try:
            await self._work(desk, cost, ask)
        finally:
            self._capacity.end_work()

    async def _work(self, desk: str, cost: int, ask: Ask) -> None:
        """The answer must be to this very challenge, which nobody else was given."""
        for tries_left in reversed(range(_TRIES)):
            challenge = self._proofs.challenge(desk, cost, now_s())
            answer = await ask(challenge)
            try:
                if self._proofs.check(answer, desk, now_s()).nonce == self._proofs.nonce_of(challenge):
                    return
            except BadProof:
                if not tries_left:
                    raise
        raise BadProof

    async def _cost(self, desk: str, bucket: int, *, known: bool) -> int:
        cost = self._pressure.cost(bucket, time.monotonic(), known=known)
        return cost or int(not known and await self._blocks_stand(desk))

    def _chain(self, desk: str, pass_: str) -> str | None:
        try:
            return self._tickets.open_pass(pass_, now_ms(), desk).chain if pass_ else None
        except BadTicket:
            return None
