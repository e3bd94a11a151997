"""What `/metrics` tells: all that alarms and the dashboard ask for, of now, and of nobody."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from chat.gateway.sessions.views import new_offers
from chat.http.health import ThisProcess
from chat.jobs import gauges
from routing.errors import PipeDown
from routing.values import ChatView, StaffView
from tests.integration.gateway.ends import Site, call, eventually

ROOT = Path(__file__).parents[3]


def _named_in(ops: Path) -> set[str]:
    """Every figure that an alarm or the dashboard asks for."""
    text = "".join((ops / name).read_text() for name in ("prometheus/hearline.yml", "grafana/hearline.json"))
    return set(re.findall(r"\b((?:hearline|process)_[a-z_]+)\b", text))


async def test_every_figure_that_an_alarm_or_the_dashboard_asks_for_is_told(site: Site) -> None:
    text = (await call(site, "GET", "/metrics")).text
    kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE))
    more = {
        f"{name}_{end}" for name, kind in kinds.items() if kind == "histogram" for end in ("bucket", "sum", "count")
    }
    assert _named_in(ROOT / "ops") - kinds.keys() - more == set()
    assert len(_named_in(ROOT / "ops")) > 25
    told = {name for name, kind in kinds.items() if name.startswith("hearline_") and kind != "histogram"}
    assert told - _named_in(ROOT / "ops") == set(), "nothing is told that nobody asks for"


def test_a_unit_that_hides_the_machine_hides_no_memory_and_no_files(tmp_path: Path) -> None:
    """As `ProcSubset=pid` of ops/systemd: of /proc only processes are there."""
    (tmp_path / "self").symlink_to("/proc/self")
    told = {figure.name for figure in ThisProcess(proc=str(tmp_path), registry=None).collect()}
    assert {"process_resident_memory_bytes", "process_open_fds", "process_max_fds"} <= told


@pytest.mark.parametrize("path", ["/%6Detrics", "/metric%73", "/%6d%65%74rics"])
async def test_no_other_way_of_writing_the_address_passes_a_proxy_that_denies_it(site: Site, path: str) -> None:
    """haproxy compares addresses as they are written, and served figures to whoever wrote them so."""
    assert (await call(site, "GET", path)).status_code == 404


async def test_the_desks_figures_are_those_of_now_and_name_nobody(site: Site) -> None:
    _, held = await site.join()
    text = (await call(site, "GET", "/metrics")).text
    for line in (
        'hearline_waiting{desk="main"} 1.0', 'hearline_unserved{desk="main"} 1.0', 'hearline_on_duty{desk="main"} 0.0',
        'hearline_longest_wait_minutes{desk="main"} 1.0', 'hearline_service{desk="main",state="open"} 1.0',
        'hearline_today{desk="main",figure="joined"} 1.0', 'hearline_part_up{part="store"} 1.0',
    ):  # fmt: skip
        assert line in text, line
    assert held["chat"] not in text
    assert "nl" not in re.findall(r'="(\w+)"', text)
    assert 'hearline_processes{kind="web",' in text
    assert 'hearline_heartbeat_age_seconds{kind="worker"} 3600.0' in text


async def test_a_figure_that_cannot_be_read_is_gone(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 'hearline_waiting{desk="main"}' in (await call(site, "GET", "/metrics")).text

    async def away(*_given: object, **_named: object) -> None:
        raise PipeDown

    async def gone() -> bool:
        text = (await call(site, "GET", "/metrics")).text
        assert "hearline_connections" in text
        return 'hearline_waiting{desk="main"}' not in text

    monkeypatch.setattr(type(site.context.desks["main"]), "board", away)
    await eventually(gone)
    text = (await call(site, "GET", "/metrics")).text
    assert 'hearline_processes{kind="web",' in text, "who is on another server of the cluster"
    monkeypatch.setattr(gauges, "processes", away)

    async def none() -> bool:
        return "hearline_redis_memory_share NaN" in (await call(site, "GET", "/metrics")).text

    await eventually(none)


async def test_of_several_primaries_the_fullest_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody joins a desk whose server is full, however much room the others of the cluster have."""

    class Primary:
        def __init__(self, used: int, *, up: bool = True) -> None:
            self.used, self.up = used, up

        async def call(self, *_line: object) -> str:
            return f"used_memory:{self.used}\r\nmaxmemory:100\r\n"

    primaries = [Primary(20), Primary(90), Primary(95, up=False)]
    monkeypatch.setattr(type(site.context.pipe), "each", lambda _pipe: primaries)
    assert "hearline_redis_memory_share 0.9\n" in (await call(site, "GET", "/metrics")).text


async def test_a_word_of_nobodys_is_measured(site: Site) -> None:
    async def measured() -> bool:
        text = (await call(site, "GET", "/metrics")).text
        return float(re.search(r"^hearline_delivery_seconds_count (\S+)", text, re.MULTILINE)[1]) > 0  # type: ignore[index]

    await eventually(measured)


def test_offers_are_counted_once_each() -> None:
    def view(*chats: ChatView) -> StaffView:
        return StaffView("an", "An", "counsellor", "available", 2, chats=chats)

    offered = ChatView(chat="c1", language="nl", state="offered", fence=3)
    assert new_offers(None, None) == []
    assert new_offers(None, view(offered)) == [offered]
    assert new_offers(view(offered), view(offered)) == []
    again = replace(offered, fence=5)
    assert new_offers(view(offered), view(again, replace(offered, chat="c2", state="active"))) == [again]
