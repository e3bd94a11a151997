"""A sign-in that ends takes its sockets with it at once, on every gateway, consoles and dashboards alike."""

import contextlib
import time
from collections.abc import AsyncIterator, Iterator

import pytest

from demo.ports import free_port
from demo.stack import Stack
from tests.security.wire import PASSWORD, Staff, Wire, signed_in, wire

AT_ONCE_S = 5.0  # the slow way, asking the store, takes up to a minute


@pytest.fixture(scope="module")
def elsewhere(stack: Stack) -> Iterator[str]:
    """A second gateway of the same house."""
    port = free_port()
    part = stack.start("web", name="web-elsewhere", port=port)
    stack.wait(port)
    yield f"http://127.0.0.1:{port}"
    stack.tether.stop(part.child)
    del stack.parts[part.name]


@contextlib.asynccontextmanager
async def socket_of(staff: Staff, url: str, watch: bool) -> AsyncIterator[Wire]:
    async with wire(url, "/ws/staff") as socket:
        await socket.send(await staff.hello(watch=watch))
        await socket.until("staff_state")
        yield socket


@pytest.mark.parametrize("watch", [False, True], ids=["console", "dashboard"])
@pytest.mark.parametrize("how", ["logout", "logout-everywhere"])
async def test_signing_out_closes_sockets_on_other_gateways(
    stack: Stack, elsewhere: str, how: str, watch: bool
) -> None:
    async with signed_in(stack.url, "sofie") as staff, socket_of(staff, elsewhere, watch) as socket:
        began = time.monotonic()
        await staff.send("POST", f"/api/staff/{how}", {})
        assert await socket.closed(AT_ONCE_S) == 4105
        assert time.monotonic() - began < AT_ONCE_S


async def test_another_sign_in_of_the_same_person_goes_on(stack: Stack, elsewhere: str) -> None:
    async with signed_in(stack.url, "sofie") as stays, socket_of(stays, elsewhere, watch=True) as socket:
        async with signed_in(stack.url, "sofie") as goes, socket_of(goes, elsewhere, watch=True) as other:
            await goes.send("POST", "/api/staff/logout", {})
            assert await other.closed(AT_ONCE_S) == 4105
        assert (await socket.until("board"))["t"] == "board"


@pytest.mark.parametrize("watch", [False, True], ids=["console", "dashboard"])
async def test_a_ticket_does_not_outlive_its_sign_in(stack: Stack, elsewhere: str, watch: bool) -> None:
    """Asked for before, shown after: the socket does not open."""
    async with signed_in(stack.url, "sofie") as staff, wire(elsewhere, "/ws/staff") as socket:
        first = await staff.hello(watch=watch)
        await staff.send("POST", "/api/staff/logout", {})
        await socket.send(first)
        assert await socket.closed() in (4101, 4105)
        assert not [frame for frame in socket.seen if frame["t"] == "staff_state"]


@pytest.mark.parametrize(("name", "code"), [("sofie", 4109), ("an", 4105)])
async def test_a_page_goes_on_with_its_own_person_alone(stack: Stack, elsewhere: str, name: str, code: int) -> None:
    """Whoever signs in on a page ends the former sign-in there; only the same person may go on."""
    async with signed_in(stack.url, "sofie") as staff, socket_of(staff, elsewhere, watch=False) as socket:
        answer = await staff.send("POST", "/api/staff/login", {"name": name, "password": PASSWORD})
        staff.csrf = answer.json()["csrf"]
        assert 0 < answer.json()["ends_s"] < answer.json()["latest_s"]
        assert await socket.closed(AT_ONCE_S) == code


async def test_an_admins_sign_out_leaves_the_way_back(stack: Stack, elsewhere: str) -> None:
    async with signed_in(stack.url, "an") as staff, socket_of(staff, elsewhere, watch=False) as socket:
        mine = (await staff.send("GET", "/api/staff/me")).json()["me"]["id"]
        async with signed_in(stack.url, "admin") as admin:
            await admin.send("POST", f"/api/staff/accounts/{mine}/sign-out", {})
        assert await socket.closed(AT_ONCE_S) == 4109
        assert (await staff.send("GET", "/api/staff/me")).status_code == 401
