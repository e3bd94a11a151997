"""A sign-in has ended: its sockets close, on whatever gateway they are."""

from chat.services import Services


async def sign_out(services: Services, staff: str, session: str = "") -> None:
    """`session` empty: all of this person's. Dashboards on other gateways notice within a minute."""
    services.hub.sign_out(staff, session)
    for desk in services.desks.values():
        view = await desk.staff(staff)
        if view is not None and view.gateway not in ("", services.gateway):
            await services.bus.publish(view.gateway, f"o {staff} {session or '-'}")
