"""Tickets: nobody else's, no other desk's, not altered by one bit, not too old; and secrets that rotate."""

from typing import Any

import msgspec
import pytest

from chat.entry.errors import BadTicket, ExpiredTicket, OtherDesk
from chat.entry.keyring import KeyRing
from chat.entry.tickets import HOLD_TICKET_S, TEEN_TICKET_S, ChainPass, HoldTicket, TeenTicket, Tickets
from chat.entry.tokens import digest, new_id, new_token
from routing.values import ChatFacts

OLD, NEW = "o" * 40, "n" * 40
NOW = 1_800_000_000_000
TOKEN = new_token()


def claims(**changed: Any) -> TeenTicket:
    base = TeenTicket(
        desk="main",
        holder=digest(TOKEN),
        chain=new_id(),
        facts=ChatFacts(new_id(), "nl", NOW - 5_000, 3, 2, ("lgbtq",), "sexting", "14_15"),
        counsellor="an",
        state="active",
    )
    return msgspec.structs.replace(base, **changed)


def hold() -> HoldTicket:
    return HoldTicket("main", "an", "counsellor", ChatFacts(new_id(), "nl", NOW, 2))


@pytest.fixture
def tickets() -> Tickets:
    return Tickets(KeyRing((NEW,)))


def test_a_ticket_carries_what_was_claimed(tickets: Tickets) -> None:
    given = claims()
    opened = tickets.open_teen(tickets.seal_teen(given, NOW), TOKEN, NOW)
    assert msgspec.structs.replace(opened, issued_ms=0, expires_ms=0) == given
    assert opened.expires_ms == NOW + TEEN_TICKET_S * 1000


def test_every_single_flipped_bit_is_refused(tickets: Tickets) -> None:
    sealed = tickets.seal_teen(claims(), NOW)
    accepted = []
    for place, letter in enumerate(sealed):
        for bit in range(7):
            altered = sealed[:place] + chr(ord(letter) ^ (1 << bit)) + sealed[place + 1 :]
            try:
                tickets.open_teen(altered, TOKEN, NOW)
            except BadTicket:
                continue
            accepted.append((place, bit))
    assert accepted == []


@pytest.mark.parametrize("cut", [0, 1, 10, 60])
def test_a_shortened_or_lengthened_ticket_is_refused(tickets: Tickets, cut: int) -> None:
    sealed = tickets.seal_teen(claims(), NOW)
    for altered in (sealed[: len(sealed) - cut - 1], sealed[cut + 1 :], sealed + "A", sealed + "=", " " + sealed):
        with pytest.raises(BadTicket):
            tickets.open_teen(altered, TOKEN, NOW)


@pytest.mark.parametrize("text", ["", ".", "...", "teen", "teen.x.y.z", "é" * 20, "\x00" * 30, "teen.." + "A" * 3000])
def test_nonsense_is_refused(tickets: Tickets, text: str) -> None:
    with pytest.raises(BadTicket):
        tickets.open_teen(text, TOKEN, NOW)


def test_the_token_of_one_chat_does_not_open_the_ticket_of_another(tickets: Tickets) -> None:
    sealed = tickets.seal_teen(claims(), NOW)
    with pytest.raises(BadTicket):
        tickets.open_teen(sealed, new_token(), NOW)
    with pytest.raises(BadTicket):
        tickets.open_teen(sealed, digest(TOKEN), NOW)


def test_an_expired_ticket_says_so(tickets: Tickets) -> None:
    sealed = tickets.seal_teen(claims(), NOW)
    assert tickets.open_teen(sealed, TOKEN, NOW + TEEN_TICKET_S * 1000 - 1)
    with pytest.raises(ExpiredTicket):
        tickets.open_teen(sealed, TOKEN, NOW + TEEN_TICKET_S * 1000)


def test_a_ticket_for_another_desk_says_so(tickets: Tickets) -> None:
    with pytest.raises(OtherDesk):
        tickets.open_teen(tickets.seal_teen(claims(), NOW), TOKEN, NOW, desk="other")
    with pytest.raises(OtherDesk):
        tickets.open_hold(tickets.seal_hold(hold(), NOW), "an", NOW, "other")
    with pytest.raises(OtherDesk):
        tickets.open_pass(tickets.seal_pass(ChainPass("main", "c"), NOW), NOW, "other")


def test_a_console_ticket_is_of_no_use_to_another_counsellor(tickets: Tickets) -> None:
    sealed = tickets.seal_hold(hold(), NOW)
    assert tickets.open_hold(sealed, "an", NOW, "main").facts.fence == 2
    with pytest.raises(BadTicket):
        tickets.open_hold(sealed, "bram", NOW, "main")
    with pytest.raises(ExpiredTicket):
        tickets.open_hold(sealed, "an", NOW + HOLD_TICKET_S * 1000, "main")


def test_kinds_do_not_stand_in_for_each_other(tickets: Tickets) -> None:
    teen, console = tickets.seal_teen(claims(), NOW), tickets.seal_hold(hold(), NOW)
    with pytest.raises(BadTicket):
        tickets.open_hold(teen, "an", NOW, "main")
    with pytest.raises(BadTicket):
        tickets.open_teen(console, TOKEN, NOW)
    with pytest.raises(BadTicket):
        tickets.open_teen("teen" + console.removeprefix("hold"), TOKEN, NOW)


def test_secrets_rotate_and_old_tickets_live_on(tickets: Tickets) -> None:
    before = Tickets(KeyRing((OLD,))).seal_teen(claims(), NOW)
    rotated = Tickets(KeyRing((NEW, OLD)))
    assert rotated.open_teen(before, TOKEN, NOW)
    assert tickets.open_teen(rotated.seal_teen(claims(), NOW), TOKEN, NOW)
    with pytest.raises(BadTicket):
        tickets.open_teen(before, TOKEN, NOW)


def test_no_ring_without_a_secret() -> None:
    for secrets in ((), ("",), (NEW, "")):
        with pytest.raises(ValueError, match="secret"):
            KeyRing(secrets)


def test_tokens_are_long_and_only_their_digest_is_telling() -> None:
    made = {new_token() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(token) == 43 for token in made)
    assert TOKEN not in digest(TOKEN)
