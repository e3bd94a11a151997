"""Roles and names out of claims, in the shapes in which providers send them."""

from typing import Any

import pytest

from chat.auth.oidc_claims import claim, shown_name, values
from chat.auth.oidc_roles import given_roles, highest

ROLES = {"admin", "lead"}


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"groups": ["other", "lead"]}, "groups"),
        ({"groups": "lead"}, "groups"),
        ({"groups": "other, lead"}, "groups"),
        ({"groups": "other;lead"}, "groups"),
        ({"custom:groups": "[other, lead]"}, "custom:groups"),
        ({"groups": '["other","lead"]'}, "groups"),
        ({"scope": "openid lead"}, "scope"),
        ({"realm_access": {"roles": ["lead"]}}, "realm_access.roles"),
        ({"resource_access": {"help.line": {"roles": ["lead"]}}}, "resource_access.help.line.roles"),
        ({"https://house.example/roles": ["lead"]}, "https://house.example/roles"),
        ({"urn:zitadel:iam:org:project:roles": {"lead": {"1": "house"}}}, "urn:zitadel:iam:org:project:roles"),
        ({"groups": [{"value": "lead", "display": "The leads"}]}, "groups"),
        ({"groups": [["lead"]]}, "groups"),
        ({"groups": {"lead": True, "admin": False}}, "groups"),
    ],
)
def test_a_role_is_found(claims: dict[str, Any], name: str) -> None:
    assert ROLES & set(values(claim(claims, name), name)) == {"lead"}


@pytest.mark.parametrize(
    "held", [None, True, "", [], {}, {"lead": None}, "no lead", ["no lead"], [True], [None], [{"lead": "x"}], 7.5]
)
def test_and_where_there_is_none_none(held: Any) -> None:
    assert not ROLES & set(values(held, "groups"))


def test_names_of_a_directory_stay_whole_between_semicolons() -> None:
    lead = "cn=lead,ou=groups"
    assert {lead, "cn=other,ou=groups"} <= set(values(f"cn=other,ou=groups;{lead}", "groups"))


def test_one_number_is_a_value() -> None:
    assert values(7, "level") == ["7"]


def test_an_endless_list_ends() -> None:
    held: list[Any] = ["lead"]
    for _ in range(1_000):
        held = [held]
    assert values(held, "groups") == []


@pytest.mark.parametrize(
    ("claims", "shown"),
    [
        ({"name": "Sofie", "email": "s@house.example"}, "Sofie"),
        ({"name": " ", "given_name": "So"}, "So"),
        ({"name": {"first": "So"}, "preferred_username": "sofie"}, "sofie"),
        ({"email": "s@house.example"}, ""),
        ({"name": "x" * 50}, "x" * 30),
        ({"name": "So\u202e\0\n", "nickname": "x"}, "So"),
    ],
)
def test_the_name_that_is_shown(claims: dict[str, Any], shown: str) -> None:
    assert shown_name(claims) == shown


def test_a_way_that_ends_in_one_object_goes_on_in_another() -> None:
    """A name with a point may stand beside a name that is its beginning."""
    claims = {"a": {"x": 1}, "a.b": {"roles": ["lead"]}}
    assert claim(claims, "a.b.roles") == ["lead"]
    assert claim({"roles": {"x": 1}, "other": {"roles": ["lead"]}}, "roles.y") is None


@pytest.mark.parametrize(("deep", "found"), [(4, ["lead"]), (5, [])])
def test_lists_in_lists_are_read_four_deep(deep: int, found: list[str]) -> None:
    held: list[Any] = ["lead"]
    for _ in range(deep):
        held = [held]
    assert values(held, "groups") == found


@pytest.mark.parametrize("field", ["value", "name", "id", "key", "displayName", "display"])
def test_what_names_an_object_of_a_list(field: str) -> None:
    assert values([{field: "lead", "other": "x"}], "groups") == ["lead"]


@pytest.mark.parametrize("name", ["scope", "scp", "roles", "role", "realm.roles"])
def test_a_text_that_is_a_list_by_its_name_is_split_at_spaces(name: str) -> None:
    assert values("a lead", name) == ["a lead", "a", "lead"]
    assert values("a lead", "groups") == values("a lead") == ["a lead"]


@pytest.mark.parametrize("field", ["name", "given_name", "nickname", "preferred_username"])
def test_where_a_name_is_looked_for(field: str) -> None:
    assert shown_name({field: "Sofie", "email": "x", "sub": "y"}) == "Sofie"


AT_DESKS = given_roles(
    ("a=counsellor@north", "b=counsellor@south+north", "c=counsellor", "lead=admin@south", "all=admin")
)


@pytest.mark.parametrize(
    ("held", "role", "desks"),
    [
        ("", "", ()),
        ("a", "counsellor", ("north",)),
        ("a b", "counsellor", ("north", "south")),
        ("a b c", "counsellor", ()),
        ("a lead c", "admin", ("south",)),
        ("a lead all", "admin", ()),
    ],
)
def test_of_several_entries_those_of_the_highest_role_count(held: str, role: str, desks: tuple[str, ...]) -> None:
    assert highest([AT_DESKS[value] for value in held.split()]) == (role, desks)


def test_a_group_that_is_named_twice() -> None:
    """At the desks of both; the last counts where they are of two roles, as ever."""
    assert given_roles(("a=counsellor@north", "a=counsellor@south"))["a"].desks == ("north", "south")
    assert given_roles(("a=admin@north", "a=counsellor@south"))["a"] == ("counsellor", ("south",))
    assert given_roles(("a=counsellor@north", "a=counsellor"))["a"].desks == ()
