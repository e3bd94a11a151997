"""The records over HTTP, through the whole application: form, receipt, desk, reports; who may, and what is refused."""

import asyncio
import contextlib
import threading
import time
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NoReturn

import httpx
import pytest
from redis.asyncio import Redis
from sqlalchemy import select

from chat.app import create_app
from chat.auth.passwords import Passwords
from chat.cli import main
from chat.entry.keyring import chat_of
from chat.entry.tokens import digest, new_token
from chat.gateway.process.context import GatewayContext
from chat.gateway.sessions.ticket_claims import first_ticket
from chat.http.staff import hours, reports
from chat.jobs.surveys import SurveyKeeper
from chat.redis_time import now_ms
from chat.settings import Settings
from demo.store_data import PASSWORD, demo_data
from routing.keys import desk_key
from routing.surveys import WaitingSurveys
from routing.values import StaffProfile
from storage import open_store
from storage.database import Database
from storage.errors import StoreDown
from storage.records.calendar import day_in, name_of, quarter_of
from storage.tables.records import TallyRow

SECRET = "k3JvQ9zL0wXy7TtRbn5mPqA2cUeZs8Hd"

GOOD = {"outcome": "counselling", "category": "grooming", "risk": "low", "escalation": "none"}


@dataclass
class Person:
    """A signed-in browser."""

    client: httpx.AsyncClient
    headers: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path)

    async def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return await self.client.request(method, path, json=body, headers=self.headers)


class Place:
    """The running application, and people at it."""

    def __init__(self, app: Any, settings: Settings, context: GatewayContext) -> None:
        self._transport = httpx.ASGITransport(app=app)
        self._origin = settings.own_origin
        self.context = context
        self._open: list[httpx.AsyncClient] = []

    def stranger(self) -> Person:
        client = httpx.AsyncClient(transport=self._transport, base_url=self._origin)
        self._open.append(client)
        return Person(client, {"origin": self._origin})

    async def person(self, name: str) -> Person:
        who = self.stranger()
        answer = await who.send("POST", "/api/staff/login", {"name": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        who.headers["x-hearline-csrf"] = answer.json()["csrf"]
        return who

    async def close(self) -> None:
        for client in self._open:
            await client.aclose()


@pytest.fixture
async def place(valkey_url: str, redis: Redis, ready_sqlite_url: str) -> AsyncIterator[Place]:
    store = open_store(ready_sqlite_url)
    hashed = await Passwords().hash(PASSWORD)
    await demo_data(store, lambda _: hashed)
    await store.close()
    settings = Settings(
        demo=True, redis_url=valkey_url, database_url=ready_sqlite_url, secret="k3JvQ9zL0wXy7TtRbn5mPqA2cUeZs8Hd"
    )
    app, house = create_app(settings)
    async with contextlib.AsyncExitStack() as stack:
        context = await stack.enter_async_context(house.open())
        it = Place(app, settings, context)
        stack.push_async_callback(it.close)
        yield it


async def begun(place: Place) -> dict[str, str]:
    """A chat that `an` has accepted: what its teen holds."""
    desk = place.context.desks.get("main")
    assert desk is not None
    await desk.set_hours("open", 0, 0)
    asked = {"language": "nl", "topic": "cyberbullying", "age_band": "14_15"}
    held = await joined(place, **asked)
    view = await desk.sign_on("r1", StaffProfile("an", "An", "counsellor", ("nl",)), "gw")
    await desk.set_status("r2", view.staff, "available")
    (offer,) = (await desk.staff("an")).chats  # type: ignore[union-attr]
    await desk.accept("r3", "an", offer.chat, offer.fence)
    return held


async def joined(place: Place, **asked: str) -> dict[str, str]:
    """What a teen's page holds once its wish is granted: a chat in the queue, the token that opens it, its ticket."""
    desk, token, auth = place.context.desks["main"], new_token(), place.context.auth
    chat = chat_of(auth.ring, "main", token)
    view = await desk.join("", chat, gateway="gw", **asked)
    ticket = auth.tickets.seal_teen(first_ticket("main", digest(token), "", view), now_ms())
    return {"chat": chat, "token": token, "ticket": ticket}


async def test_the_form_travels_with_its_chat(place: Place) -> None:
    held, an, bram = await begun(place), await place.person("an"), await place.person("bram")
    form = (await an.get("/api/staff/desks/main/form")).json()
    path = f"/api/staff/chats/{held['chat']}/form"
    body = {"desk": "main", "version": form["version"], "answers": GOOD}
    assert (await bram.send("POST", path, body)).json() == {"code": "not_holder"}
    assert (await an.send("POST", path, body)).status_code == 204
    for change, code, where in (
        ({"version": 7}, "unknown_form", "version"),
        ({"answers": {**GOOD, "category": "ufo"}}, "bad_input", "category"),
        ({"answers": {}}, "bad_input", "outcome"),
    ):
        refused = await an.send("POST", path, {**body, **change})
        assert refused.status_code == 422
        assert (refused.json()["code"], refused.json()["field"]) == (code, where)


async def test_while_sql_is_down_a_chat_ends_with_its_form_receipt_and_survey(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, an, teen = await begun(place), await place.person("an"), place.stranger()
    await an.get("/api/staff/me")
    await teen.get("/api/desks/main")

    def down(_: Database) -> NoReturn:
        raise StoreDown

    with monkeypatch.context() as patch:
        patch.setattr(Database, "reading", down)
        patch.setattr(Database, "writing", down)
        form = (await an.get("/api/staff/desks/main/form")).json()
        body = {"desk": "main", "version": form["version"], "answers": GOOD}
        assert (await an.send("POST", f"/api/staff/chats/{held['chat']}/form", body)).status_code == 204
        proof = {"token": held["token"], "ticket": held["ticket"]}
        assert (await teen.send("POST", "/api/chats/receipt", proof)).json()["row"]["topic"] == "cyberbullying"
        wrong = await an.send("POST", f"/api/staff/chats/{held['chat']}/form", {**body, "answers": {}})
        assert (wrong.status_code, wrong.json()["field"]) == (422, "outcome")
        taps = {"helped": "yes", "feel": -1, "language": "nl", "id": "drawn-for-these-answers"}
        for _ in range(2):
            assert (await teen.send("POST", "/api/desks/main/surveys", taps)).json() == {"ok": True}
    for refused in (
        {"feel": -5},
        {"feel": 5},
        {"feel": "2"},
        {"feel": 0.5},
        {"id": "short"},
        {"id": "no spaces and no more"},
        {"helped": "very"},
        {"chat": held["chat"]},
    ):
        assert (await teen.send("POST", "/api/desks/main/surveys", {**taps, **refused})).status_code == 422
    assert (await teen.send("POST", "/api/desks/main/surveys", {"language": "nl"})).status_code == 200
    waiting = WaitingSurveys(place.context.redis, "main")
    keeper = SurveyKeeper("main", waiting, place.context.store, together=1)
    assert (await keeper.turn(0.0), await waiting.count()) == (1, 0)
    async with place.context.store.database.reading() as connection:
        said = await connection.execute(
            select(TallyRow.measure, TallyRow.code).where(TallyRow.measure.like("survey.%"))
        )
    assert set(map(tuple, said)) == {("survey.helped", "yes"), ("survey.feel", "down_1")}


async def test_a_new_version_of_the_form_leaves_the_old_one(place: Place) -> None:
    admin, an = await place.person("admin"), await place.person("an")
    form = (await an.get("/api/staff/desks/main/form")).json()
    fields = [
        {"name": one["name"], "type": one["type"], "label": one["label"], "options": one["options"]}
        for one in form["fields"][:2]
    ]
    new = {"version": 2, "title": form["title"], "fields": fields}
    assert (await an.send("POST", "/api/staff/desks/main/form", new)).status_code == 403
    broken = await admin.send("POST", "/api/staff/desks/main/form", {**new, "version": 5})
    assert (broken.status_code, broken.json()["field"]) == (422, "version")
    assert (await admin.send("POST", "/api/staff/desks/main/form", new)).status_code == 201
    assert (await an.get("/api/staff/desks/main/form")).json()["version"] == 2
    assert len((await an.get("/api/staff/desks/main/form/1")).json()["fields"]) > 2
    assert (await an.get("/api/staff/desks/main/form/3")).json()["code"] == "unknown_form"


async def test_the_receipt_opens_only_for_its_teen(place: Place) -> None:
    held, stranger = await begun(place), place.stranger()
    answer = await stranger.send("POST", "/api/chats/receipt", {"token": held["token"], "ticket": held["ticket"]})
    assert answer.status_code == 200
    row = answer.json()["row"]
    assert (row["language"], row["age_band"], row["topic"]) == ("nl", "14_15", "cyberbullying")
    assert "category" in answer.json()["later"]
    assert held["chat"] not in answer.text
    other = await stranger.send("POST", "/api/chats/receipt", {"token": "x" * 43, "ticket": held["ticket"]})
    assert other.status_code in {401, 403}


async def test_replies_cards_and_hours(place: Place) -> None:
    an, sofie = await place.person("an"), await place.person("sofie")
    before = (await an.get("/api/staff/replies?desk=main")).json()["replies"]
    reply = {"desk": "main", "language": "nl", "title": "Nieuw", "text": "Dag"}
    assert (await an.send("POST", "/api/staff/replies", reply)).status_code == 403
    made = (await sofie.send("POST", "/api/staff/replies", reply)).json()
    changed = await sofie.send("PUT", f"/api/staff/replies/{made['id']}", {**reply, "title": "Nieuwer"})
    assert changed.status_code == 204
    titles = [one["title"] for one in (await an.get("/api/staff/replies?desk=main")).json()["replies"]]
    assert len(titles) == len(before) + 1
    assert "Nieuwer" in titles
    assert (await sofie.send("DELETE", f"/api/staff/replies/{made['id']}?desk=main")).status_code == 204
    assert (await sofie.send("DELETE", f"/api/staff/replies/{made['id']}?desk=main")).status_code == 404
    cards = (await an.get("/api/staff/resources?desk=main")).json()["resources"]
    card = {**cards[0], "url": "javascript:alert(1)"}
    del card["id"]
    assert (await sofie.send("PUT", f"/api/staff/resources/{cards[0]['id']}", card)).json()["field"] == "url"
    week = {"definition": {"zone": "Europe/Brussels", "week": {"mon": [["22:00", "02:00"]]}}}
    preview = await an.send("POST", "/api/staff/hours/main/preview", {**week, "first": "2026-11-23"})
    assert preview.json()["days"][:2] == [
        {"date": "2026-11-23", "open": [["22:00", "24:00"]]}, {"date": "2026-11-24", "open": [["00:00", "02:00"]]},
    ]  # fmt: skip
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        other = {"definition": {**week["definition"], "zone": zone}}
        days = (await an.send("POST", "/api/staff/hours/main/preview", other)).json()["days"]
        assert days[0]["date"] == day_in(zone, time.time()).isoformat(), "the desk's today"
    bad = await sofie.send("PUT", "/api/staff/hours/main", {"definition": {"zone": "Mars", "week": {}}})
    assert (bad.status_code, bad.json()["field"]) == (422, "zone")
    assert (await sofie.send("PUT", "/api/staff/hours/main", week)).status_code == 204
    assert (await an.get("/api/staff/hours/main")).json()["definition"] == week["definition"]


async def test_hours_that_somebody_else_has_set_meanwhile_are_not_replaced(place: Place) -> None:
    """A holiday that one has added stays, though another has loaded the page before and saves a later evening."""
    sofie, path = await place.person("sofie"), "/api/staff/hours/main"
    await place.context.store.hours.put("main", {"zone": "Europe/Brussels", "week": {}}, "Sofie", 1)
    loaded = (await sofie.get(path)).json()
    holiday = {"zone": "Europe/Brussels", "week": {}, "exceptions": [{"date": "12-25", "open": []}]}
    evening = {"zone": "Europe/Brussels", "week": {"mon": [["14:00", "23:00"]]}}
    assert (await sofie.send("PUT", path, {"definition": holiday, "at": loaded["at"]})).status_code == 204
    refused = await sofie.send("PUT", path, {"definition": evening, "at": loaded["at"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "hours_changed")
    stands = (await sofie.get(path)).json()
    assert stands["definition"] == holiday
    again = await sofie.send("PUT", path, {"definition": holiday, "at": loaded["at"]})
    assert again.status_code == 204, "the same once more, where the answer was lost"
    at = (await sofie.get(path)).json()["at"]
    assert (await sofie.send("PUT", path, {"definition": evening, "at": at})).status_code == 204


async def test_hours_of_one_second_are_told_apart(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does a clock that is behind, as another gateway's, make newer hours look like those that were loaded."""
    monkeypatch.setattr(hours, "now_s", lambda: 1_000)
    sofie, path = await place.person("sofie"), "/api/staff/hours/main"
    first, second = ({"zone": "Europe/Brussels", "week": {"mon": [[at, "23:00"]]}} for at in ("14:00", "15:00"))
    assert (await sofie.send("PUT", path, {"definition": first})).status_code == 204
    loaded = (await sofie.get(path)).json()["at"]
    assert (await sofie.send("PUT", path, {"definition": second, "at": loaded})).status_code == 204
    third = {"zone": "Europe/Brussels", "week": {}}
    assert (await sofie.send("PUT", path, {"definition": third, "at": loaded})).status_code == 409


async def test_settings_go_with_those_that_somebody_else_sets_just_then(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the two alone goes with what stood before; together nobody would be asked before they are ended."""
    admin, audit, minute = await place.person("admin"), place.context.auth.audit, 60_000
    act = audit.act

    @contextlib.asynccontextmanager
    async def after_another(*about: Any, **detail: Any) -> AsyncIterator[dict[str, object]]:
        await place.context.store.settings.put("main", {"quiet_end_ms": 11 * minute})
        async with act(*about, **detail) as told:
            yield told

    monkeypatch.setattr(audit, "act", after_another)
    refused = await admin.send("PUT", "/api/staff/settings/main", {"quiet_ask_ms": 12 * minute})
    assert (refused.status_code, refused.json()["field"]) == (422, "quiet_end_ms")
    assert "quiet_ask_ms" not in await place.context.store.settings.desk("main")


async def test_reports_are_for_supervisors_and_every_look_is_written_down(place: Place) -> None:
    an, sofie, admin = await place.person("an"), await place.person("sofie"), await place.person("admin")
    path = "/api/staff/reports/service?desk=main&from=2026-01-01&to=2026-03-31&by=month"
    assert (await an.get(path)).status_code == 403
    assert (await place.stranger().get(path)).status_code == 401
    report = (await sofie.get(path)).json()
    assert [line[0] for line in report["rows"]] == ["2026-01", "2026-02", "2026-03"]
    table = await sofie.get(f"{path}&format=csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.lstrip("\ufeff").splitlines()[0].startswith("period,closed_visits")
    here = await sofie.get(f"{path}&format=csv&locale=nl")
    assert here.content.startswith(b"\xef\xbb\xbfperiod;closed_visits")
    book = await sofie.get(f"{path}&format=xlsx")
    assert (book.content[:2], book.headers["content-disposition"][-6:]) == (b"PK", '.xlsx"')
    assert (await sofie.get(f"{path}&format=csv&locale=xx")).json()["field"] == "locale"
    refused = await sofie.get(path.replace("2026-03-31", "2025-01-01"))
    assert (refused.status_code, refused.json()["field"]) == (422, "to")
    kinds = [one["kind"] for one in (await admin.get("/api/staff/audit")).json()["entries"]]
    assert kinds.count("report_internal") == 4


async def test_a_report_without_dates_is_of_the_desks_month(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    sofie = await place.person("sofie")
    moment = int(datetime(2026, 11, 30, 12, tzinfo=UTC).timestamp())
    monkeypatch.setattr(reports, "now_s", lambda: moment)
    for zone, day in (("Pacific/Kiritimati", "2026-12-01"), ("Europe/Brussels", "2026-11-30")):
        week = {"definition": {"zone": zone, "week": {"mon": [["00:00", "24:00"]]}, "exceptions": []}}
        assert (await sofie.send("PUT", "/api/staff/hours/main", week)).status_code == 204
        found = (await sofie.get("/api/staff/reports/service?desk=main")).json()
        assert (found["from"], found["to"]) == (f"{day[:8]}01", day)


async def test_page_http_and_command_line_give_the_same_bytes(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    sofie = await place.person("sofie")
    monkeypatch.setenv("DATABASE_URL", place.context.settings.database_url)
    monkeypatch.setenv("HEARLINE_DEMO", "1")
    span, days = (
        "from=2026-01-01&to=2026-03-31&by=month",
        ["--from", "2026-01-01", "--to", "2026-03-31", "--by", "month"],
    )
    for asked, given in (("csv&locale=nl", ["csv", "--locale", "nl"]), ("csv", ["csv"]), ("xlsx", ["xlsx"])):
        over_http = await sofie.get(f"/api/staff/reports/service?desk=main&{span}&format={asked}")
        assert await asyncio.to_thread(main, ["report", "service", *days, "--format", *given]) == 0
        assert capsysbinary.readouterr().out == over_http.content


@pytest.mark.parametrize("what", ["reports/service?desk=main&", "publications?desk=main&from=2026-Q1&to=2026-Q1&"])
async def test_a_table_is_written_beside_the_event_loop(
    place: Place, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """A long one takes seconds, in which no word of any chat would be passed on."""
    sofie, made, by = await place.person("sofie"), reports.written, list[threading.Thread]()

    def seen(*given: Any) -> bytes:
        by.append(threading.current_thread())
        return made(*given)

    monkeypatch.setattr(reports, "written", seen)
    assert (await sofie.get(f"/api/staff/{what}format=xlsx")).content.startswith(b"PK")
    assert by
    assert threading.main_thread() not in by


async def test_publications_are_whole_quarters(place: Place) -> None:
    sofie = await place.person("sofie")
    found = (await sofie.get("/api/staff/publications?desk=main&from=2026-Q1&to=2026-Q2")).json()["quarters"]
    assert [one["quarter"] for one in found] == ["2026-Q1", "2026-Q2"]
    table = await sofie.get("/api/staff/publications?desk=main&from=2026-Q1&to=2026-Q1&format=csv")
    assert table.text.lstrip("\ufeff").startswith("desk,quarter,group")
    page = await sofie.get("/api/staff/publications?desk=main&from=2026-Q1&to=2026-Q1&format=html&language=fr")
    assert '<html lang="fr">' in page.text
    style = page.text.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page.headers["content-security-policy"]
    for asked, where in (("from=2026-01-01", "from"), ("from=2099-Q1&to=2099-Q1", "quarter"), ("format=pdf", "format")):
        refused = await sofie.get(f"/api/staff/publications?desk=main&{asked}")
        assert (refused.status_code, refused.json()["field"]) == (422, where)


async def test_no_clock_that_is_ahead_publishes_a_quarter_that_is_not_over(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Redis's may be after a failover: it would stay as it was on that day, for good."""
    sofie, today = await place.person("sofie"), datetime.now(UTC).date()
    monkeypatch.setattr(reports, "now_s", lambda: int(time.time()) + 400 * 86_400)
    running = name_of("quarter", quarter_of(today))
    refused = await sofie.get(f"/api/staff/publications?desk=main&from={running}&to={running}")
    assert (refused.status_code, refused.json()["field"]) == (422, "quarter")
    newest = (await sofie.get("/api/staff/publications?desk=main")).json()["quarters"]
    assert [one["to"] < today.isoformat() for one in newest] == [True]


async def test_no_quarter_is_published_without_chats_that_wait_to_be_stored(place: Place) -> None:
    sofie, ended = await place.person("sofie"), desk_key("main", "ended")
    asked = "/api/staff/publications?desk=main&from=2025-Q3&to=2025-Q3"
    await place.context.redis.delete(ended)
    await place.context.redis.xadd(ended, {"kind": "chat"}, id="1750000000000-1")
    refused = await sofie.get(asked)
    assert (refused.status_code, "worker" in refused.text) == (422, True)
    await place.context.redis.delete(ended)
    assert (await sofie.get(asked)).status_code == 200


async def test_settings_are_checked_and_take_effect(place: Place) -> None:
    sofie, admin = await place.person("sofie"), await place.person("admin")
    path, desk = "/api/staff/settings/main", place.context.desks.get("main")
    assert desk is not None
    assert (await sofie.get(path)).json()["defaults"]["offer_ms"] == 30_000
    assert (await sofie.send("PUT", path, {"offer_ms": 20_000})).status_code == 403
    good = {"offer_ms": 20_000, "languages": ["nl", "fr"], "keep_sessions_days": 365, "name": {"nl": "Hulp"}}
    assert (await admin.send("PUT", path, good)).status_code == 204
    assert (desk.settings.offer_ms, desk.settings.languages) == (20_000, ("nl", "fr"))
    there = (await sofie.get(path)).json()["set"]
    assert {name: there[name] for name in good} == good
    for wrong in (
        {"offer_ms": "soon"}, {"offer_ms": True}, {"languages": []}, {"topics": ["shoes"]}, {"shoe": 1},
        {"forum": "javascript:alert(1)"}, {"forum": "https://a.example\n"}, {"ageing_ms": [1, 2]},
        {"keep_audit_days": 1}, {"name": {"nl": ""}}, {"exit_url": "https://xn--a.be"},
        {"hotline": {"nl": "https://a.be", "fr": "https://sam:word@a.be"}}, {"hotline": {"nl": "https://["}},
    ):  # fmt: skip
        refused = await admin.send("PUT", path, wrong)
        assert refused.status_code == 422
        assert refused.json()["field"].startswith(next(iter(wrong)))
    assert (await sofie.get(path)).json()["set"] == there
    better = {"offer_ms": None, "hotline": {"nl": "https://Meld.BE:443/x"}}
    assert (await admin.send("PUT", path, better)).status_code == 204
    assert desk.settings.offer_ms == 30_000
    assert (await sofie.get(path)).json()["set"]["hotline"] == {"nl": "https://meld.be/x"}


async def test_metrics_say_what_waits_to_be_stored(place: Place) -> None:
    await place.context.redis.xadd("{desk:main}:ended", {"kind": "chat"})
    text = (await place.stranger().get("/metrics")).text
    assert 'hearline_unstored_chats{desk="main"} 1.0' in text
    assert 'hearline_set_aside{desk="main"} 0.0' in text


async def test_settings_that_do_not_go_with_what_is_set_already_are_refused_whole(place: Place) -> None:
    admin, path = await place.person("admin"), "/api/staff/settings/main"
    before = {"quiet_ask_ms": 600_000, "quiet_end_ms": 700_000}
    assert (await admin.send("PUT", path, before)).status_code == 204
    refused = await admin.send("PUT", path, {"offer_ms": 45_000, "quiet_ask_ms": 700_000})
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (422, "bad_value", "quiet_end_ms")
    assert "quiet_ask_ms" in refused.json()["why"]
    found = (await admin.get(path)).json()["set"]
    assert {"offer_ms", *before} & set(found) == set(before)
    assert {name: found[name] for name in before} == before


async def test_questions_of_the_desks_own_are_asked_taken_and_reported(place: Place) -> None:
    admin, teen = await place.person("admin"), place.stranger()
    asked = [
        {
            "code": "place",
            "words": {"nl": "Waar?"},
            "answers": [{"code": one, "words": {"nl": one}} for one in ("home", "school")],
        }
    ]
    assert (await admin.send("PUT", "/api/staff/settings/main", {"after": asked})).status_code == 204
    told = (await teen.get("/api/desks/main")).json()["after"]
    assert told == asked
    body = {"helped": "yes", "own": {"place": "school", "other": "home"}, "language": "nl"}
    assert (await teen.send("POST", "/api/desks/main/surveys", body)).json() == {"ok": True}
    wrong = await teen.send("POST", "/api/desks/main/surveys", {"own": {"place": "At school"}})
    assert (wrong.status_code, wrong.json()["field"][:3]) == (422, "own")
    context = place.context
    keeper = SurveyKeeper("main", WaitingSurveys(context.redis, "main"), context.store, together=1)
    assert await keeper.turn(0.0) == 1
    day = datetime.now(UTC).date()
    span = f"from={day - timedelta(days=4)}&to={day + timedelta(days=4)}"
    found = (await admin.get(f"/api/staff/reports/survey?desk=main&{span}")).json()
    assert [row[1:4] for row in found["rows"]] == [["helped", "yes", 1], ["own.place", "school", 1]]
