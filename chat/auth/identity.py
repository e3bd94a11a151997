"""A signed-in member of staff, as the rest of the application sees them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StaffIdentity:
    """`session` is the digest that names the sign-in; `desks` is empty for all desks.

    `enrol`: this role needs a second factor and has none yet, so only the account itself may be used.
    """

    id: str
    name: str
    role: str
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    capacity: int = 1
    desks: tuple[str, ...] = ()
    session: str = ""
    enrol: bool = False

    def serves(self, desk: str) -> bool:
        return not self.desks or desk in self.desks

    def covers(self, desks: tuple[str, ...]) -> bool:
        """Whether all of `desks` (empty: all there are) are this person's."""
        return not self.desks or (bool(desks) and set(desks) <= set(self.desks))
