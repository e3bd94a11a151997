"""Two builds behind one address: each release leaves its files in the store, and a gateway serves what it lacks from
there. Whoever may write the store can still put no script into a page: every file carries the house's seal.
"""

import asyncio
import hashlib
import re
import time
from collections.abc import Iterator
from pathlib import Path

from chat.entry.keyring import KeyRing
from chat.entry.tokens import b64u
from chat.settings import Settings
from storage.page_files import PageFile
from storage.store import Store

PAGES = ("widget", "facts", "console", "dashboard", "preview", "demo")
KEPT_S = 30 * 24 * 3600
ANSWER_S = 5.0
# Whoever wishes for names that nobody has keeps no more of the store busy.
AT_ONCE = 2
_NAME = re.compile(r"[A-Za-z0-9_./-]{1,200}")


def built(static: str) -> bool:
    """Whether the front end is there for this user: each page, and the loader."""
    root = Path(static)
    try:
        return all((root / name).is_file() for name in (*(f"{page}/index.html" for page in PAGES[:-1]), "embed.js"))
    except OSError:
        return False


def page_files(root: Path, ring: KeyRing) -> Iterator[PageFile]:
    """What pages and hosts name by its content: `widget/assets/NAME`, `embed-HASH.js`."""
    built = [*(one for page in PAGES for one in sorted((root / page / "assets").glob("*"))), *root.glob("embed-*")]
    for path in (one for one in built if one.suffix != ".br"):
        name, body = path.relative_to(root).as_posix(), path.read_bytes()
        yield PageFile(name, body, seal_of(ring, name, body))


async def keep_build(store: Store, settings: Settings) -> None:
    """This build's files, sealed with the newest secret. Raises StoreError."""
    now = int(time.time())
    files = page_files(Path(settings.static), KeyRing(settings.secrets))
    await store.page_files.keep(files, now, now - KEPT_S)


async def seal_builds_anew(store: Store, ring: KeyRing) -> None:
    """Files of every build, for which open pages and hosts ask, with the newest secret. Raises StoreError."""
    for name in await store.page_files.names():
        file = await store.page_files.get(name)
        if file is not None and _is_ours(ring, file):
            await store.page_files.seal_anew(file, seal_of(ring, name, file.body))


class OtherBuilds:
    """The files of builds that this gateway does not have."""

    def __init__(self, store: Store, ring: KeyRing) -> None:
        self._store, self._ring = store, ring
        self._few = asyncio.Semaphore(AT_ONCE)

    async def get(self, name: str) -> bytes | None:
        """None for what no release left, or the house did not seal. Raises StoreError, TimeoutError."""
        if not _NAME.fullmatch(name):
            return None
        async with asyncio.timeout(ANSWER_S), self._few:
            found = await self._store.page_files.get(name)
        return found.body if found is not None and _is_ours(self._ring, found) else None


def seal_of(ring: KeyRing, name: str, body: bytes) -> str:
    """Of a file of ours."""
    return f"{ring.current}.{ring.mac('page-file', _sealed(name, body))}"


def _is_ours(ring: KeyRing, file: PageFile) -> bool:
    key_id, _, mac = file.seal.partition(".")
    return ring.is_mac(mac, "page-file", _sealed(file.name, file.body), key_id)


def _sealed(name: str, body: bytes) -> str:
    return f"{name}|{b64u(hashlib.sha256(body).digest())}"
