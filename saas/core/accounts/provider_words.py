"""What people are told when a provider's part of a sign-in fails."""

from __future__ import annotations

from collections.abc import Mapping

from saas.platform.i18n import LazyStr, _l
from saas.platform.security.openid import Fault

_WORDS: Mapping[Fault, LazyStr] = {
    Fault.ADDRESS: _l("The provider's address is refused: it must be https and outside our own network."),
    Fault.UNREACHABLE: _l(
        "The provider does not answer as it should. Check the address, or try again later."
    ),
    Fault.ISSUER: _l("The provider calls itself by another address than the one that was entered."),
    Fault.INCOMPLETE: _l("The provider's description of itself is not complete."),
    Fault.ALGORITHM: _l("The provider signs in none of the ways that are safe (RS, PS or ES)."),
    Fault.KEYS: _l("The provider shows no key with which its signature could be checked."),
    Fault.DENIED: _l("The provider refused this sign-in, or you left it."),
    Fault.CLIENT: _l("The provider does not know this client, or the secret is wrong."),
    Fault.CODE: _l("The provider does not take its own answer back. Begin again."),
    Fault.TOKEN: _l("The provider's answer is not valid for this sign-in. Begin again."),
}
_OF_THE_PERSON = frozenset({Fault.DENIED, Fault.CODE, Fault.TOKEN})


def fault_in_words(fault: Fault) -> LazyStr:
    """What to tell people of a fault."""
    return _WORDS[fault]


def is_for_the_person(fault: Fault) -> bool:
    """Whether beginning again may help; the others are for the group's administrators."""
    return fault in _OF_THE_PERSON
