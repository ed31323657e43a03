"""Cars that Chinese dealers sell: models with their makers' codes, VINs with right check digits, plates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from saas.core.vehicles.models import Energy
from saas.core.vehicles.vin import with_check_digit

_YEAR_CODES = "GHJKLMNPRSTVW"  # 2016 to 2028
COLOURS = ("白色", "白色", "黑色", "灰色", "银色", "蓝色", "红色", "棕色")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model on sale from `since` to `until`. code: the first eight characters of its VIN but the check digit's place.

    price: in yuan, of the car; upkeep: what an ordinary maintenance costs, in yuan. share: weight among the make's.
    """

    series: str
    name: str
    code: str
    energy: Energy = Energy.PETROL
    since: int = 2016
    until: int = 2030
    price: int = 130_000
    upkeep: int = 520
    share: int = 3


MODELS: dict[str, tuple[Model, ...]] = {
    "大众": (
        Model(series="朗逸", name="朗逸 1.5L 自动舒适版", code="LSVNR218", price=125_000, upkeep=450, share=6),
        Model(series="途观L", name="途观L 330TSI 智动豪华版", code="LSVUB65N", since=2017, price=228_000, upkeep=760),
        Model(series="帕萨特", name="帕萨特 330TSI 精英版", code="LSVCY6C4", price=215_000, upkeep=720, share=4),
        Model(series="途岳", name="途岳 280TSI 豪华版", code="LSVZZ25T", since=2018, price=168_000, upkeep=560),
        Model(
            series="ID.4 X", name="ID.4 X 纯净长续航版", code="LSVAU6E4", energy=Energy.ELECTRIC, since=2021,
            price=215_000, upkeep=320, share=2,
        ),
    ),
    "别克": (
        Model(series="英朗", name="英朗 15N 自动精英型", code="LSGKR54E", price=112_000, upkeep=430, until=2023, share=5),
        Model(series="君威", name="君威 28T 尊贵型", code="LSGZL53F", since=2017, price=209_000, upkeep=690),
        Model(series="GL8", name="GL8 ES 陆尊 653T 豪华型", code="LSGUL83L", since=2017, price=305_000, upkeep=880, share=5),
        Model(series="昂科威", name="昂科威 20T 领先型", code="LSGXE83L", price=219_000, upkeep=700, share=4),
        Model(
            series="微蓝6", name="微蓝6 纯电互联时尚型", code="LSGBC5E0", energy=Energy.ELECTRIC, since=2019,
            price=139_000, upkeep=290, share=2,
        ),
    ),
    "比亚迪": (
        Model(series="宋", name="宋 1.5TI 自动豪华型", code="LGXC14DG", until=2020, price=105_000, upkeep=480),
        Model(
            series="秦PLUS", name="秦PLUS DM-i 120KM 旗舰型", code="LGXC74C4", energy=Energy.PLUG_IN_HYBRID, since=2021,
            price=139_800, upkeep=420, share=6,
        ),
        Model(
            series="汉", name="汉EV 715KM 尊贵型", code="LGXCE6CD", energy=Energy.ELECTRIC, since=2020,
            price=239_800, upkeep=380, share=4,
        ),
        Model(
            series="元PLUS", name="元PLUS 510KM 尊荣型", code="LGXCE4CB", energy=Energy.ELECTRIC, since=2022,
            price=149_800, upkeep=300, share=4,
        ),
        Model(
            series="宋PLUS", name="宋PLUS DM-i 110KM 旗舰PLUS", code="LGXC76C4", energy=Energy.PLUG_IN_HYBRID, since=2021,
            price=179_800, upkeep=450, share=5,
        ),
        Model(
            series="唐", name="唐DM 四驱尊贵型", code="LGXC16AF", energy=Energy.PLUG_IN_HYBRID, since=2018, until=2022,
            price=259_800, upkeep=620, share=2,
        ),
    ),
    "丰田": (
        Model(series="凯美瑞", name="凯美瑞 2.5G 豪华版", code="LVGBM51K", price=219_800, upkeep=560, share=4),
        Model(
            series="凯美瑞双擎", name="凯美瑞双擎 2.5HG 豪华版", code="LVGBM54K", energy=Energy.HYBRID, since=2018,
            price=239_800, upkeep=580,
        ),
        Model(series="雷凌", name="雷凌 1.2T 运动版", code="LVGDC46A", price=136_800, upkeep=430, share=5),
        Model(series="汉兰达", name="汉兰达 2.0T 四驱豪华版", code="LVGEN56A", until=2022, price=298_800, upkeep=760),
        Model(series="威兰达", name="威兰达 2.0L 豪华版", code="LVGD256A", since=2020, price=189_800, upkeep=520, share=4),
    ),
    "本田": (
        Model(series="雅阁", name="雅阁 260TURBO 豪华版", code="LHGCV165", price=199_800, upkeep=560, share=5),
        Model(series="凌派", name="凌派 180TURBO 豪华版", code="LHGFC664", price=119_800, upkeep=420),
        Model(series="飞度", name="飞度 1.5L 潮享版", code="LHGGR985", price=92_800, upkeep=360, share=4),
        Model(series="皓影", name="皓影 240TURBO 尊享版", code="LHGRT168", since=2019, price=199_800, upkeep=560, share=4),
        Model(series="奥德赛", name="奥德赛 2.0L 锐·智享版", code="LHGRC584", energy=Energy.HYBRID, since=2019,
              price=264_800, upkeep=620, share=2),
    ),
    "日产": (
        Model(series="轩逸", name="轩逸 1.6L 悦享版", code="LGBH52E0", price=119_000, upkeep=400, share=7),
        Model(series="天籁", name="天籁 2.0L XL 舒适版", code="LGBF5AE0", price=179_800, upkeep=540),
        Model(series="奇骏", name="奇骏 2.5L 四驱豪华版", code="LGBM4DE4", until=2022, price=219_800, upkeep=580, share=4),
        Model(series="逍客", name="逍客 2.0L 豪华版", code="LGBL4AE0", price=159_900, upkeep=470, share=4),
    ),
}  # fmt: skip


def choose_model(rng: Random, make: str, year: int) -> Model:
    """A model of the make that was on sale in that year."""
    offered = [model for model in MODELS[make] if model.since <= year <= model.until]
    return rng.choices(offered, weights=[model.share for model in offered])[0]


def vin(model: Model, delivered: date, number: int) -> str:
    """The VIN of a car built shortly before its delivery; `number` makes it one of a kind within model and year."""
    year = delivered.year if delivered.month > 2 else delivered.year - 1
    code = _YEAR_CODES[max(year, 2016) - 2016]
    return with_check_digit(f"{model.code}0{code}{model.code[4]}{number:06d}")


def plate(rng: Random, letters: tuple[str, ...], energy: Energy, taken: set[str]) -> str:
    """A plate of the city, of the new-energy series for cars that get one; never one that is in `taken`."""
    while True:
        made = rng.choices(letters, weights=range(len(letters), 0, -1))[0] + _serial(rng, energy)
        if made not in taken:
            taken.add(made)
            return made


def _serial(rng: Random, energy: Energy) -> str:
    if energy is Energy.ELECTRIC:
        return f"D{rng.randrange(10**5):05d}"
    if energy is Energy.PLUG_IN_HYBRID:
        return f"F{rng.randrange(10**5):05d}"
    digits = f"{rng.randrange(10**4):04d}"
    letter = rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ")
    place = rng.randrange(5)
    return digits[:place] + letter + digits[place:]
