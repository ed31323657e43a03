"""What cannot be in a dealer's life, looked for in the data: each check is one statement that finds the impossible."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from saas.platform.database import session
from saas.platform.tenancy import current_tenant

# A call's moment as the clock of the task's store shows it.
_LOCAL = """
SELECT a.*, (a.started_at AT TIME ZONE s.timezone) AS began, (a.ended_at AT TIME ZONE s.timezone) AS ended,
       s.calendar_id, t.adviser_id
FROM contact_attempt a
JOIN followup_task t ON t.tenant_id = a.tenant_id AND t.id = a.task_id
JOIN store s ON s.tenant_id = t.tenant_id AND s.id = t.store_id
WHERE a.tenant_id = :tenant
"""
_HOURS = """
LEFT JOIN calendar_exception x ON x.tenant_id = a.tenant_id AND x.calendar_id = a.calendar_id AND x.day = {moment}::date
JOIN work_calendar w ON w.tenant_id = a.tenant_id AND w.id = a.calendar_id
WHERE x.kind = 'off' OR NOT EXISTS (
    SELECT 1 FROM jsonb_array_elements(coalesce(
        w.weekly -> extract(isodow FROM {moment})::text, CASE WHEN x.kind = 'work' THEN w.weekly -> '1' END, '[]'::jsonb
    )) r
    WHERE {moment}::time >= (r ->> 0)::time AND {moment}::time <= (r ->> 1)::time
)
"""

CHECKS: dict[str, str] = {
    "a call began outside the store's working hours": f"SELECT a.id FROM ({_LOCAL}) a {_HOURS.format(moment='a.began')}",  # noqa: S608  no value of anybody's
    "a call ended before it began, or in the future": """
        SELECT id FROM contact_attempt WHERE tenant_id = :tenant AND (ended_at < started_at OR started_at > now())""",
    "a call has a result and no end, or an end and no result": """
        SELECT id FROM contact_attempt WHERE tenant_id = :tenant AND (ended_at IS NULL) <> (result IS NULL)""",
    "somebody had two calls at once": """
        SELECT a.id FROM contact_attempt a JOIN contact_attempt b ON b.tenant_id = a.tenant_id
            AND b.operator_id = a.operator_id AND b.id <> a.id
            AND b.started_at >= a.started_at AND b.started_at < a.ended_at
        WHERE a.tenant_id = :tenant""",
    "the tries of a task are not in the order of time": """
        SELECT a.id FROM contact_attempt a JOIN contact_attempt b ON b.tenant_id = a.tenant_id AND b.task_id = a.task_id
            AND b.id > a.id AND b.started_at < a.ended_at
        WHERE a.tenant_id = :tenant""",
    "a call without a decision of the gate that allowed it before": """
        SELECT a.id FROM contact_attempt a
        LEFT JOIN contact_decision d ON d.tenant_id = a.tenant_id AND d.id = a.decision_id
        WHERE a.tenant_id = :tenant AND (d.result IS DISTINCT FROM 'allow' OR d.customer_id <> a.customer_id
            OR a.started_at - d.decided_at NOT BETWEEN interval '0' AND interval '1 minute')""",
    "a specialist called a customer whom they had received": """
        SELECT a.id FROM contact_attempt a JOIN member m ON m.tenant_id = a.tenant_id AND m.id = a.operator_id
        JOIN followup_task t ON t.tenant_id = a.tenant_id AND t.id = a.task_id
        WHERE a.tenant_id = :tenant AND t.adviser_id = m.employee_id""",
    "a task was worked before it was due": f"""
        SELECT a.id FROM ({_LOCAL}) a JOIN followup_task t ON t.tenant_id = a.tenant_id AND t.id = a.task_id
        WHERE a.began::date < t.due_from""",  # noqa: S608  no value of anybody's
    "a try came before the time that was agreed": """
        SELECT a.id FROM contact_attempt a JOIN contact_attempt b ON b.tenant_id = a.tenant_id AND b.task_id = a.task_id
            AND b.id > a.id
        WHERE a.tenant_id = :tenant AND a.next_attempt_at > b.started_at""",
    "a completed task has no connected call": """
        SELECT t.id FROM followup_task t WHERE t.tenant_id = :tenant AND t.status = 'completed' AND NOT EXISTS (
            SELECT 1 FROM contact_attempt a WHERE a.tenant_id = t.tenant_id AND a.task_id = t.id
            AND a.result = 'connected')""",
    "a closed task is open, has no moment of its end, or was closed before its last call": """
        SELECT t.id FROM followup_task t WHERE t.tenant_id = :tenant AND t.status NOT IN ('pending', 'assigned', 'in_progress')
        AND (t.is_open OR t.closed_at IS NULL OR t.closed_at < (
            SELECT max(a.started_at) FROM contact_attempt a WHERE a.tenant_id = t.tenant_id AND a.task_id = t.id))""",
    "a task's count of tries is not that of its calls": """
        SELECT t.id FROM followup_task t WHERE t.tenant_id = :tenant AND t.attempt_count <> (
            SELECT count(*) FROM contact_attempt a WHERE a.tenant_id = t.tenant_id AND a.task_id = t.id
            AND a.result IS NOT NULL)""",
    "an answer was given in a call that did not connect": """
        SELECT f.id FROM followup_answer f JOIN contact_attempt a ON a.tenant_id = f.tenant_id AND a.id = f.attempt_id
        WHERE f.tenant_id = :tenant AND a.result <> 'connected'""",
    "somebody who wanted no contact was called afterwards": """
        SELECT a.id FROM contact_attempt a JOIN do_not_contact d ON d.tenant_id = a.tenant_id
            AND d.customer_id = a.customer_id AND d.is_active AND d.channel IN ('any', 'phone')
        WHERE a.tenant_id = :tenant AND a.started_at > d.created_at + interval '1 minute'""",
    "an advertising call without consent": """
        SELECT a.id FROM contact_attempt a JOIN followup_task t ON t.tenant_id = a.tenant_id AND t.id = a.task_id
        WHERE a.tenant_id = :tenant AND t.purpose = 'marketing' AND NOT EXISTS (
            SELECT 1 FROM consent_event c WHERE c.tenant_id = a.tenant_id AND c.customer_id = a.customer_id
            AND c.purpose = 'marketing' AND c.decision = 'grant' AND c.occurred_at <= a.started_at)""",
    "a visit before the delivery, or in the future": """
        SELECT r.id FROM service_record r JOIN vehicle v ON v.tenant_id = r.tenant_id AND v.id = r.vehicle_id
        JOIN store s ON s.tenant_id = r.tenant_id AND s.id = r.store_id
        WHERE r.tenant_id = :tenant AND ((r.completed_at AT TIME ZONE s.timezone)::date < v.delivery_date
            OR r.completed_at > now() OR r.settled_on < r.opened_on)""",
    "a repair order was closed on a day off": """
        SELECT r.id FROM service_record r JOIN store s ON s.tenant_id = r.tenant_id AND s.id = r.store_id
        JOIN work_calendar w ON w.tenant_id = s.tenant_id AND w.id = s.calendar_id
        LEFT JOIN calendar_exception x ON x.tenant_id = r.tenant_id AND x.calendar_id = w.id
            AND x.day = (r.completed_at AT TIME ZONE s.timezone)::date
        WHERE r.tenant_id = :tenant AND (x.kind = 'off' OR x.kind IS NULL
            AND w.weekly -> extract(isodow FROM r.completed_at AT TIME ZONE s.timezone)::text IS NULL)""",
    "kilometres that run backwards": """
        SELECT a.id FROM odometer_reading a JOIN odometer_reading b ON b.tenant_id = a.tenant_id
            AND b.vehicle_id = a.vehicle_id AND b.read_on > a.read_on AND b.km < a.km
        WHERE a.tenant_id = :tenant""",
    "more kilometres than can be driven": """
        SELECT id FROM vehicle WHERE tenant_id = :tenant
        AND odometer_km > greatest((odometer_on - delivery_date) * 300, 500)""",
    "a vehicle without exactly one owner": """
        SELECT v.id FROM vehicle v WHERE v.tenant_id = :tenant AND (
            SELECT count(*) FROM customer_vehicle c WHERE c.tenant_id = v.tenant_id AND c.vehicle_id = v.id
            AND c.role = 'owner' AND c.is_current) <> 1""",
    "an owner's time that ends before it begins": """
        SELECT id FROM customer_vehicle WHERE tenant_id = :tenant AND valid_to < valid_from""",
    "a visit of somebody who did not have the car": """
        SELECT r.id FROM service_record r JOIN store s ON s.tenant_id = r.tenant_id AND s.id = r.store_id
        WHERE r.tenant_id = :tenant AND r.customer_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM customer_vehicle c WHERE c.tenant_id = r.tenant_id AND c.vehicle_id = r.vehicle_id
            AND c.customer_id = r.customer_id
            AND (r.completed_at AT TIME ZONE s.timezone)::date >= coalesce(c.valid_from, '1900-01-01')
            AND (r.completed_at AT TIME ZONE s.timezone)::date <= coalesce(c.valid_to, '2100-01-01'))""",
    "a VIN that cannot be, or a model year far from the delivery": """
        SELECT id FROM vehicle WHERE tenant_id = :tenant
        AND (vin_problem <> '' OR abs(model_year - extract(year FROM delivery_date)) > 1)""",
    "a new-energy plate on a petrol car, or none on an electric one": """
        SELECT id FROM vehicle WHERE tenant_id = :tenant
        AND (length(plate) = 8) <> (energy IN ('electric', 'plug_in_hybrid'))""",
    "a customer who was a child when the car was delivered": """
        SELECT c.id FROM customer c JOIN customer_vehicle t ON t.tenant_id = c.tenant_id AND t.customer_id = c.id
        WHERE c.tenant_id = :tenant AND t.valid_from < c.birth_date + interval '18 years'""",
    "a task of a fact from before its rule was switched on": """
        SELECT t.id FROM followup_task t JOIN followup_rule r ON r.tenant_id = t.tenant_id AND r.id = t.rule_id
        WHERE t.tenant_id = :tenant AND (r.enabled_on IS NULL OR t.due_from < r.enabled_on)""",
    "an act of before its group was founded, or of the future": """
        SELECT a.id FROM audit_entry a JOIN tenant g ON g.id = a.tenant_id
        WHERE a.tenant_id = :tenant AND (a.occurred_at < g.created_at - interval '1 minute' OR a.occurred_at > now())""",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something impossible, how many times, and ids of the first."""

    what: str
    count: int
    ids: tuple[int, ...]


def impossible() -> list[Finding]:
    """All that is impossible in the current group's data; empty when all is well."""
    found = []
    for what, statement in CHECKS.items():
        ids = session().execute(text(statement), {"tenant": current_tenant()}).scalars().all()
        if ids:
            found.append(Finding(what=what, count=len(ids), ids=tuple(ids[:5])))
    return found
