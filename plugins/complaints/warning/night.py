"""The nightly look: counts, detectors, one alert for each cause, its evidence. For workers only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert

from plugins.complaints.settings import warning_settings
from plugins.complaints.warning.causes import Cause, causes
from plugins.complaints.warning.cells import Cell
from plugins.complaints.warning.counting import counted, told
from plugins.complaints.warning.events import AlertRaised
from plugins.complaints.warning.examining import Examined, Panel, examine, series_of
from plugins.complaints.warning.models import Alert, AlertCase, AlertEvidence, WarningRun
from plugins.complaints.warning.operations import write_down
from plugins.complaints.warning.states import LineKind
from plugins.complaints.warning.words_of_week import rising_words
from saas.plugin_api import current_tenant, now, publish, record, session, take_number, today, zone_of

ALPHA = 0.01
"""How often one test alarms where nothing happened."""
METHOD = 1
"""Raised when the same complaints would be judged otherwise; runs keep it."""
NUMBER_LETTERS = "YJ"


def look(*, period: str = "", asked: str = "") -> Mapping[str, Any]:
    """Look at the last whole week and the running one, once for each day of the group.

    period: the instant that was due. asked: when somebody asked for a look besides, which is made once for each asking.
    """
    day = today(zone_of(None))
    return {**look_at(day, period=asked or day.isoformat()), "due": period}


def look_at(day: date, *, period: str) -> Mapping[str, Any]:
    """Look as on a day in the group's zone.

    All of it is one transaction: a look that was killed begins anew and leaves nothing behind. The running week is held
    against the bound of a whole one, so it can only be found too quiet, never too loud.
    """
    session().execute(select(func.pg_advisory_xact_lock(func.hashtextextended(_lock(), 0))))
    if _looked(period):
        return {"period": period, "looked": False}
    found = counted(day)
    settings = warning_settings()
    run = WarningRun(period=period, started_at=now(), week=day, settings=dict(settings))
    run.settings |= {"alpha": ALPHA, "method": METHOD}
    session().add(run)
    session().flush()
    if found is not None:
        _examine_weeks(run, Panel.of(found))
        run.words = rising_words(found.weeks[-1])
    run.finished_at = now()
    record("complaints.warning.looked", "complaints_warning_run", run.id, detail={"raised": run.raised})
    return {
        "period": period,
        "looked": True,
        "tests": run.tests,
        "raised": run.raised,
        "updated": run.updated,
    }


def _lock() -> str:
    return f"complaints.warning:{current_tenant()}"


def _looked(period: str) -> bool:
    mine = (WarningRun.tenant_id == current_tenant(), WarningRun.period == period)
    return session().scalar(select(WarningRun.id).where(*mine)) is not None


def _examine_weeks(run: WarningRun, panel: Panel) -> None:
    last = len(panel.weeks) - 1
    run.week = panel.weeks[max(last - 1, 0)]
    q, least = run.settings["false_share"] / 100, run.settings["least"]
    for index in range(max(last - 1, 0), last + 1):
        week = examine(panel, index, alpha=ALPHA, q=q, least=least)
        if index < last or last == 0:
            run.tests, run.expected_false = week.tests, week.expected_false
            run.alarms, run.discoveries = len(week.alarms), len(week.discoveries)
        _alert(run, panel, index, week)


def _alert(run: WarningRun, panel: Panel, index: int, week: Examined) -> None:
    running, settled = _running(), _settled(week.week)
    found = causes(week.findings, week.discoveries, known=[*running, *settled])
    told_of = [cause for cause in found if cause.cell not in settled]
    series = series_of(panel, [cause.cell for cause in told_of], index, alpha=ALPHA) if told_of else {}
    for cause in told_of:
        alert = running.get(cause.cell)
        if alert is None:
            alert = _raise(cause.cell, week)
            run.raised += 1
        elif _is_known(alert, week):
            continue
        else:
            run.updated += 1
        _keep(run, alert, cause, week, series[cause.cell])


def _running() -> dict[Cell, Alert]:
    mine = (Alert.tenant_id == current_tenant(), Alert.is_running)
    # Locked before any is written, always in this order: whoever judges one now is waited for.
    found = session().scalars(select(Alert).where(*mine).order_by(Alert.id).with_for_update())
    return {_cell(alert): alert for alert in found}


def _settled(week: date) -> list[Cell]:
    """The cells whose alarm of this week somebody has judged already."""
    mine = (Alert.tenant_id == current_tenant(), ~Alert.is_running, Alert.last_week >= week)
    return [_cell(alert) for alert in session().scalars(select(Alert).where(*mine).order_by(Alert.id))]


def _cell(alert: Alert) -> Cell:
    return Cell(store_id=alert.store_id or 0, model=alert.model, category_id=alert.category_id or 0)


def _is_known(alert: Alert, week: Examined) -> bool:
    finding = week.findings[_cell(alert)]
    return alert.last_week == week.week and alert.observed == finding.observed


def _raise(cell: Cell, week: Examined) -> Alert:
    finding = week.findings[cell]
    alert = Alert(
        number=take_number(NUMBER_LETTERS, period=f"{week.week:%Y%m}"),
        scope=cell.key,
        store_id=cell.store_id or None,
        model=cell.model,
        category_id=cell.category_id or None,
        raised_at=now(),
        first_week=week.week,
        last_week=week.week,
        detector=week.detectors[cell],
        observed=int(finding.observed),
        expected=finding.expected,
        threshold=finding.threshold,
        p_value=finding.p_value,
    )
    session().add(alert)
    session().flush()
    write_down(alert, LineKind.RAISED)
    publish(AlertRaised(alert_id=alert.id, number=alert.number))
    return alert


def _keep(run: WarningRun, alert: Alert, cause: Cause, week: Examined, series: Mapping[str, Any]) -> None:
    finding = week.findings[cause.cell]
    if alert.last_week != week.week:
        write_down(alert, LineKind.UPDATED)
    alert.last_week = max(alert.last_week, week.week)
    alert.detector = week.detectors[cause.cell]
    alert.observed, alert.expected = int(finding.observed), finding.expected
    alert.threshold, alert.p_value = finding.threshold, finding.p_value
    session().add(
        AlertEvidence(
            alert_id=alert.id,
            run_id=run.id,
            week=week.week,
            detector=alert.detector,
            observed=alert.observed,
            expected=finding.expected,
            threshold=finding.threshold,
            p_value=finding.p_value,
            adjusted=week.adjusted[cause.cell],
            series=dict(series),
            explains=[cell.key for cell in cause.explains if cell != cause.cell],
        )
    )
    session().flush()
    _gather(alert, cause.cell, week.week)


def _gather(alert: Alert, cell: Cell, week: date) -> None:
    """Note the complaints of the week that count in the alert; one statement."""
    of = told(week)
    criteria = [of.c.week == week]
    if cell.store_id:
        criteria.append(of.c.store_id == cell.store_id)
    if cell.model:
        criteria.append(of.c.model == cell.model)
    if cell.category_id:
        criteria.append(of.c.category_id == cell.category_id)
    rows = select(literal(current_tenant()), literal(alert.id), of.c.case_id, of.c.week).where(*criteria)
    statement = insert(AlertCase).from_select(
        ["tenant_id", "alert_id", "case_id", "week"], rows, include_defaults=False
    )
    session().execute(statement.on_conflict_do_nothing())
