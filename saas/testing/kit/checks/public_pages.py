"""Public pages, for KIT-A01: who has no sign-in needs a token, and learns nothing from one that does not count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from saas.platform.clock import moved
from saas.platform.plugins.gate import STRANGERS
from saas.testing.kit.answers import comparable
from saas.testing.kit.forms import Manner, SeenForm, forms_of
from saas.testing.kit.report import Report
from saas.testing.kit.routes import Route
from saas.testing.kit.stage import Place, Stage
from saas.testing.kit.visitor import Visitor

_UNKNOWN = "no-such-token"
_LONG = timedelta(days=10 * 365)
_MEND = "answer it by abort(404), as what is not there"


def judge_public_pages(stage: Stage, report: Report) -> None:
    """Each public page; tokens are taken from the links that the plugin shows to those who may do everything."""
    for route in (one for one in stage.routes if one.public):
        _is_meant(report, route)
        _has_a_limit(stage, report, route)
        if route.tokens:
            unknown = [
                _answer(stage, place, route.method, _at(route, place)) for place in (stage.a, stage.off)
            ]
            report.expect(
                unknown[0] == unknown[1], route.name, "an unknown token tells whether it is on", _MEND
            )
    for route in (one for one in stage.routes if one.public and one.tokens and one.safe):
        links = [one for one in stage.tried.links if _leads_to(stage, one, route)]
        if links:
            _judge_link(stage, report, route, links[-1])
        else:
            report.unsure(route.name, "no page of it shows a link to this, so no token that counts was tried")


def _is_meant(report: Report, route: Route) -> None:
    reason = getattr(route.handler, "open_because", "")
    report.expect(
        bool(route.tokens or reason),
        route.name,
        "takes no token and says no reason",
        "take a token as a text in its address, or declare @open_to_all(reason)",
    )


def _has_a_limit(stage: Stage, report: Report, route: Route) -> None:
    nobody, most = Visitor(stage.app), STRANGERS[0] + 1
    answers = (
        nobody.call(route.method, _at(route, stage.a), source="192.0.2.1").status_code for _ in range(most)
    )
    mend = "return the blueprint from register_blueprints(): the engine counts"
    report.expect(429 in answers, route.name, f"answers {most} calls of one address", mend)


def _at(route: Route, place: Place) -> str:
    return route.address(place.group.code, dict.fromkeys(route.tokens, _UNKNOWN))


def _leads_to(stage: Stage, link: str, route: Route) -> bool:
    try:
        rule, _values = stage.app.url_map.bind("localhost").match(link, route.method, return_rule=True)
    except HTTPException:
        return False
    return rule.rule == route.rule.rule


def _answer(stage: Stage, place: Place, method: str, address: str) -> str:
    """What nobody is answered, without what differs from group to group."""
    answer = Visitor(stage.app).call(method, address)
    token = address.rpartition("/")[2]
    return comparable(answer, address, token, place.group.code, place.group.name)


def _judge_link(stage: Stage, report: Report, route: Route, link: str) -> None:
    """A link that counts: there, in another group, long after, where the plugin is off, and once it was used."""
    nobody, place = Visitor(stage.app), stage.writer
    first = nobody.get(link)
    report.expect(
        first.status_code < 400, route.name, f"answers {first.status_code} to a link of its own", ""
    )
    unknown = _answer(stage, place, "GET", _at(route, place))
    for how, answer in _where_it_does_not_count(stage, link):
        report.expect(answer == unknown, route.name, f"a token {how} is told from an unknown one", _MEND)
    with moved(datetime.now(UTC) + _LONG):
        later = nobody.get(link)
        if later.status_code >= 400 or (not _offers(later) and _offers(first)):
            alike = _answer(stage, place, "GET", link) == unknown
            report.expect(alike, route.name, "a token that is too old is told from an unknown one", _MEND)
    for form in forms_of(first.get_data(as_text=True)):
        _use(stage, report, route, link, form)


def _where_it_does_not_count(stage: Stage, link: str) -> Iterator[tuple[str, str]]:
    place, other = stage.writer, stage.b
    elsewhere = link.replace(f"/p/{place.group.code}/", f"/p/{other.group.code}/")
    yield "of another group", _answer(stage, other, "GET", elsewhere)
    with stage.suspended():
        yield "of a plugin that is off", _answer(stage, place, "GET", link)


def _use(stage: Stage, report: Report, route: Route, link: str, form: SeenForm) -> None:
    """Fill the page's form in; where that used the token up, it is unknown from then on."""
    nobody, place = Visitor(stage.app), stage.writer
    address = form.action or link
    taken = nobody.call(form.method, address, data=form.filled(Manner.WHOLE, {})).status_code < 400
    if not taken:
        report.unsure(route.name, f"what the kit makes up for its form {form.method} {address} is refused")
    elif not _offers(nobody.get(link)):
        unknown = _answer(stage, place, "GET", _at(route, place))
        alike = _answer(stage, place, "GET", link) == unknown
        report.expect(alike, route.name, "a token that was used up is told from an unknown one", _MEND)


def _offers(answer: TestResponse) -> bool:
    return answer.status_code < 400 and bool(forms_of(answer.get_data(as_text=True)))
