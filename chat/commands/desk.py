"""Which desk a command is about: one of the house's; where there are several, it must be said."""

from chat.settings import BadSettings, load

HELP = "one of HEARLINE_DESKS; need not be said where there is one"


def desk_of(given: str) -> str:
    """Raises BadSettings for a desk that is none, or that was not said."""
    desks = load().desks
    if given and given not in desks:
        raise BadSettings(f"There is no desk {given[:32]!r} here: HEARLINE_DESKS has {', '.join(desks)}.")
    if not given and len(desks) > 1:
        raise BadSettings(f"Which desk? Say --desk with one of {', '.join(desks)}.")
    return given or desks[0]
