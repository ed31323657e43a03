"""The search page's sections: what rooms and plugins find, each asked by a request of its own."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, render_template, url_for

from saas.platform.errors import NotFound
from saas.platform.i18n import LazyStr, _
from saas.platform.plugins import ask_declared
from saas.platform.plugins.returns import checked
from saas.platform.web.contributed import name_of, visible
from saas.platform.web.extending import SearchHit, SearchSource
from saas.platform.web.slots import Card
from saas.platform.web.unavailable import unavailable

MOST = 64
"""Characters of a search that count."""
SHOWN = 10
"""How many hits a section shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HitLink:
    """A hit as the page draws it."""

    title: LazyStr
    text: LazyStr
    icon: str
    url: str


def search_sections() -> list[Card]:
    """The sections that the person may see, light ones first."""
    return [
        Card(name=name_of(found), title=found.value.title, icon=found.value.icon)
        for found in visible(SearchSource)
    ]


def answer_search(name: str, text: str) -> Response:
    """The inside of a section; raises NotFound for one that is not there for this group or person."""
    found = next((one for one in visible(SearchSource) if name_of(one) == name), None)
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    find = found.value.find

    def hits() -> tuple[HitLink, ...]:
        wanted = text.strip()[:MOST]
        given = checked(find(wanted, SHOWN), tuple[SearchHit, ...]) if wanted else ()
        return tuple(_link(hit) for hit in given[:SHOWN])

    answer = ask_declared(found, f"search.{found.value.key}", hits)
    if answer.failed:
        return unavailable(answer)
    return Response(render_template("ui_hits.html", hits=answer.value))


def _link(hit: SearchHit) -> HitLink:
    # Here and not in the page is where an address that does not exist is to fail.
    url = url_for(hit.endpoint, **dict(hit.values))  # type: ignore[arg-type]  # values of the address, no options
    return HitLink(title=hit.title, text=hit.text, icon=hit.icon, url=url)
