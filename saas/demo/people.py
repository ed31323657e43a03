"""Names, numbers and addresses as customers of Chinese dealers have them; plain values from a given random source."""

from __future__ import annotations

from random import Random

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)
_COMPOUND = ("欧阳", "上官", "司马", "诸葛")
_MALE = ("伟", "强", "磊", "军", "勇", "涛", "明", "超", "杰", "鹏", "浩", "宇", "轩", "建国", "建华", "志强", "志明", "国强",
         "文斌", "俊杰", "海涛", "晓东", "立新", "永康", "子豪", "浩然", "家豪", "天宇", "思远", "振华", "卫东", "学文", "少华",
         "德明", "春生", "嘉伟", "承志", "维平", "宏伟", "启明", "一鸣", "晨阳", "泽宇", "景行")  # fmt: skip
_FEMALE = ("芳", "娜", "敏", "静", "丽", "艳", "娟", "霞", "燕", "玲", "婷", "雪", "慧", "琳", "秀英", "丽华", "晓燕", "海燕",
           "雅琴", "佳怡", "雨婷", "欣怡", "梦洁", "思琪", "诗涵", "美玲", "淑珍", "玉兰", "春梅", "晓红", "文静", "若兰", "嘉欣",
           "婉清", "念慈", "咏梅", "惠芬", "丹丹", "倩", "莹", "蕾", "梓萱")  # fmt: skip
_PREFIXES = ("130", "131", "132", "133", "135", "136", "137", "138", "139", "150", "151", "152", "156", "158", "159",
             "176", "177", "180", "181", "182", "185", "186", "187", "188", "189", "191", "198", "199")  # fmt: skip
_TRADES = ("贸易", "物流", "建筑工程", "信息技术", "机电设备", "餐饮管理", "装饰设计", "医疗器械", "文化传播", "供应链管理",
           "环保科技", "电子科技", "服装", "汽车租赁", "咨询")  # fmt: skip
_FIRM_NAMES = ("鑫达", "恒瑞", "宏远", "嘉禾", "博创", "中沃", "瑞丰", "盛世", "锦程", "远景", "同济", "华信", "天成", "立诚",
               "新锐", "金桥", "明德", "东方", "正泰", "海纳", "联众", "启航", "德润", "创益")  # fmt: skip
_STREETS = {
    "上海": ("浦东新区张杨路", "浦东新区锦绣路", "浦东新区成山路", "闵行区莘松路", "闵行区七莘路", "徐汇区龙华西路",
             "嘉定区塔城路", "嘉定区金沙江西路", "普陀区真光路", "宝山区牡丹江路", "松江区新松江路",
             "杨浦区控江路", "静安区万荣路"),
    "苏州": ("工业园区星湖街", "工业园区现代大道", "姑苏区人民路", "吴中区东吴北路", "相城区嘉元路",
             "虎丘区塔园路",
             "吴江区鲈乡北路"),
    "杭州": ("西湖区文三路", "西湖区古翠路", "拱墅区莫干山路", "余杭区文一西路", "上城区秋涛路", "滨江区江南大道"),
    "宁波": ("鄞州区百丈东路", "鄞州区天童南路", "海曙区环城西路", "江北区人民路", "北仑区新碶街"),
}  # fmt: skip
CITIES = tuple(_STREETS)


def person_name(rng: Random, *, female: bool, surname: str = "") -> str:
    """A person's name; `surname` for a relative's."""
    family = surname or (rng.choice(_COMPOUND) if rng.random() < 0.006 else _common(rng))
    return family + rng.choice(_FEMALE if female else _MALE)


def _common(rng: Random) -> str:
    # The first surnames are those of most people: two draws, the nearer to the front holds.
    return _SURNAMES[min(rng.randrange(len(_SURNAMES)), rng.randrange(len(_SURNAMES)))]


def company_name(rng: Random, city: str) -> str:
    """A company's name with its city."""
    return f"{city}{rng.choice(_FIRM_NAMES)}{rng.choice(_TRADES)}有限公司"


def mobile(rng: Random, taken: set[str]) -> str:
    """A mobile number in E.164 of a range in use, that is not in `taken`; it is added there."""
    while True:
        number = f"+86{rng.choice(_PREFIXES)}{rng.randrange(10**8):08d}"
        if number not in taken:
            taken.add(number)
            return number


def address(rng: Random, city: str) -> str:
    """A flat in a street of the city."""
    street = rng.choice(_STREETS[city])
    home = f"{rng.randrange(2, 1900)}弄{rng.randrange(1, 60)}号{rng.randrange(1, 18)}0{rng.randrange(1, 5)}室"
    return f"{city}市{street}{home}"
