"""What may go wrong between us and a provider, as codes that the pages put into words."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """Why a provider could not be asked, or its answer is not believed."""

    ADDRESS = "address"
    """Its address is refused: no https, or inside our own network."""
    UNREACHABLE = "unreachable"
    """It does not answer, or not in time, or not with what was asked for."""
    ISSUER = "issuer"
    """It calls itself by another name than the one that was entered."""
    INCOMPLETE = "incomplete"
    """Its description lacks an address that we need."""
    ALGORITHM = "algorithm"
    """It signs in none of the ways that we take."""
    KEYS = "keys"
    """It shows no key that we could check a signature with."""
    DENIED = "denied"
    """It, or the person, refused the sign-in."""
    CLIENT = "client"
    """It does not know our client, or its secret is wrong."""
    CODE = "code"
    """It does not take the code back that it gave."""
    TOKEN = "token"  # noqa: S105 - a word for what is not believed, no secret
    """Its statement of who signed in is not signed by it, not for us, not for this sign-in, or out of time."""


class ProviderFault(Exception):
    """The provider's part of a sign-in failed. fault: why. detail: the claim or error code that it was, for the log."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault.value} {detail}".strip())
        self.fault = fault
        self.detail = detail
