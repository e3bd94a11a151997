"""Which tests a change can have touched."""

import pytest

from tests.changed import asked, choose, conftests, fixtures


@pytest.mark.parametrize(
    ("file", "chosen", "left_out"),
    [
        ("routing/estimate.py", "tests/unit/test_estimate.py", "tests/unit/test_client_core.py"),
        ("chat/client/link.py", "tests/unit/test_client_core.py", "tests/unit/test_estimate.py"),
        ("tests/faults/proxy.py", "tests/integration/storage/test_outages.py", "tests/unit/test_estimate.py"),
        ("tests/security/conftest.py", "tests/security/test_sign_in.py", "tests/security/test_flood.py"),
        ("routing/lua/accept.lua", "tests/integration/routing", "tests/unit/test_sealing.py"),
        ("web/console/link.ts", "tests/e2e/test_console.py", "tests/e2e/test_widget_chat.py"),
        ("web/widget/main.tsx", "tests/e2e/test_widget_chat.py", "tests/e2e/test_dashboard.py"),
        ("web/shared/client/link.ts", "tests/e2e/test_dashboard.py", "tests/unit/test_hours.py"),
        ("locales/nl.json", "tests/contract", "tests/unit/test_hours.py"),
        ("docs/routing.md", "tests/contract", "tests/e2e/test_console.py"),
    ],
)
def test_by_imports_fixtures_and_kind(file: str, chosen: str, left_out: str) -> None:
    choice = choose([file])
    assert not choice.everything
    assert chosen in choice.tests
    assert left_out not in choice.tests


def test_a_change_of_the_product_is_seen_through_a_whole_chat() -> None:
    for file in ("chat/gateway/endpoint.py", "storage/values.py", "routing/lua/join.lua", "demo/stack.py"):
        assert "tests/e2e/test_whole_chat.py" in choose([file]).tests, file


def test_what_else_is_run() -> None:
    assert choose(["routing/desk.py"]).redis
    assert not choose(["storage/values.py"]).redis
    assert choose(["web/vitest.config.ts"]).web == ("vitest.config.ts",)
    assert choose(["locales/nl.json"]).web == ("*",)
    assert choose(["pyproject.toml"]).everything == "pyproject.toml"
    assert choose([]).said() == "nothing"


def test_a_file_that_is_gone_breaks_nothing() -> None:
    assert choose(["chat/was_here.py", "web/was/here.ts", "tests/unit/test_was_here.py"]).web == ()


def test_fixtures_are_found_by_the_names_of_arguments() -> None:
    text = "@pytest.fixture\ndef stack(): ...\n@pytest_asyncio.fixture(scope='module')\nasync def teen(stack): ...\n"
    assert fixtures(text) == {"stack", "teen"}
    assert asked("async def test_it(teen, url): ...") == {"teen", "url"}
    assert conftests("tests.e2e.test_console") == {"tests.conftest", "tests.e2e.conftest"}
