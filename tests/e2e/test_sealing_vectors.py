"""The sealing vectors in the browser's own WebCrypto: the bytes that Python makes (tests/unit/test_sealing.py)."""

import json
import subprocess
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from demo.stack import Stack
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"


def bundled(folder: Path) -> str:
    """web/shared/crypto/replay.ts and all it needs, as one script that defines `sealing`."""
    target = folder / "replay.js"
    command = [WEB / "node_modules/.bin/rolldown", "shared/crypto/replay.ts", "--format", "iife", "--name", "sealing"]
    subprocess.run([*command, "--file", target], cwd=WEB, check=True, capture_output=True, timeout=PATIENCE_S)
    return target.read_text()


async def test_the_browser_seals_and_opens_what_python_does(
    profile: BrowserContext, stack: Stack, tmp_path: Path
) -> None:
    page = await profile.new_page()
    await page.goto(f"{stack.url}/livez")
    vectors = json.loads((ROOT / "tests/vectors/sealing.json").read_text())
    found = await page.evaluate(f"(vectors) => {{ {bundled(tmp_path)}; return sealing.replay(vectors) }}", vectors)
    assert len(found) == len(vectors["message"]) + len(vectors["grant"])
    assert [one["got"] for one in found] == [one["wanted"] for one in found]
