"""Every attacker gets nothing of a whole house; where one defence is off, who that defence was against is found: the
first of them every day."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demo.ports import free_port
from demo.stack import ROOT, Stack
from demo.tether import Tether
from tests.security.attacks.__main__ import ATTACKS, CALM, tried

# Put into the gateway's own process before it starts: what is off, and who is to be found then.
OFF = {
    "Stamps.stamp_of = lambda self, chat, stored, log='main': stored[-24:-2]": "entry_put_in",
    "Stamps.is_place = lambda self, *where: True": "places_of_their_own",
    "HolderSeals.open = lambda self, sealed, *where: read(sealed)": "key_put_in",
    "KeyRing.mac = lambda self, purpose, text, key_id=None: 'A' * 43": "ticket_of_their_own",
    "BoxKeys.mask, BoxKeys.unmask = (lambda self, bound, key: '.' + key), (lambda self, bound, kept: kept[1:])": (
        "console_box"
    ),
    "ReturnCodes.chat_of = lambda self, record, *what: (record.split() + ['', ''])[1]": "code_made",
    "Deliveries._hides = lambda self, stored: False": "past_without_a_yes",
    "teen._is_coming = teen._is_stay = lambda *about: True": "there_all_the_time",
}
SABOTAGE = """
import msgspec
from chat.entry.box_keys import BoxKeys
from chat.entry.holders import Holder, HolderSeals
from chat.entry.keyring import KeyRing
from chat.entry.return_codes import ReturnCodes
from chat.entry.stamps import Stamps
from chat.entry.tokens import unb64u
from chat.gateway.connections import teen
from chat.gateway.sessions.deliveries import Deliveries
def read(sealed):
    return msgspec.msgpack.decode(unb64u(sealed.split(".")[1]), type=Holder) if sealed else None
"""


@pytest.fixture(scope="module")
def house(
    tether: Tether, tmp_path_factory: pytest.TempPathFactory, prepared: Callable[[Path], Path]
) -> Iterator[Stack]:
    it = Stack(tether, prepared(tmp_path_factory.mktemp("attacks")), free_port(), CALM)
    it.start_all()
    yield it
    it.stop()


@pytest.mark.parametrize("name", ATTACKS)
async def test_an_attacker_gets_nothing(house: Stack, name: str) -> None:
    assert await tried(house, [name]) == []


def test_there_are_enough_of_them_and_each_says_who_lies() -> None:
    assert len(ATTACKS) >= 30
    assert all(len(one.__doc__ or "") > 30 for one in ATTACKS.values())


@pytest.mark.parametrize(
    "off", [pytest.param(off, marks=pytest.mark.endurance if turn else []) for turn, off in enumerate(OFF)]
)
async def test_without_its_defence_an_attack_is_found(
    tether: Tether, tmp_path: Path, prepared: Callable[[Path], Path], off: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "off").mkdir()
    (tmp_path / "off" / "sitecustomize.py").write_text(f"{SABOTAGE}\n{off}\n")
    weak = {**CALM, "PYTHONPATH": f"{tmp_path}/off:{ROOT}"}
    it = Stack(tether, prepared(tmp_path), free_port(), weak)
    it.start_all()
    assert await tried(it, [OFF[off]]) == [OFF[off]]
    assert "could not be tried" not in capsys.readouterr().out
    it.stop()
