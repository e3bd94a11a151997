"""The page of all benches: targets, spread, floors, what is not known and why, and a picture that is whole."""

import xml.etree.ElementTree as ET

import pytest

from bench.__main__ import ALL, last_line
from bench.picture import bars
from bench.relay import Cost, Turns, compare
from bench.report import FLOORS, TARGETS, Run, figures, page, pictures
from bench.waiting.__main__ import NOISE_KIB, share
from bench.waiting.measure import Figures

RESULT = {
    "us_per_join": 900, "floor_us_per_join": 500, "vs_socketio_join": 1.2, "vs_socketio_kib": None,
    "unknown": {"vs_socketio_kib": "too few sockets"}, "spread": {"us_per_join": [850.0, 900.0, 990.0]},
    "bars": {"us a join": {"hearline": [850.0, 900.0, 990.0], "<echo>": [480.0, 500.0, 505.0]}},
}  # fmt: skip


def test_a_target_is_kept_missed_or_not_measured() -> None:
    told = page({}, [Run("waiting", "", [RESULT]), Run("recovery", "", [{"lost": 1, "repeated": 0}])])
    assert "| waiting | `vs_socketio_join` | 1.5 | 1.2 | kept |" in told
    assert "| waiting | `vs_socketio_kib` | 1 | – | not measured |" in told
    assert "| recovery | `lost` | 0 | 1 | **missed** |" in told


def test_absolute_figures_stand_beside_the_floor_of_their_run_and_what_is_unknown_says_why() -> None:
    told = page({"machine": "two processors"}, [Run("waiting", "What it costs.", [RESULT], load=(1.0, 2.5))])
    assert "| `us_per_join` | 850 | 900 | 990 | 500 |" in told
    assert "`vs_socketio_kib`: too few sockets." in told
    assert "Load of the machine: 1.0 before, 2.5 after." in told
    assert "- machine: two processors" in told


def test_several_runs_give_the_spread_of_what_has_no_rounds() -> None:
    found = figures(Run("records", "", [{"report_ms_max": ms, "good": True} for ms in (30, 10, 20)]))
    assert found == {"report_ms_max": [10, 20, 30]}


def test_a_bench_that_ends_without_figures_is_told() -> None:
    assert "**Gave no figures: it ended with 1.**" in page({}, [Run("relay", "", failed="it ended with 1")])


def test_a_picture_is_well_formed_and_in_proportion() -> None:
    (name, drawn), *others = pictures(Run("waiting", "", [RESULT])).items()
    assert (name, others) == ("waiting-us-a-join.svg", [])
    widths = [float(one.attrib["width"]) for one in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}rect")]
    assert widths[0] / widths[1] == pytest.approx(900 / 500, abs=0.01)
    assert ET.fromstring(bars("nothing", {"a": [0.0, 0.0, 0.0]})) is not None


@pytest.mark.parametrize(
    ("text", "found"),
    [('told\n{"a": 1}\n', {"a": 1}), ('{"a":\n 2}', {"a": 2}), ('{"a": 1}\n{"b": 2}\n', {"b": 2}), ("", None),
     ("{no", None), ("[1]", None)],
)  # fmt: skip
def test_the_last_line_is_what_a_bench_found(text: str, found: object) -> None:
    assert last_line(text) == found


def test_memory_is_compared_only_where_it_grew_by_more_than_it_moves() -> None:
    ours = Figures(kib=20.0, grown_kib=2 * NOISE_KIB)
    assert share(ours, Figures(kib=25.0, grown_kib=2 * NOISE_KIB)) == (0.8, "")
    for grown in (-300, 0, NOISE_KIB - 1):
        found, why = share(ours, Figures(kib=0.1, grown_kib=grown))
        assert found is None
        assert str(grown) in why


def test_a_peer_that_cannot_keep_up_is_not_compared() -> None:
    def at(rate: int, us: float, delivered: int) -> Turns:
        return Turns(rate, [Cost(us, (us,), [0.001] * delivered, delivered, 100)])

    busy = {"hearline": at(3_000, 120, 100), "channels": at(3_000, 1_500, 5), "echo": at(3_000, 40, 100)}
    light = {"hearline": at(1_000, 150, 100), "channels": at(1_000, 1_600, 7), "echo": at(1_000, 50, 100)}
    found = compare(busy, light)
    assert (found["vs_channels"], found["vs_bare_echo"]) == (None, 3.0)
    assert list(found["unknown"]) == ["vs_channels"]
    assert list(found["bars"]["us of processor time for a message"]) == ["hearline", "echo"]
    assert compare(busy, light | {"channels": at(1_000, 1_500, 99)})["vs_channels"] == 0.1


def test_every_target_is_of_a_bench_there_is() -> None:
    assert set(TARGETS) <= set(ALL)
    assert not FLOORS.keys() & set(FLOORS.values())
