"""The eleven improvement factors that every group starts with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from plugins.kano.models.factors import Dimension


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterFactor:
    """A factor as a group is given it. metric: what it is measured by where nobody is asked."""

    code: str
    zh: str
    en: str
    meaning_zh: str
    meaning_en: str
    dimension: Dimension
    step: str
    metric: str


STARTER_FACTORS: Final = (
    StarterFactor(
        code="reception_time",
        zh="服务接待响应时间",
        en="Time until reception responds",
        meaning_zh="客户到店、来电或预约后，服务人员开始接待前的等待时间。",
        meaning_en="How long customers wait for somebody to attend to them after they arrive, call or ask.",
        dimension=Dimension.EFFICIENCY,
        step="预约与接待",
        metric="到店至接待的平均分钟数",
    ),
    StarterFactor(
        code="parts_quality",
        zh="备件基本质量要求",
        en="Basic quality of parts",
        meaning_zh="更换的备件来源可靠、质量合格，质保期内不因备件本身返修。",
        meaning_en="Fitted parts come from a known source, are sound, and do not fail within their warranty.",
        dimension=Dimension.PARTS,
        step="维修与备件",
        metric="备件质量返修率",
    ),
    StarterFactor(
        code="staff_quality",
        zh="技服人员基本素质",
        en="Skill and manner of technical staff",
        meaning_zh="技术服务人员的专业知识、操作技能、仪表与态度。",
        meaning_en="What technical staff know and can do, how they look and behave.",
        dimension=Dimension.STAFF,
        step="维修与备件",
        metric="客户对人员的评分",
    ),
    StarterFactor(
        code="followup",
        zh="跟踪调查",
        en="Follow-up after service",
        meaning_zh="服务完成后主动回访，询问使用情况与意见并跟进处理。",
        meaning_en="Customers are asked after service how things are, and what they say is followed up.",
        dimension=Dimension.CARE,
        step="回访",
        metric="按期回访率",
    ),
    StarterFactor(
        code="technical_support",
        zh="技术支持",
        en="Technical support",
        meaning_zh="车辆出现疑问或故障时，能及时得到准确的诊断与解答。",
        meaning_en="Questions and faults get a right answer or diagnosis in time.",
        dimension=Dimension.EFFICIENCY,
        step="维修与备件",
        metric="一次修复率",
    ),
    StarterFactor(
        code="home_check",
        zh="定期上门服务检修(质保期外)",
        en="Regular checks at the customer's (out of warranty)",
        meaning_zh="质保期外按约定上门检查与保养车辆。",
        meaning_en="After the warranty the vehicle is checked where the customer is, as agreed.",
        dimension=Dimension.CARE,
        step="关怀",
        metric="上门检修完成次数",
    ),
    StarterFactor(
        code="personal_service",
        zh="提供个性化服务",
        en="Personal service",
        meaning_zh="按客户的用车习惯与偏好安排服务、提醒和优惠。",
        meaning_en="Service, reminders and offers follow how the customer drives and what they like.",
        dimension=Dimension.CARE,
        step="关怀",
        metric="个性化方案采用率",
    ),
    StarterFactor(
        code="process_order",
        zh="客服流程有序性",
        en="An orderly service process",
        meaning_zh="从预约到交车各环节衔接顺畅，责任清楚，客户不需重复说明。",
        meaning_en="From appointment to handing over each step follows the other; nobody has to explain twice.",
        dimension=Dimension.PROCESS,
        step="全流程",
        metric="流程环节按时完成率",
    ),
    StarterFactor(
        code="fair_fees",
        zh="客服费用的合理性",
        en="Reasonable fees",
        meaning_zh="收费项目透明、价格合理，结算与报价一致。",
        meaning_en="Fees are plain and fair, and the bill says what the quotation said.",
        dimension=Dimension.PRICE,
        step="结算与交车",
        metric="价格类投诉率",
    ),
    StarterFactor(
        code="standards_kept",
        zh="客服标准有效执行率",
        en="Share of service standards kept",
        meaning_zh="既定服务标准在日常工作中被切实执行的程度。",
        meaning_en="How far the standards that are set are kept in daily work.",
        dimension=Dimension.PROCESS,
        step="全流程",
        metric="标准检查合格率",
    ),
    StarterFactor(
        code="timely_information",
        zh="服务信息传递及时性",
        en="Timely information about the service",
        meaning_zh="维修进度、费用变化、完工时间及时告知客户。",
        meaning_en="Customers hear in time how far the work is, what changes in price, and when it is done.",
        dimension=Dimension.PROCESS,
        step="维修与备件",
        metric="进度按时告知率",
    ),
)
"""The seed's nine factors and the two that its results add."""
