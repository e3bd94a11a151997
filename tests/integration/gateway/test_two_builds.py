"""Gateways of two builds behind one address: whatever page a browser has, its parts are found at either."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from chat.commands.release import release
from chat.entry.keyring import KeyRing
from chat.page_files import KEPT_S, OtherBuilds, page_files
from chat.settings import Settings
from storage.store import Store, open_store
from tests.integration.gateway.conftest import SECRET, Opener
from tests.integration.gateway.ends import call

OLD, NEW = "widget/assets/index-old11111.js", "widget/assets/index-new22222.js"
LOADERS = {OLD: "embed-0123456789ab.js", NEW: "embed-ba9876543210.js"}


def build(folder: Path, name: str) -> str:
    """A build with one part and its loader."""
    for path, content in ((name, f"// {name}"), (LOADERS[name], "// loader"), ("widget/index.html", name)):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content)
    return str(folder)


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[Store]:
    it = open_store(settings.database_url)
    yield it
    await it.close()


async def test_either_gateway_has_the_parts_of_both_builds(opened: Opener, settings: Settings, tmp_path: Path) -> None:
    old, new = build(tmp_path / "old", OLD), build(tmp_path / "new", NEW)
    await release(replace(settings, static=old))
    async with opened(static=old) as before:
        assert (await call(before, "GET", f"/static/{NEW}")).status_code == 404
        await release(replace(settings, static=new))
        async with opened(static=new) as after:
            for site in (before, after):
                for name in (OLD, NEW):
                    answer = await call(site, "GET", f"/static/{name}")
                    assert (answer.status_code, answer.text) == (200, f"// {name}")
                    assert answer.headers["content-type"].startswith("text/javascript")
                    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
                    pinned = await call(site, "GET", f"/{LOADERS[name]}")
                    assert (pinned.status_code, pinned.headers["access-control-allow-origin"]) == (200, "*")


async def test_a_build_made_under_an_open_page_takes_nothing_from_it(
    opened: Opener, settings: Settings, tmp_path: Path
) -> None:
    static = build(tmp_path / "dist", OLD)
    await release(replace(settings, static=static))
    async with opened(static=static) as site:
        (tmp_path / "dist" / OLD).unlink()
        build(tmp_path / "dist", NEW)
        for name in (OLD, NEW):
            assert (await call(site, "GET", f"/static/{name}")).status_code == 200, name


@pytest.mark.parametrize(
    "path",
    ["/static/widget/assets/none-1.js", "/static/widget/assets/..", "/static/widget/assets/%2e%2e%2findex.html",
     "/static/none/assets/index-old11111.js", f"/static/widget/assets/{'x' * 5_000}.js", "/embed-.js", "/embed-..js",
     "/static/widget/index.html"],
)  # fmt: skip
async def test_what_no_release_left_is_not_found(opened: Opener, settings: Settings, tmp_path: Path, path: str) -> None:
    static = build(tmp_path / "dist", OLD)
    await release(replace(settings, static=static))
    async with opened(static=static) as site:
        assert (await call(site, "GET", path)).status_code == 404


async def test_who_writes_the_store_puts_no_script_into_a_page(store: Store, tmp_path: Path) -> None:
    ring = KeyRing((SECRET,))
    mine = list(page_files(Path(build(tmp_path, OLD)), ring))
    part = next(one for one in mine if one.name == OLD)
    others = list(page_files(tmp_path, KeyRing(("another secret of 32 characters!",))))
    for lie in (
        replace(part, body=b"evil"),
        replace(part, name=NEW),
        next(one for one in others if one.name == OLD),
        replace(part, seal=""),
        replace(part, seal="nobody.é"),
    ):
        await store.page_files.keep([lie], 1, 0)
        assert await OtherBuilds(store, ring).get(lie.name) is None
    await store.page_files.keep(mine, 1, 0)
    assert await OtherBuilds(store, KeyRing(("s" * 40, SECRET))).get(OLD) == part.body


async def test_files_stay_thirty_days_after_the_last_release_that_had_them(store: Store, tmp_path: Path) -> None:
    ring = KeyRing((SECRET,))
    old, new = (list(page_files(Path(build(tmp_path / one[14:], one)), ring)) for one in (OLD, NEW))
    await store.page_files.keep(old, 1_000, 1_000 - KEPT_S)
    await store.page_files.keep(new, 1_000 + KEPT_S, 1_000)
    assert await store.page_files.get(OLD)
    assert await store.page_files.get(NEW)
    await store.page_files.keep(new, 1_001 + KEPT_S, 1_001)
    assert await store.page_files.get(OLD) is None
    assert await store.page_files.get(LOADERS[OLD]) is None
    assert await store.page_files.get(NEW) is not None


async def test_releases_at_once_wait_for_each_other(ready_store_url: str, tmp_path: Path) -> None:
    ring = KeyRing((SECRET,))
    files = [
        list(page_files(Path(build(tmp_path / str(n), name)), ring)) for n, name in enumerate((OLD, NEW, OLD, NEW))
    ]
    stores = [open_store(ready_store_url) for _ in files]
    for now in (1, 2):  # of a version that nobody had, and once more
        await asyncio.gather(*(one.page_files.keep(of, now, 0) for one, of in zip(stores, files, strict=True)))
    assert [await stores[0].page_files.get(name) is not None for name in (OLD, NEW)] == [True, True]
    for one in stores:
        await one.close()


@pytest.mark.parametrize("name", ["embed-\x00.js", "widget/assets/\udcff.js", "widget/assets/é.js", "x" * 100_000])
async def test_a_name_that_no_build_gives_is_not_asked_for(ready_store_url: str, name: str) -> None:
    store = open_store(ready_store_url)
    assert await OtherBuilds(store, KeyRing((SECRET,))).get(name) is None
    await store.close()
