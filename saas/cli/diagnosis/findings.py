"""What a check found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A component and its state: `told` says what was seen; a fault has the `remedy` that mends it."""

    component: str
    told: str
    remedy: str = ""

    @property
    def is_fault(self) -> bool:
        """Whether something has to be mended."""
        return bool(self.remedy)
