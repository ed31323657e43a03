"""Runs of duties and merges."""

from __future__ import annotations

from saas.core.contracts.duties import EraseMode
from saas.core.customers.models import Customer
from saas.core.privacy.request_models import IdentityProof, RequestKind
from saas.core.privacy.requesting import check_identity, propose_request, receive_request
from saas.core.privacy.runner import erase_subject, export_subject, merge
from saas.platform.database import load
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer, phone_number
from tests.contract.fuzz.scenes import Kind, Scene


def _package(scene: Scene) -> int:
    of = scene["customer"]
    with scene.world.acting(scene.person):
        return export_subject(of, reason=scene.word).id


def _merge(scene: Scene) -> int:
    winner, loser = scene["customer"], scene["other_customer"]
    with scene.world.acting(scene.person):
        versions = {one: load(Customer, one).row_version for one in (winner, loser)}
        return merge(winner, [loser], versions=versions).id


def _asked(scene: Scene, kind: RequestKind = RequestKind.COPY) -> int:
    of = scene["customer"]
    # Taken in by nobody, so that whoever tries the route may approve it.
    with inside(scene.world.id):
        return receive_request(of, kind, said=scene.word, zone="Asia/Shanghai").id


def _checked(scene: Scene, kind: RequestKind) -> int:
    asked = _asked(scene, kind)
    with inside(scene.world.id):
        check_identity(asked, IdentityProof.DOCUMENT)
    return asked


def _proposed(scene: Scene) -> int:
    asked = _checked(scene, RequestKind.RESTRICT)
    with inside(scene.world.id):
        propose_request(asked)
    return asked


def _erased(scene: Scene) -> int:
    with scene.world.acting(scene.person):
        gone = customer(scene.word, phones=[phone_number()])
        return erase_subject(gone.id, EraseMode.ERASE, reason=scene.word).id


KINDS = {
    "subject_request": Kind(_asked, "subject_request"),
    "checked_request": Kind(lambda scene: _checked(scene, RequestKind.CORRECT), "subject_request"),
    "checked_erasure": Kind(lambda scene: _checked(scene, RequestKind.DELETE), "subject_request"),
    "proposed_request": Kind(_proposed, "subject_request"),
    "erasure_run": Kind(_erased, "duty_run"),
    "duty_run": Kind(_package, "duty_run", changes=True),
    "merge": Kind(_merge, "customer_merge", changes=True),
}
