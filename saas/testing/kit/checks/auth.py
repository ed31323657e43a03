"""Auth: who is not signed in, may not, or was tricked gets nothing; who only reads changes nothing."""

from __future__ import annotations

from saas.platform.permissions import Permission
from saas.testing.kit.answers import excerpt
from saas.testing.kit.checks.public_pages import judge_public_pages
from saas.testing.kit.people import who_may_only
from saas.testing.kit.report import Family, Report, check
from saas.testing.kit.routes import Route, values_for
from saas.testing.kit.stage import Stage
from saas.testing.kit.tour import body_of, callers, tour
from saas.testing.kit.visitor import Visitor
from saas.testing.kit.watching import changed

_REQUIRE = "put @requires(permission) on the view, below the route"


def _address(stage: Stage, route: Route) -> str:
    """The address of a row in the group in which the bodies were tried."""
    place = stage.writer
    values = values_for(route, stage.name, place.ids) if route.safe else stage.tried.bodies[route.name].values
    return route.address(place.group.code, values or values_for(route, stage.name, place.ids))


def _inside(stage: Stage) -> list[Route]:
    return [one for one in stage.routes if not one.public]


@check("KIT-A01", Family.AUTH, "Nobody gets in without a sign-in or token")
def signed_in_only(stage: Stage, report: Report) -> None:
    """Pages lead to the sign-in, the API says 401. Public pages have a limit and take a token or say why not; unknown, foreign,
    used, old and switched-off ones are answered alike."""
    nobody = Visitor(stage.app)
    for route in _inside(stage):
        data = body_of(stage, report, route).data
        answer = nobody.call(route.method, _address(stage, route), data=data)
        led = answer.status_code in (302, 303) and "/sign-in" in answer.headers.get("Location", "")
        refused = answer.status_code == 401 if route.in_api else led
        what = f"answers {answer.status_code} to nobody: {excerpt(answer)}"
        report.expect(refused, route.name, what, "hang it on GroupPages or ApiBlueprint")
    judge_public_pages(stage, report)


@check("KIT-A02", Family.AUTH, "Every address asks for a permission of the plugin")
def permission_is_asked(stage: Stage, report: Report) -> None:
    """With what the operation takes: without the permission 403 or 404; with it alone neither 401 nor 403; each is declared."""
    known = {one.value.name for one in stage.subject.registry.declared(Permission)}
    for route in _inside(stage):
        report.expect(route.permission in known, route.name, "asks for no declared permission", _REQUIRE)
    pages = [one for one in _inside(stage) if not one.in_api and one.permission in known]
    if not pages:
        return
    group = stage.writer.group
    without = Visitor(stage.app, who_may_only(group, []))
    holders = {
        name: Visitor(stage.app, who_may_only(group, [name])) for name in {one.permission for one in pages}
    }
    for route in pages:
        data = body_of(stage, report, route).data
        status = without.call(route.method, _address(stage, route), data=data).status_code
        report.expect(status in (403, 404), route.name, f"answers {status} without it", _REQUIRE)
        status = holders[route.permission].call(route.method, _address(stage, route), data=data).status_code
        fine = status < 500 and status not in (401, 403)
        what = f"answers {status} to somebody who holds {route.permission}"
        report.expect(fine, route.name, what, "ask for one permission only")


@check("KIT-A03", Family.AUTH, "A form of another site changes nothing")
def forged_forms_are_refused(stage: Stage, report: Report) -> None:
    """Each changing address, with what its operation takes, without the token against forged requests."""
    place = stage.writer
    person = stage.visitor(place)
    mend = "leave the check against forged requests on"
    for route in (one for one in _inside(stage) if not one.safe and not one.in_api):
        data = body_of(stage, report, route).data
        before = stage.watch.prints(place.id, f"{stage.name}_")
        status = person.call(route.method, _address(stage, route), data=data, forge=True).status_code
        report.expect(status == 400, route.name, f"answers {status} to a forged form", mend)
        same = not changed(before, stage.watch.prints(place.id, f"{stage.name}_"))
        report.expect(same, route.name, "a forged form changed rows", mend)


@check("KIT-A04", Family.AUTH, "A token opens only what it was given")
def tokens_have_scopes(stage: Stage, report: Report) -> None:
    """Each operation, with what it takes, is refused to a token for something else; one for it gets neither 401 nor 403."""
    place = stage.writer
    wrong = stage.program(place.group, ["customers.customer:read"])
    for route in (one for one in _inside(stage) if one.in_api):
        body, address = body_of(stage, report, route), _address(stage, route)
        before = stage.watch.prints(place.id, f"{stage.name}_")
        status = wrong.call(route.method, address, data=body.data).status_code
        # What is sent is read before the permission is asked for, so what it does not take is refused first.
        read = body.taken and not (route.safe and status == 422)
        refused = status == 403 if read else status in (400, 403, 404, 409, 412, 422, 428)
        report.expect(refused, route.name, f"answers {status} to a token for something else", _REQUIRE)
        same = not changed(before, stage.watch.prints(place.id, f"{stage.name}_"))
        report.expect(same, route.name, "a token for something else changed rows", _REQUIRE)
        if route.permission:
            right = stage.program(place.group, [route.permission])
            status = right.call(route.method, address, data=body.data).status_code
            what = f"answers {status} to a token for it"
            report.expect(status not in (401, 403), route.name, what, _REQUIRE)


@check("KIT-A05", Family.AUTH, "Reading changes nothing")
def reading_changes_nothing(stage: Stage, report: Report) -> None:
    """The group's rows before and after each address that is read."""
    callers(stage, stage.a)
    for seen in tour(stage, stage.a, watched=True):
        if seen.route is not None:
            different = changed(seen.before, seen.after)
            mend = "write in a view for POST, or in a job"
            report.expect(not different, seen.where, f"changes {', '.join(different)}", mend)
