"""Whether a teen may join: room, pace, proof of work, and the pass that chains the chats of one tab."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from chat.entry.errors import BadTicket, Full, ProofNeeded, SpentProof, TooMany
from chat.entry.pressure import Pressure
from chat.entry.proof import Proofs, Proven
from chat.entry.rates import Capacity
from chat.entry.tickets import ChainPass, Tickets
from chat.entry.tokens import digest, new_id
from chat.redis_time import now_ms, now_s
from routing import keys

FULL_RETRY_S = 15


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
        redis: Any,
        blocks_stand: Callable[[str], Awaitable[bool]] = no_blocks,
    ) -> None:
        """`blocks_stand(desk)`: while somebody is blocked, a tab without a pass pays at least a little work."""
        self._tickets = tickets
        self._proofs = proofs
        self._pressure = pressure
        self._capacity = capacity
        self._redis = redis
        self._blocks_stand = blocks_stand

    async def challenge(self, desk: str, bucket: int, pass_: str = "") -> dict[str, Any]:
        """What the browser has to solve, if anything."""
        known = self._chain(desk, pass_) is not None
        return self._proofs.challenge(desk, await self._cost(desk, bucket, known), now_s())

    async def admit(self, desk: str, proof: str, pass_: str, bucket: int) -> Admitted:
        """Raises Full, TooMany, ProofNeeded, BadProof, SpentProof or ExpiredProof."""
        if not self._capacity.admits_newcomer():
            raise Full(FULL_RETRY_S)
        self._enforce_pace(bucket)
        chain = self._chain(desk, pass_)
        if proof:
            await self._spend(self._proofs.check(proof, desk, now_s()))
        elif await self._cost(desk, bucket, chain is not None):
            raise ProofNeeded
        self._pressure.joined(bucket, time.monotonic())
        chain = chain or new_id()
        return Admitted(chain, self._tickets.seal_pass(ChainPass(desk, chain), now_ms()))

    async def _cost(self, desk: str, bucket: int, known: bool) -> int:
        cost = self._pressure.cost(bucket, time.monotonic(), known=known)
        return cost or int(not known and await self._blocks_stand(desk))

    def _enforce_pace(self, bucket: int) -> None:
        wait = self._pressure.wait_s(bucket, time.monotonic())
        if wait:
            raise TooMany(wait)

    def _chain(self, desk: str, pass_: str) -> str | None:
        try:
            return self._tickets.open_pass(pass_, now_ms(), desk).chain if pass_ else None
        except BadTicket:
            return None

    async def _spend(self, proven: Proven) -> None:
        left = max(1, proven.expires - now_s() + 1)
        if not await self._redis.set(keys.spent_proof(digest(proven.nonce)), "1", nx=True, ex=left):
            raise SpentProof
