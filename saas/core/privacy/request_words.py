"""Requests in words."""

from __future__ import annotations

from collections.abc import Mapping

from saas.core.privacy.request_models import IdentityProof, RequestKind, RequestState
from saas.platform.i18n import LazyStr, _l

KINDS: Mapping[RequestKind, LazyStr] = {
    RequestKind.ACCESS: _l("See what is kept"),
    RequestKind.COPY: _l("Get a copy, also for another dealer"),
    RequestKind.CORRECT: _l("Have something corrected"),
    RequestKind.DELETE: _l("Have it deleted"),
    RequestKind.RESTRICT: _l("Have it kept only, and not used"),
    RequestKind.EXPLAIN: _l("Have a decision explained"),
}

STATES: Mapping[RequestState, LazyStr] = {
    RequestState.RECEIVED: _l("Received"),
    RequestState.CHECKED: _l("Identity checked"),
    RequestState.PROPOSED: _l("Waits for approval"),
    RequestState.DONE: _l("Answered"),
    RequestState.REFUSED: _l("Not granted"),
    RequestState.WITHDRAWN: _l("Withdrawn"),
}

TONES: Mapping[RequestState, str] = {
    RequestState.RECEIVED: "warn",
    RequestState.CHECKED: "info",
    RequestState.PROPOSED: "warn",
    RequestState.DONE: "good",
    RequestState.REFUSED: "plain",
    RequestState.WITHDRAWN: "plain",
}

PROOFS: Mapping[IdentityProof, LazyStr] = {
    IdentityProof.IN_PERSON: _l("Was here and is known"),
    IdentityProof.KNOWN_NUMBER: _l("Called back at the number on record"),
    IdentityProof.DOCUMENT: _l("Showed an identity document"),
    IdentityProof.AUTHORISED: _l("Somebody with a power of attorney"),
}
