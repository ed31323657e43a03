"""Auth: who is not signed in, may not, or was tricked gets nothing; who only reads changes nothing."""

from __future__ import annotations

from saas.platform.permissions import Permission
from saas.testing.kit.answers import comparable, excerpt
from saas.testing.kit.people import who_may_only
from saas.testing.kit.report import Family, Report, check
from saas.testing.kit.routes import Route, values_for
from saas.testing.kit.stage import Stage
from saas.testing.kit.tour import callers, tour
from saas.testing.kit.visitor import Visitor
from saas.testing.kit.watching import changed

_REQUIRE = "put @requires(permission) on the view, below the route"


def _address(stage: Stage, route: Route) -> str:
    return route.address(stage.a.group.code, values_for(route, stage.name, stage.a.ids))


def _inside(stage: Stage) -> list[Route]:
    return [one for one in stage.routes if not one.public]


@check("KIT-A01", Family.AUTH, "Nobody gets in without a sign-in or token")
def signed_in_only(stage: Stage, report: Report) -> None:
    """Pages lead to the sign-in, the API says 401; a public page answers an unknown token like a switched-off one."""
    nobody = Visitor(stage.app)
    for route in _inside(stage):
        answer = nobody.call(route.method, _address(stage, route))
        led = answer.status_code in (302, 303) and "/sign-in" in answer.headers.get("Location", "")
        refused = answer.status_code in (400, 401, 403, 404)
        what = f"answers {answer.status_code} to nobody: {excerpt(answer)}"
        report.expect(led or refused, route.name, what, "hang it on GroupPages or ApiBlueprint")
    for route in (one for one in stage.routes if one.public and one.arguments):
        pages = []
        for place in (stage.a, stage.off):
            address = route.address(place.group.code, dict.fromkeys(route.arguments, "no-such-token"))
            pages.append(
                comparable(nobody.call(route.method, address), address, place.group.code, place.group.name)
            )
        report.expect(
            pages[0] == pages[1], route.name, "an unknown token tells whether it is on", "raise NotFound"
        )


@check("KIT-A02", Family.AUTH, "Every address asks for a permission of the plugin")
def permission_is_asked(stage: Stage, report: Report) -> None:
    """Without it 403 or 404; with it alone neither 401 nor 403; each is declared."""
    declared = {one.name for one in stage.subject.declared(Permission)}
    if not _inside(stage):
        return
    without = Visitor(stage.app, who_may_only(stage.a.group, []))
    for route in _inside(stage):
        known = {one.value.name for one in stage.subject.registry.declared(Permission)}
        report.expect(route.permission in known, route.name, "asks for no declared permission", _REQUIRE)
        if route.in_api or route.permission not in known:
            continue
        answer = without.call(route.method, _address(stage, route))
        report.expect(
            answer.status_code in (403, 404), route.name, f"answers {answer.status_code} without it", _REQUIRE
        )
    for name in sorted(declared):
        _with_it_alone(stage, report, name)


def _with_it_alone(stage: Stage, report: Report, name: str) -> None:
    reading = [one for one in _inside(stage) if one.permission == name and one.safe and not one.in_api]
    if reading:
        visitor = Visitor(stage.app, who_may_only(stage.a.group, [name]))
        for route in reading:
            status = visitor.get(_address(stage, route)).status_code
            what = f"answers {status} to somebody who holds {name}"
            report.expect(
                status < 500 and status not in (401, 403), route.name, what, "ask for one permission only"
            )


@check("KIT-A03", Family.AUTH, "A form of another site changes nothing")
def forged_forms_are_refused(stage: Stage, report: Report) -> None:
    """Each changing address without the token against forged requests."""
    person = stage.visitor(stage.a)
    for route in (one for one in _inside(stage) if not one.safe and not one.in_api):
        before = stage.watch.prints(stage.a.id, f"{stage.name}_")
        answer = person.call(route.method, _address(stage, route), forge=True)
        report.expect(answer.status_code == 400, route.name, f"answers {answer.status_code} to a forged form",
                      "leave the check against forged requests on")  # fmt: skip
        same = not changed(before, stage.watch.prints(stage.a.id, f"{stage.name}_"))
        report.expect(
            same, route.name, "a forged form changed rows", "leave the check against forged requests on"
        )


@check("KIT-A04", Family.AUTH, "A token opens only what it was given")
def tokens_have_scopes(stage: Stage, report: Report) -> None:
    """Each operation with a token for something else is refused; with one for it, it is neither 401 nor 403."""
    for route in (one for one in _inside(stage) if one.in_api):
        wrong = stage.program(stage.a.group, ["customers.customer:read"])
        before = stage.watch.prints(stage.a.id, f"{stage.name}_")
        status = wrong.call(route.method, _address(stage, route)).status_code
        # What is sent is read before the permission is asked for, so an empty body may be refused first.
        refused = status == 403 if route.safe else status in (400, 403, 404, 409, 412, 422, 428)
        report.expect(refused, route.name, f"answers {status} to a token for something else", _REQUIRE)
        same = not changed(before, stage.watch.prints(stage.a.id, f"{stage.name}_"))
        report.expect(same, route.name, "a token for something else changed rows", _REQUIRE)
        if route.safe and route.permission:
            right = stage.program(stage.a.group, [route.permission])
            status = right.get(_address(stage, route)).status_code
            report.expect(
                status not in (401, 403), route.name, f"answers {status} to a token for it", _REQUIRE
            )


@check("KIT-A05", Family.AUTH, "Reading changes nothing")
def reading_changes_nothing(stage: Stage, report: Report) -> None:
    """The group's rows before and after each address that is read."""
    callers(stage, stage.a)
    for seen in tour(stage, stage.a, watched=True):
        if seen.route is not None:
            different = changed(seen.before, seen.after)
            mend = "write in a view for POST, or in a job"
            report.expect(not different, seen.where, f"changes {', '.join(different)}", mend)
