"""The built-in roles of a dealer group; the one place where their codes are listed."""

from __future__ import annotations

from saas.platform.i18n import _l
from saas.platform.permissions import Role, Scope

BUILTIN_ROLES = (
    Role(
        code="group_admin",
        title=_l("Group administrator"),
        summary=_l("Sets up the group: stores, staff, roles, plugins."),
        scope=Scope.GROUP,
    ),
    Role(
        code="store_manager",
        title=_l("Store manager"),
        summary=_l("Answers for a store: its customers, staff and results."),
        scope=Scope.STORE,
    ),
    Role(
        code="followup_manager",
        title=_l("Follow-up manager"),
        summary=_l("Plans follow-ups, spreads the tasks and watches the coverage."),
        scope=Scope.STORE,
    ),
    Role(
        code="followup_specialist",
        title=_l("Follow-up specialist"),
        summary=_l("Calls the customers of the tasks assigned to them."),
        scope=Scope.OWN,
    ),
    Role(
        code="crm_specialist",
        title=_l("CRM specialist"),
        summary=_l("Keeps customer records complete and looks after relations."),
        scope=Scope.STORE,
    ),
    Role(
        code="data_analyst",
        title=_l("Data analyst"),
        summary=_l("Analyses figures of the whole group, without seeing personal data."),
        scope=Scope.GROUP,
    ),
    Role(
        code="service_advisor",
        title=_l("Service advisor"),
        summary=_l("Receives customers and vehicles in the workshop."),
        scope=Scope.STORE,
    ),
    Role(
        code="complaint_handler",
        title=_l("Complaint handler"),
        summary=_l("Works the complaints assigned to them."),
        scope=Scope.OWN,
    ),
    Role(
        code="complaint_manager",
        title=_l("Complaint manager"),
        summary=_l("Answers for the complaints of a store: gives them to handlers and watches the times."),
        scope=Scope.STORE,
    ),
    Role(
        code="privacy_officer",
        title=_l("Privacy officer"),
        summary=_l("Answers for personal data: consent, blocks, exports, what customers ask for."),
        scope=Scope.GROUP,
    ),
    Role(
        code="auditor",
        title=_l("Internal auditor"),
        summary=_l("Looks over the whole group's work and its audit, and changes nothing."),
        scope=Scope.GROUP,
    ),
    Role(
        code="parts_clerk",
        title=_l("Parts clerk"),
        summary=_l("Gives out, receives and counts the parts of a store."),
        scope=Scope.STORE,
    ),
    Role(
        code="parts_manager",
        title=_l("Parts manager"),
        summary=_l("Answers for the group's parts: what is kept, bought and moved between stores."),
        scope=Scope.GROUP,
    ),
    Role(
        code="department_head",
        title=_l("Department head"),
        summary=_l("Answers for a department: its budget, its staff and what they claim."),
        scope=Scope.STORE,
    ),
    Role(
        code="finance_reviewer",
        title=_l("Finance reviewer"),
        summary=_l("Reviews budgets and expense claims of the whole group."),
        scope=Scope.GROUP,
    ),
    Role(
        code="payer",
        title=_l("Payer"),
        summary=_l("Pays the claims that were approved."),
        scope=Scope.GROUP,
    ),
    Role(
        code="appraisal_admin",
        title=_l("Appraisal administrator"),
        summary=_l("Runs the appraisal of the staff: indicators, weights, cycles."),
        scope=Scope.GROUP,
    ),
    Role(
        code="employee",
        title=_l("Employee"),
        summary=_l("Sees their own appraisal and claims their own expenses."),
        scope=Scope.OWN,
    ),
)
