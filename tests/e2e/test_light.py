"""Light: after a first look nothing more is asked of the house's files, and a whole chat goes on without them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from demo.ports import free_port
from demo.stack import ROOT, Stack
from demo.tether import Tether
from tests.e2e.helpline import on_duty
from tests.e2e.people import Teen, words
from tests.e2e.staff_pages import young

pytestmark = pytest.mark.asyncio(loop_scope="session")


# What the page fetches on its first screen, once it has nothing better to do: on a busy machine that takes its time.
AHEAD = ["before", "course", "talk", "ended", "full", "closed", "stop", "emoji", "cover", "proof"]
HERE = """(files) => files.every((file) => performance.getEntriesByType("resource").some(
  (one) => one.name.endsWith(file) && one.responseEnd > 0))"""
MANIFEST = ROOT / "web" / "dist" / "widget" / ".vite" / "manifest.json"


def files_ahead(language: str) -> list[str]:
    """Of these parts with whatever they import in turn, and of the rest of the words."""
    made = json.loads(MANIFEST.read_text())
    left = [name for name, one in made.items() if one.get("name") in AHEAD or f"/{language}-rest-" in one["file"]]
    found: set[str] = set()
    while left:
        one = made[left.pop()]
        left += [name for name in one.get("imports", ()) if made[name]["file"] not in found]
        found |= {one["file"], *one.get("css", ())}
    return sorted(found)


@pytest.fixture(scope="module")
def asks_for_work(
    tether: Tether, tmp_path_factory: pytest.TempPathFactory, prepared: Callable[[Path], Path]
) -> Iterator[Stack]:
    """A house that is not calm for long: after a few, who joins does some work first."""
    it = Stack(tether, prepared(tmp_path_factory.mktemp("busy")), free_port(), {"HEARLINE_CALM_JOINS": "1"})
    it.start_all()
    yield it
    it.stop()


@pytest.mark.parametrize("language", ["nl", "fr"])
async def test_from_start_to_survey_without_a_file_of_the_house(
    language: str, teen: Teen, asks_for_work: Stack
) -> None:
    missed: list[str] = []

    async def gone(route: Route) -> None:
        missed.append(route.request.url)
        await route.abort()

    teen.language, teen.url = language, asks_for_work.url
    for _ in range(3):
        async with young(asks_for_work.url) as one:
            await one.join()
    async with on_duty(asks_for_work.url, "bram") as bram:
        await teen.open()
        await expect(teen.part("nickname")).to_be_visible()
        await teen.page.wait_for_function(HERE, arg=files_ahead(language))
        await teen.page.route("**/static/**", gone)
        await teen.start()
        chat = await bram.accept()
        await teen.say("hallo")
        await bram.reads("hallo")
        bram.client.say(chat, "ik luister")
        await teen.reads("ik luister")
        await bram.client.finish(chat)
        await teen.part("helped-yes").check(force=True)
        await teen.part("survey").click()
        await expect(teen.page.get_by_text(words(language, "widget.survey.thanks"))).to_be_visible()
        await teen.part("again").click()
        await expect(teen.part("start")).to_be_visible()
    # the worker's own file alone, for work that was asked: without it the page does it
    assert {"/worker-" in url for url in missed} == {True}


async def test_the_first_look_asks_for_nothing_one_after_the_other(teen: Teen) -> None:
    """What the page needs stands in the page: no file is asked for by another file, nor the desk by a script."""
    asked: list[tuple[str, str]] = []
    devtools = await teen.page.context.new_cdp_session(teen.page)
    await devtools.send("Network.enable")
    devtools.on(
        "Network.requestWillBeSent",
        lambda event: asked.append((event["request"]["url"], event["initiator"]["type"])),
    )
    await teen.open()
    first = [(url, by) for url, by in asked if "/first-" in url or "/index-" in url]
    assert {by for _, by in first} == {"parser"}, first
    assert len(first) == 3
    assert not [url for url, _ in asked if url.endswith("/api/desks/main")]
