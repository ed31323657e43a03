"""Which kind of address a request has, read from its path: also where no route answers, so that all answer alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_GROUP = re.compile(r"/(t|p|api/v1/t)/([^/]+)(?:/|$)")


class Area(StrEnum):
    """Who may come: members of the group, anybody with a link, programs with a token, or it is no group's address."""

    MEMBERS = "t"
    PUBLIC = "p"
    API = "api/v1/t"
    OTHER = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An area and the code of the group that the path names."""

    area: Area
    group: str = ""


def read_address(path: str) -> Address:
    """The area and group of a path."""
    found = _GROUP.match(path)
    if found is None:
        return Address(area=Area.OTHER)
    return Address(area=Area(found.group(1)), group=found.group(2))
