"""A signed-in member of staff, as the rest of the application sees them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StaffIdentity:
    """`session` is the digest that names the sign-in; `desks` is empty for all desks.

    `enrol`: only the account itself may be used, until its owner has chosen a password (`password_given`: they signed
    in with one that somebody else chose) or set up the second factor that their role needs.
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
    password_given: bool = False

    def serves(self, desk: str) -> bool:
        return not self.desks or desk in self.desks

    def covers(self, desks: tuple[str, ...]) -> bool:
        """Whether all of `desks` (empty: all there are) are this person's."""
        return not self.desks or (bool(desks) and set(desks) <= set(self.desks))
