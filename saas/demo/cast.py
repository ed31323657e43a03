"""Who and what the demo's groups consist of: companies, stores and staff, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from saas.core.organisation.working_hours import WEEKDAYS, Week

# A 4S store works on Saturday too, and its callers stay until half past six, when people are at home.
OPEN_WEEK: Week = {day: [["08:30", "12:00"], ["13:00", "18:30"]] for day in WEEKDAYS[:6]}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCast:
    """A store, of one make. plates: the letters that its customers' plates begin with, the most common first."""

    code: str
    name: str
    entity: str
    city: str
    region: str
    address: str
    phone: str
    make: str
    plates: tuple[str, ...]
    vehicles: int
    deliveries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a sign-in. stores: codes of the role's stores, none for the whole group.

    also: further roles, of the same stores. employee_of: the store that employs them as well, so that they may appear on
    repair orders.
    """

    login: str
    name: str
    role: str
    stores: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    employee_of: str = ""
    position: str = ""

    @property
    def roles(self) -> tuple[str, ...]:
        """All roles, the first one first."""
        return (self.role, *self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """A group: its companies (name to social credit code), stores, people, and the advisers of each store.

    guests: people of another group who are members here too.
    """

    code: str
    name: str
    entities: dict[str, str]
    stores: tuple[StoreCast, ...]
    people: tuple[Person, ...]
    advisers: dict[str, tuple[str, ...]]
    guests: tuple[Person, ...] = ()
    plugins: tuple[str, ...] = ()

    @property
    def admin(self) -> Person:
        """The first administrator."""
        return self.people[0]

    def with_role(self, role: str) -> list[Person]:
        """The people and guests of a role."""
        return [person for person in (*self.people, *self.guests) if person.role == role]


_SHANGHAI = ("沪A", "沪B", "沪C", "沪D", "沪E", "沪F", "沪G")

HUATONG = Cast(
    code="huatong",
    name="华通汽车集团",
    entities={
        "上海华通汽车销售服务有限公司": "91310115MA1K4HT01X",
        "上海华通绿能汽车有限公司": "91310114MA1GT8NE3Q",
        "苏州华通汽车销售服务有限公司": "91320594MA1WHT0427",
    },
    stores=(
        StoreCast(
            code="PD", name="华通浦东店", entity="上海华通汽车销售服务有限公司", city="上海", region="华东",
            address="上海市浦东新区沪南路2688号", phone="021-58016288", make="大众", plates=_SHANGHAI,
            vehicles=430, deliveries=22,
        ),
        StoreCast(
            code="MH", name="华通闵行店", entity="上海华通汽车销售服务有限公司", city="上海", region="华东",
            address="上海市闵行区沪闵路6088号", phone="021-64980616", make="别克", plates=_SHANGHAI,
            vehicles=340, deliveries=15,
        ),
        StoreCast(
            code="JD", name="华通绿能嘉定店", entity="上海华通绿能汽车有限公司", city="上海", region="华东",
            address="上海市嘉定区曹安公路3800号", phone="021-69579966", make="比亚迪", plates=_SHANGHAI,
            vehicles=310, deliveries=26,
        ),
        StoreCast(
            code="SZ", name="华通苏州园区店", entity="苏州华通汽车销售服务有限公司", city="苏州", region="华东",
            address="苏州工业园区娄江大道168号", phone="0512-62898166", make="丰田", plates=("苏E", "苏U"),
            vehicles=320, deliveries=17,
        ),
    ),
    people=(
        Person(login="admin@huatong.example", name="沈国华", role="group_admin"),
        # The director of operations stands in for the departments of the head office, so that one sign-in shows them all.
        Person(
            login="operations@huatong.example", name="黄文彬", role="group_admin",
            also=("appraisal_admin", "finance_reviewer", "department_head"),
        ),
        Person(login="manager.pd@huatong.example", name="吴建平", role="store_manager", stores=("PD",)),
        Person(login="manager.mh@huatong.example", name="陈立新", role="store_manager", stores=("MH",)),
        Person(login="manager.jd@huatong.example", name="潘晓岚", role="store_manager", stores=("JD",)),
        Person(login="manager.sz@huatong.example", name="钱卫东", role="store_manager", stores=("SZ",)),
        Person(login="followup@huatong.example", name="顾丽萍", role="followup_manager"),
        Person(login="calls1@huatong.example", name="周敏", role="followup_specialist", stores=("PD",)),
        Person(
            login="calls2@huatong.example", name="孙倩", role="followup_specialist", stores=("PD",),
            employee_of="PD", position="服务顾问（兼回访）",
        ),
        Person(login="calls3@huatong.example", name="何佳怡", role="followup_specialist", stores=("MH", "JD")),
        Person(login="calls4@huatong.example", name="唐雪", role="followup_specialist", stores=("MH",)),
        Person(login="calls5@huatong.example", name="宋雨婷", role="followup_specialist", stores=("JD",)),
        Person(login="calls6@huatong.example", name="朱红梅", role="followup_specialist", stores=("SZ",)),
        Person(login="crm@huatong.example", name="蒋文婷", role="crm_specialist", stores=("PD", "MH", "JD")),
        Person(login="analyst@huatong.example", name="徐静", role="data_analyst"),
        Person(
            login="adviser.pd@huatong.example", name="张志强", role="service_advisor", stores=("PD",),
            employee_of="PD", position="服务顾问",
        ),
        Person(
            login="adviser.sz@huatong.example", name="陆伟", role="service_advisor", stores=("SZ",),
            employee_of="SZ", position="服务顾问",
        ),
        Person(login="complaints@huatong.example", name="贾敏", role="complaint_manager"),
        Person(login="handler@huatong.example", name="罗永斌", role="complaint_handler"),
        Person(login="parts@huatong.example", name="鲁海峰", role="parts_manager"),
        Person(login="parts.pd@huatong.example", name="华小军", role="parts_clerk", stores=("PD",)),
        Person(login="head.pd@huatong.example", name="方建明", role="department_head", stores=("PD",)),
        Person(login="head.sz@huatong.example", name="龚海英", role="department_head", stores=("SZ",)),
        Person(login="finance@huatong.example", name="秦玉梅", role="finance_reviewer"),
        Person(login="payer@huatong.example", name="夏芸", role="payer"),
        Person(login="appraisal@huatong.example", name="韩雪梅", role="appraisal_admin"),
        Person(login="technician.pd@huatong.example", name="雷刚", role="employee", stores=("PD",)),
        Person(login="technician.mh@huatong.example", name="温志远", role="employee", stores=("MH",)),
        Person(login="privacy@huatong.example", name="江雯", role="privacy_officer"),
        Person(login="auditor@huatong.example", name="严立", role="auditor"),
    ),
    advisers={
        "PD": ("金磊", "邵峰"),
        "MH": ("丁伟民", "谢涛", "俞海燕"),
        "JD": ("袁斌", "苏晓东"),
        "SZ": ("范建国", "石俊"),
    },
    plugins=("budget", "complaints", "kano", "parts"),
)  # fmt: skip

YUANHANG = Cast(
    code="yuanhang",
    name="远航汽车服务集团",
    entities={"浙江远航汽车服务有限公司": "91330106MA2YHAUT8L"},
    stores=(
        StoreCast(
            code="XH", name="远航西湖店", entity="浙江远航汽车服务有限公司", city="杭州", region="浙江",
            address="杭州市西湖区古墩路1899号", phone="0571-87218818", make="本田", plates=("浙A",),
            vehicles=190, deliveries=9,
        ),
        StoreCast(
            code="YZ", name="远航鄞州店", entity="浙江远航汽车服务有限公司", city="宁波", region="浙江",
            address="宁波市鄞州区鄞县大道1288号", phone="0574-88216616", make="日产", plates=("浙B",),
            vehicles=150, deliveries=6,
        ),
    ),
    people=(
        # In a small group the owner does much himself.
        Person(
            login="admin@yuanhang.example", name="林海波", role="group_admin",
            also=("appraisal_admin", "finance_reviewer", "department_head"),
        ),
        Person(login="manager.xh@yuanhang.example", name="傅明", role="store_manager", stores=("XH",)),
        Person(login="calls1@yuanhang.example", name="竺慧", role="followup_specialist", stores=("XH",)),
        Person(login="calls2@yuanhang.example", name="裘佳敏", role="followup_specialist", stores=("YZ",)),
        Person(
            login="adviser.xh@yuanhang.example", name="方志刚", role="service_advisor", stores=("XH",),
            employee_of="XH", position="服务顾问",
        ),
        Person(login="complaints@yuanhang.example", name="褚卫国", role="complaint_manager"),
        Person(login="handler@yuanhang.example", name="骆晓峰", role="complaint_handler"),
        Person(login="parts@yuanhang.example", name="俞立军", role="parts_manager"),
        Person(login="head.xh@yuanhang.example", name="娄志勇", role="department_head", stores=("XH",)),
        Person(login="finance@yuanhang.example", name="项琴", role="finance_reviewer"),
        Person(login="payer@yuanhang.example", name="楼巧珍", role="payer"),
    ),
    advisers={"XH": ("余杰",), "YZ": ("毛国良", "应晓峰")},
    # The analyst of the larger group looks after the smaller one's follow-ups: one account, two memberships.
    guests=(Person(login="analyst@huatong.example", name="徐静", role="followup_manager"),),
    plugins=("budget", "complaints", "kano", "parts"),
)  # fmt: skip

CASTS = (HUATONG, YUANHANG)
