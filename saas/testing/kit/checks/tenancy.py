"""Tenancy: one group never sees, changes or counts a row of another."""

from __future__ import annotations

import re
from collections.abc import Iterable

from saas.platform.jobs import Job, enqueue
from saas.platform.jobs.by_hand import run_waiting
from saas.platform.plugins.markers import HookKind
from saas.platform.tenancy import Base, TenantModel
from saas.platform.tenancy.models import TenantScoped
from saas.testing.kit.answers import comparable
from saas.testing.kit.calling import call_hook
from saas.testing.kit.report import Family, Needs, Report, check
from saas.testing.kit.routes import MISSING_ID, values_for
from saas.testing.kit.rows import unique_keys
from saas.testing.kit.stage import Place, Stage
from saas.testing.kit.tour import body_of, callers, tour
from saas.testing.kit.watching import changed, statements
from saas.testing.kit.work import payload_for

_QUERY = "select through the models, which keep to the group, or name tenant_id in the statement"


@check("KIT-T01", Family.TENANCY, "Every table belongs to a group", Needs.LOADED)
def tables_have_a_tenant(stage: Stage, report: Report) -> None:
    """Tables with the plugin's prefix are models of TenantModel, and each is declared."""
    declared = {model.__tablename__ for model in stage.subject.models}
    for model in stage.subject.models:
        report.expect(
            issubclass(model, TenantModel), model.__name__, "is no TenantModel", "derive it from TenantModel"
        )
    for name in Base.metadata.tables:
        if name.startswith(f"{stage.name}_"):
            report.expect(
                name in declared, f"table {name}", "is not declared", "return it from register_models()"
            )


@check("KIT-T02", Family.TENANCY, "No page of a group shows anything of another")
def pages_show_own_rows_only(stage: Stage, report: Report) -> None:
    """Every address and part read in a group, then in another, where they show no word of the first."""
    foreign = stage.b.word
    tour(stage, stage.b)
    for seen in tour(stage, stage.a):
        report.expect(foreign not in seen.text, seen.where, "shows a row of another group", _QUERY)


@check("KIT-T03", Family.TENANCY, "Ids of another group lead nowhere")
def foreign_ids_lead_nowhere(stage: Stage, report: Report) -> None:
    """Each address, with what its operation takes, answers for the other group's ids like for none, and changes nothing."""
    a, b = stage.writer, stage.b
    person, program = callers(stage, a)
    for route in (one for one in stage.routes if one.arguments and not one.public):
        foreign = values_for(route, stage.name, b.ids)
        if not foreign:
            continue
        body = body_of(stage, report, route)
        caller = program if route.in_api else person
        before = stage.watch.prints(b.id)
        theirs = route.address(a.group.code, foreign)
        nowhere = route.address(a.group.code, dict.fromkeys(route.arguments, MISSING_ID))
        answer, unknown = (caller.call(route.method, one, data=body.data) for one in (theirs, nowhere))
        alike = comparable(answer, theirs) == comparable(unknown, nowhere)
        what = f"answers {answer.status_code} for another group's row, {unknown.status_code} for none"
        report.expect(alike and answer.status_code >= 400, route.name, what, "find the row with load()")
        same = not changed(before, stage.watch.prints(b.id))
        report.expect(same, route.name, "changed the other group's rows", _QUERY)


@check("KIT-T04", Family.TENANCY, "Every statement names its tenant")
def statements_name_the_tenant(stage: Stage, report: Report) -> None:
    """What pages, parts, hooks and jobs send; row-level security would hold it back and let nobody see the mistake."""
    tables = {
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, TenantScoped)
    }
    place = stage.a
    for seen in tour(stage, place):
        _judge(report, seen.where, seen.sent, tables)
    for hook, one in stage.subject.hooks(HookKind.UI, HookKind.GUARD, HookKind.FILTER):
        with statements() as sent:
            call_hook(stage, place, hook, one)
        _judge(report, f"hook {hook.name}", sent, tables)
    for job in stage.subject.declared(Job):
        with statements() as sent:
            _run(stage, place, job)
        _judge(report, f"job {job.key}", [one for one in sent if f"{stage.name}_" in one], tables)


def _run(stage: Stage, place: Place, job: Job) -> None:
    with place.acting():
        enqueue(job.key, payload_for(stage, place, job))
    with stage.app.app_context():
        run_waiting(place.id)


def _judge(report: Report, where: str, sent: Iterable[str], tables: set[str]) -> None:
    for statement in sent:
        named = set(re.findall(r'\b(?:FROM|JOIN|UPDATE|INTO)\s+"?(\w+)', statement, re.IGNORECASE)) & tables
        right = not named or "tenant_id" in statement
        told = re.sub(r"\s+", " ", statement)[:160]
        report.expect(right, where, f"sends a statement without tenant_id: {told}", _QUERY)


@check("KIT-T05", Family.TENANCY, "Unique keys are unique inside a group", Needs.LOADED)
def unique_keys_have_the_tenant(stage: Stage, report: Report) -> None:
    """A key without tenant_id would tell one group what another has."""
    for model in stage.subject.models:
        table = Base.metadata.tables[model.__tablename__]
        for names in unique_keys(table):
            mend = 'begin it with "tenant_id"'
            report.expect("tenant_id" in names, f"{table.name} ({', '.join(names)})", "lacks tenant_id", mend)
