"""Rows of the organisation, and of members, invitations and tokens."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, update

from saas.core.accounts.models import Member, MemberStatus
from saas.core.accounts.operations import (
    RoleChoice,
    create_api_client,
    create_team,
    disable_member,
    grant_support,
    invite_member,
    make_role,
    name_stand_in,
)
from saas.core.accounts.operations.identities import link_identity
from saas.core.accounts.provider_models import MemberIdentity, SignInProvider
from saas.core.organisation.models import Department, Employee, LegalEntity, Store
from saas.core.organisation.queries import default_calendar
from saas.platform.clock import now
from saas.platform.jobs import enqueue
from saas.platform.jobs.models import JobRow, JobState
from saas.platform.permissions import Period
from saas.platform.permissions.operations import find_role
from saas.platform.security.openid import Proven
from saas.testing.factories.members import member as a_member
from tests.contract.fuzz.scenes import Kind, Scene, number, shared


def _entity(scene: Scene) -> int:
    with scene.world.acting() as work:
        made = LegalEntity(name=f"{scene.word} {number()}", privacy_contact=scene.word)
        work.add(made)
        work.flush()
        return made.id


def _store(scene: Scene) -> int:
    entity = scene["legal_entity"]
    with scene.world.acting() as work:
        word = scene.world.words.store
        made = Store(
            code=f"S{number()}", name=f"{word} {number()}", legal_entity_id=entity, city=word, address=word
        )
        work.add(made)
        work.flush()
        return made.id


def _department(scene: Scene) -> int:
    store = scene["store"]
    with scene.world.acting() as work:
        made = Department(name=f"{scene.word} {number()}", store_id=store)
        work.add(made)
        work.flush()
        return made.id


def _employee(scene: Scene) -> int:
    store, department = scene["store"], scene["department"]
    with scene.world.acting() as work:
        made = Employee(
            employee_no=f"{scene.word}{number()}",
            name=f"{scene.word} {number()}",
            store_id=store,
            department_id=department,
            position=scene.word,
        )
        work.add(made)
        work.flush()
        return made.id


def _role(scene: Scene) -> int:
    with scene.world.acting():
        return make_role(f"{scene.word} {number()}").id


def _builtin_role(scene: Scene) -> int:
    with scene.world.acting():
        return find_role("data_analyst").id


def _team(scene: Scene) -> int:
    department, mate = scene["department"], scene["member"]
    with scene.world.acting():
        name = f"{scene.word} {number()}"
        return create_team(name, department_id=department, member_ids=[mate]).id


def _calendar(scene: Scene) -> int:
    with scene.world.acting():
        return default_calendar().id


def _colleague(scene: Scene) -> int:
    with scene.world.acting() as work:
        # Without a sign-in of its own: nobody comes in as this member.
        made = Member(display_name=f"{scene.word} {number()}", status=MemberStatus.ACTIVE)
        work.add(made)
        work.flush()
        return made.id


def _invited(scene: Scene) -> int:
    with scene.world.acting(scene.world.group.admin):
        return invite_member(display_name=f"{scene.word} {number()}").member_id


def _invitation(scene: Scene) -> str:
    with scene.world.acting(scene.world.group.admin):
        return invite_member(display_name=f"{scene.word} {number()}").token


@shared
def provider(scene: Scene) -> int:
    with scene.world.acting(scene.world.group.admin) as work:
        made = SignInProvider(
            name=scene.word,
            issuer="https://login.invalid",
            client_id=scene.word,
            client_secret="s",
            enabled=True,
        )
        work.add(made)
        work.flush()
        return made.id


def _provider_again(scene: Scene) -> int:
    """The provider switched on as it was."""
    found = provider(scene)
    with scene.world.acting() as work:
        mine = update(SignInProvider).where(SignInProvider.tenant_id == scene.world.id)
        work.execute(mine.values(enabled=True, name=scene.word, issuer="https://login.invalid"))
    return found


def _linked(scene: Scene) -> int:
    return _link(scene, scene["member"])


def _own_link(scene: Scene) -> int:
    return _link(scene, scene.person.member_id)


def _link(scene: Scene, member: int) -> int:
    provider(scene)
    proven = Proven(issuer="https://login.invalid", subject=f"{scene.word} {number()}")
    with scene.world.acting(scene.world.group.admin) as work:
        known = (MemberIdentity.tenant_id == scene.world.id, MemberIdentity.member_id == member)
        work.execute(delete(MemberIdentity).where(*known))
        link_identity(member, proven)
    return member


def _signed_up(scene: Scene) -> int:
    return a_member(scene.world.group, role="", name=f"{scene.word} {number()}").member_id


def _disabled(scene: Scene) -> int:
    member = scene["member"]
    with scene.world.acting(scene.world.group.admin):
        disable_member(member)
    return int(member)


def _delegation(scene: Scene) -> int:
    day = now().date()
    with scene.world.acting(scene.person):
        made = name_stand_in(
            scene.person.member_id,
            deputy_id=scene["member"],
            roles=[RoleChoice(role="data_analyst")],
            period=Period(valid_from=day, valid_until=day + timedelta(days=7)),
        )
        return made.id


def _client(scene: Scene) -> int:
    with scene.world.acting(scene.world.group.admin):
        made = create_api_client(name=f"{scene.word} {number()}", scopes=["followups.task:read"])
        return made.client.id


def _support_grant(scene: Scene) -> int:
    with scene.world.acting(scene.world.group.admin):
        return grant_support(reason=f"{scene.word} {number()}", role="data_analyst", hours=1).id


def _failed_job(scene: Scene) -> int:
    with scene.world.acting(scene.world.group.admin) as work:
        made = enqueue("vehicles.predict_maintenance", {})
        gone = {"state": JobState.FAILED, "error_id": scene.word, "error_kind": "KeyError"}
        work.execute(update(JobRow).where(JobRow.id == made).values(**gone))
        return made


KINDS = {
    "legal_entity": Kind(shared(_entity), "legal_entity"),
    "store": Kind(shared(_store), "store"),
    "department": Kind(shared(_department), "department"),
    "employee": Kind(shared(_employee), "employee"),
    "spare_legal_entity": Kind(_entity, "legal_entity"),
    "spare_store": Kind(_store, "store"),
    "spare_department": Kind(_department, "department"),
    "spare_employee": Kind(_employee, "employee"),
    "calendar": Kind(_calendar, "work_calendar"),
    "group": Kind(lambda scene: scene.world.id, "tenant"),
    "me": Kind(lambda scene: scene.person.member_id, "member"),
    "member": Kind(_colleague, "member"),
    "invited_member": Kind(_invited, "member"),
    "disabled_member": Kind(_disabled, "member", changes=True),
    "signed_up_member": Kind(_signed_up, "member"),
    "role": Kind(_role, "role"),
    "builtin_role": Kind(_builtin_role, "role"),
    "team": Kind(_team, "team"),
    "delegation": Kind(_delegation),
    "invitation": Kind(_invitation, missing="X" * 43),
    "provider": Kind(provider, "sign_in_provider"),
    "provider_again": Kind(_provider_again),
    "linked_member": Kind(_linked, "member"),
    "own_link": Kind(_own_link),
    "client": Kind(_client, "api_client"),
    "support_grant": Kind(_support_grant),
    "job": Kind(_failed_job),
}
