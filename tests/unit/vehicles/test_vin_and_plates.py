import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.core.vehicles.energy import EnergyKind, read_energy
from saas.core.vehicles.plates import PROVINCES, PlateKind, PlateProblem, read_plate
from saas.core.vehicles.vin import VinProblem, check_digit, maker, model_year, read_vin, with_check_digit

ALPHABET = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
vins = st.text(alphabet=ALPHABET, min_size=17, max_size=17).map(with_check_digit)


def test_read_vin_published_example() -> None:
    assert check_digit("1M8GDM9AXKP042788") == "X"
    assert read_vin(" 1m8gdm9a-xkp042788 ").vin == "1M8GDM9AXKP042788"
    assert read_vin("１Ｍ８ＧＤＭ９ＡＸＫＰ０４２７８８").problem is None
    assert read_vin("11111111111111111").problem is None


@pytest.mark.parametrize(
    ("text", "problem", "usable"),
    [
        ("1M8GDM9A1KP042788", VinProblem.CHECK_DIGIT, True),
        ("1M8GDM9AXKP04278", VinProblem.LENGTH, False),
        ("1M8GDM9AXKPO42788", VinProblem.LOOKALIKE, False),
        ("1M8GDM9AXKP04沪788", VinProblem.CHARACTERS, False),
        ("", VinProblem.LENGTH, False),
    ],
)
def test_read_vin_problems(text: str, problem: VinProblem, usable: bool) -> None:
    reading = read_vin(text)
    assert (reading.problem, reading.usable) == (problem, usable)


def test_read_vin_reports_lookalikes_and_replaces_nothing() -> None:
    reading = read_vin("1M8GDM9AXKPO42788")
    assert (reading.vin, reading.suggestion) == ("1M8GDM9AXKPO42788", "1M8GDM9AXKP042788")


def test_model_year_and_maker() -> None:
    assert model_year("1M8GDM9AXKP042788", latest=1990) == 1989
    assert model_year("1M8GDM9AXKP042788", latest=2027) == 2019
    assert model_year("1M8GDM9AX0P042788", latest=2027) is None
    assert maker("LSVAM4187N1234567") == "SAIC Volkswagen"
    assert maker("ZZZ00000000000000") is None


@given(vins, st.integers(0, 16), st.sampled_from("0123456789"))
def test_check_digit_shows_any_single_wrong_digit(vin: str, at: int, digit: str) -> None:
    if at == 8 or not vin[at].isdigit() or vin[at] == digit:
        return
    assert read_vin(vin[:at] + digit + vin[at + 1 :]).problem is VinProblem.CHECK_DIGIT


@given(st.one_of(vins, st.text(max_size=20)))
def test_read_vin_is_idempotent(text: str) -> None:
    once = read_vin(text)
    assert read_vin(once.vin).vin == once.vin


@pytest.mark.parametrize(
    ("text", "plate", "kind"),
    [
        ("沪a·12345", "沪A12345", PlateKind.ORDINARY),
        (" 沪 A 12345", "沪A12345", PlateKind.ORDINARY),
        ("京ＡＤ12345", "京AD12345", PlateKind.NEW_ENERGY),
        ("京A12345D", "京A12345D", PlateKind.NEW_ENERGY),
        ("沪A1234警", "沪A1234警", PlateKind.POLICE),
        ("沪A1234学", "沪A1234学", PlateKind.TRAINING),
        ("沪A1234挂", "沪A1234挂", PlateKind.TRAILER),
        ("沪A1234领", "沪A1234领", PlateKind.CONSULATE),
        ("粤Z1234港", "粤Z1234港", PlateKind.HONG_KONG_MACAO),
        ("粤Z1234澳", "粤Z1234澳", PlateKind.HONG_KONG_MACAO),
        ("使123456", "使123456", PlateKind.EMBASSY),
        ("新A12345", "新A12345", PlateKind.ORDINARY),
    ],
)
def test_read_plate_kinds(text: str, plate: str, kind: PlateKind) -> None:
    reading = read_plate(text)
    assert (reading.plate, reading.kind, reading.corrected) == (plate, kind, False)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("A12345", PlateProblem.PROVINCE),
        ("沪A123", PlateProblem.SHAPE),
        ("沪A1234567", PlateProblem.SHAPE),
        ("无牌", PlateProblem.NONE_YET),
        ("新车", PlateProblem.NONE_YET),
        ("暂未上牌", PlateProblem.NONE_YET),
        ("", PlateProblem.NONE_YET),
    ],
)
def test_read_plate_problems(text: str, problem: PlateProblem) -> None:
    assert read_plate(text).problem is problem


def test_read_plate_reads_letters_that_no_serial_has_as_digits() -> None:
    assert (read_plate("沪A1O34I").plate, read_plate("沪A1O34I").corrected) == ("沪A10341", True)


@given(st.sampled_from(PROVINCES), st.text(alphabet=ALPHABET + "·- OI警学", min_size=4, max_size=9))
def test_read_plate_is_idempotent(province: str, rest: str) -> None:
    once = read_plate(province + rest)
    again = read_plate(once.plate)
    assert (again.plate, again.kind, again.problem) == (once.plate, once.kind, once.problem)


def test_read_energy() -> None:
    assert read_energy("插电式 混合动力") is EnergyKind.PLUG_IN_HYBRID
    assert read_energy("bev") is EnergyKind.ELECTRIC
    assert read_energy("蒸汽") is None
