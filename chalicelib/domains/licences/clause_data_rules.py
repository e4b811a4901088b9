"""Templates of letters: clauses as data for the table and back. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chalicelib.domains.licences.model import Audience, Channel, Clause, Grant, Part, Right, Territory


def clauses_to_data(clauses: Sequence[Clause]) -> list[dict[str, Any]]:
    """As JSON holds it: lists are sorted, days are yyyy-mm-dd."""
    return [
        {
            "id": clause.id,
            "text": clause.text,
            "grant": _grant_to_data(clause.grant) if clause.grant else None,
            "may_refuse": clause.may_refuse,
            "may_narrow": sorted(clause.may_narrow),
            "refused": clause.refused,
            **({"offered": _grant_to_data(clause.offered)} if clause.offered else {}),
        }
        for clause in clauses
    ]


def clauses_from_data(data: Sequence[Mapping[str, Any]]) -> tuple[Clause, ...]:
    return tuple(
        Clause(
            id=each["id"],
            text=each["text"],
            grant=_grant_from_data(each["grant"]) if each["grant"] else None,
            may_refuse=each["may_refuse"],
            may_narrow=frozenset(Part(part) for part in each["may_narrow"]),
            refused=each["refused"],
            offered=_grant_from_data(each["offered"]) if "offered" in each else None,
        )
        for each in data
    )


def _grant_to_data(grant: Grant) -> dict[str, Any]:
    return {
        "rights": sorted(grant.rights),
        "audiences": sorted(grant.audiences),
        "channels": sorted(grant.channels),
        "starts": str(grant.starts) if grant.starts else "",
        "ends": str(grant.ends) if grant.ends else "",
        "years": grant.years,
        "territory": str(grant.territory),
        "sublicence": grant.sublicence,
    }


def _grant_from_data(data: Mapping[str, Any]) -> Grant:
    return Grant(
        rights=frozenset(Right(value) for value in data["rights"]),
        audiences=frozenset(Audience(value) for value in data["audiences"]),
        channels=frozenset(Channel(value) for value in data["channels"]),
        starts=date.fromisoformat(data["starts"]) if data["starts"] else None,
        ends=date.fromisoformat(data["ends"]) if data["ends"] else None,
        years=data["years"],
        territory=Territory(data["territory"]),
        sublicence=data["sublicence"],
    )
