"""The twelve kinds of fault that are planted in the sample, and what the judge must say to each."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Final

from saas.core.imports.sample_layouts import Cells, SampleLayout, position
from saas.core.imports.values import CellValue
from saas.core.vehicles.vin import check_digit, read_vin


class FaultKind(StrEnum):
    """One way in which a row is wrong."""

    PHONE_INVALID = "phone_invalid"
    PHONE_MISSING = "phone_missing"
    NAME_MISSING = "name_missing"
    VIN_LENGTH = "vin_length"
    VIN_LOOKALIKE = "vin_lookalike"
    VIN_CHECK_DIGIT = "vin_check_digit"
    PLATE_SHAPE = "plate_shape"
    DATE_IMPOSSIBLE = "date_impossible"
    DATES_ORDER = "dates_order"
    MONEY_UNREADABLE = "money_unreadable"
    ODOMETER_UNREADABLE = "odometer_unreadable"
    RO_MISSING = "ro_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Where a fault is planted, the code that the judge gives, and whether the row fails for it."""

    column: str
    code: str
    fails: bool
    spoil: Callable[[Random, str], CellValue]

    def planted(self, rng: Random, layout: SampleLayout, cells: Cells) -> Cells:
        """The row with this fault in it."""
        at = position(layout, self.column)
        return (*cells[:at], self.spoil(rng, str(cells[at])), *cells[at + 1 :])


def _wrong_check_digit(_: Random, written: str) -> CellValue:
    vin = read_vin(written).vin
    return vin[:8] + ("1" if check_digit(vin) != "1" else "2") + vin[9:]


FAULTS: Final[dict[FaultKind, Fault]] = {
    FaultKind.PHONE_INVALID: Fault(
        column="phone",
        code="phone.invalid",
        fails=True,
        spoil=lambda rng, _: f"1390{rng.randint(0, 999999):06d}",
    ),
    FaultKind.PHONE_MISSING: Fault(
        column="phone", code="customer.phone_missing", fails=True, spoil=lambda _, __: None
    ),
    FaultKind.NAME_MISSING: Fault(
        column="name", code="customer.name_missing", fails=True, spoil=lambda _, __: None
    ),
    FaultKind.VIN_LENGTH: Fault(
        column="vin", code="vin.length", fails=True, spoil=lambda rng, vin: vin[: rng.randint(9, 16)]
    ),
    FaultKind.VIN_LOOKALIKE: Fault(
        column="vin",
        code="vin.lookalike",
        fails=True,
        spoil=lambda rng, vin: vin[:11] + rng.choice("OIQ") + vin[12:],
    ),
    FaultKind.VIN_CHECK_DIGIT: Fault(
        column="vin", code="vin.check_digit", fails=False, spoil=_wrong_check_digit
    ),
    FaultKind.PLATE_SHAPE: Fault(
        column="plate", code="plate.shape", fails=False, spoil=lambda rng, _: f"沪A{rng.randint(0, 999):03d}"
    ),
    FaultKind.DATE_IMPOSSIBLE: Fault(
        column="settled",
        code="date.impossible",
        fails=True,
        spoil=lambda rng, _: f"2026-02-{rng.randint(30, 31)}",
    ),
    FaultKind.DATES_ORDER: Fault(
        column="settled",
        code="service.dates_order",
        fails=True,
        spoil=lambda rng, _: f"2019-06-{rng.randint(1, 30):02d}",
    ),
    FaultKind.MONEY_UNREADABLE: Fault(
        column="amount",
        code="money.unreadable",
        fails=True,
        spoil=lambda rng, _: rng.choice(("面议", "12..5", "见附件")),
    ),
    FaultKind.ODOMETER_UNREADABLE: Fault(
        column="odometer", code="odometer.unreadable", fails=False, spoil=lambda _, __: "约三万"
    ),
    FaultKind.RO_MISSING: Fault(
        column="ro_number", code="service.ro_missing", fails=True, spoil=lambda _, __: None
    ),
}
