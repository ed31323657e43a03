"""How it is proven what a customer said: a signature or paper as a file, a recording or message by its number."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Final

from sqlalchemy import select

from saas.core.privacy.models import ConsentEvent
from saas.platform.database import session
from saas.platform.errors import Invalid, NotFound
from saas.platform.files import Attachment, store_file
from saas.platform.files.kinds import IMAGES, PDF
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant

OWNER: Final = "consent_event"
MOST_BYTES: Final = 10 * 1024 * 1024
_REFERENCE = re.compile(r"[\w./:#-]{1,80}", re.ASCII)
# Names of recordings often hold the number that was called; the ledger cannot be changed, so none may come in.
_TELEPHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


class EvidenceKind(StrEnum):
    """What proves a statement. Those of staff: conversation, recording, message, signature, paper."""

    CONVERSATION = "conversation"
    RECORDING = "recording"
    MESSAGE = "message"
    SIGNATURE = "signature"
    PAPER = "paper"


WITH_FILE: Final = frozenset({EvidenceKind.SIGNATURE, EvidenceKind.PAPER})
WITH_REFERENCE: Final = frozenset({EvidenceKind.RECORDING, EvidenceKind.MESSAGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Evidence as it comes in. file: the stream and how the person's machine called it."""

    kind: EvidenceKind
    reference: str = ""
    file: tuple[IO[bytes], str] | None = None


def take_proof(proof: Proof) -> tuple[dict[str, object], Attachment | None]:
    """What the ledger keeps of a proof, and its stored file, which is to be given to the event.

    Raises Invalid for a kind without what it needs, and for a reference that holds a telephone number.
    """
    kept: dict[str, object] = {"kind": proof.kind.value}
    if proof.kind in WITH_REFERENCE:
        kept["reference"] = _checked_reference(proof.reference)
    if proof.kind not in WITH_FILE:
        return kept, None
    if proof.file is None:
        raise Invalid("file", _("Add the signature or the paper as a picture or PDF."))
    stream, name = proof.file
    stored = store_file(
        stream, name=name, owner_type=OWNER, owner_id=None, accepted={PDF, *IMAGES}, most_bytes=MOST_BYTES
    )
    session().flush()
    return kept | {"attachment_id": stored.id, "digest": stored.sha256}, stored


def proof_file(event: ConsentEvent) -> Attachment:
    """The file that proves a statement; raises NotFound when it has none, or none any more."""
    files = files_of([event.id])
    if not files:
        raise NotFound(_("This file is no longer there."))
    return files[0]


def files_of(event_ids: Collection[int]) -> list[Attachment]:
    """The files of statements."""
    mine = (
        Attachment.tenant_id == current_tenant(),
        Attachment.owner_type == OWNER,
        Attachment.owner_id.in_(event_ids),
    )
    return list(session().scalars(select(Attachment).where(*mine).order_by(Attachment.id)))


def told_reference(evidence: Mapping[str, object]) -> str:
    """The number of a recording or message in stored evidence, `""` for none."""
    return str(evidence.get("reference", ""))


def _checked_reference(reference: str) -> str:
    if not _REFERENCE.fullmatch(reference):
        raise Invalid(
            "reference", _("Give the number of the recording or message: letters, digits, - _ . / : #.")
        )
    if _TELEPHONE.search(reference):
        raise Invalid("reference", _("Leave the telephone number out: what is recorded here stays for good."))
    return reference
