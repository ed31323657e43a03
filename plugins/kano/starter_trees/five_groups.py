"""Fifteen indicators in five groups, the first three monthly, the last two quarterly."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from plugins.kano.models.trees import Cadence, SourceKind
from plugins.kano.starter_trees.shape import (
    StarterDimension,
    StarterIndicator,
    StarterTree,
    marked,
    rated,
    share,
)
from saas.plugin_api import _l

FIVE_GROUPS: Final = StarterTree(
    code="five_groups",
    title=_l("Fifteen indicators in five groups"),
    summary=_l("Ability, environment and staff every month; organisation and credibility every quarter."),
    zh="售后服务考核（五组十五项）",
    en="After-sales appraisal (five groups)",
    dimensions=(
        StarterDimension(
            zh="基本能力",
            en="Basic ability",
            indicators=(
                rated(
                    "技术支持",
                    "Technical support",
                    "客户提出的技术问题得到及时、准确解答的程度：90以上几乎全部一次答清，60为多次反复。",
                    "How well questions of customers are answered: 90 and more at once, 60 only after several tries.",
                ),
                rated(
                    "技术掌握",
                    "Mastery of technique",
                    "对所负责车型与作业标准的掌握程度，以当月技术测试与抽查为据。",
                    "How well models and standards are mastered, by the month's test and spot checks.",
                ),
                rated(
                    "改进服务",
                    "Improving the service",
                    "提出并落实的服务改进：有落实且见效为90以上，仅提出为60。",
                    "Improvements proposed and put to work: 90 and more where they show effect, 60 where only proposed.",
                ),
            ),
        ),
        StarterDimension(
            zh="硬件环境",
            en="Environment",
            indicators=(
                rated(
                    "服务环境",
                    "Service environment",
                    "责任区整洁、标识、安全的现场检查得分。",
                    "Tidiness, signs and safety of the own area, by inspection.",
                ),
                rated(
                    "设备的水平",
                    "State of equipment",
                    "所用设备点检与保养的完成程度。",
                    "How far the checks and care of the equipment in use are done.",
                ),
                rated(
                    "零部件基本质量",
                    "Basic quality of parts",
                    "领用与更换零部件的质量检查合格程度，因零部件返修按次扣分。",
                    "Parts drawn and fitted pass their checks; each rework for a part costs marks.",
                ),
            ),
        ),
        StarterDimension(
            zh="员工素质",
            en="Quality of staff",
            indicators=(
                rated(
                    "技术服务人员形象",
                    "Appearance of technical staff",
                    "着装、仪容与礼仪符合规范的现场检查得分。",
                    "Dress, bearing and manners as the standard asks, by inspection.",
                ),
                marked(
                    "态度",
                    "Attitude",
                    "客户在回访中给出的满意度平均分（1–10分）。",
                    "Mean of the marks, 1 to 10, that customers gave in follow-ups.",
                ),
                rated(
                    "对故障的诊断速度",
                    "Speed of diagnosis",
                    "故障诊断在标准工时内完成的程度。",
                    "How far faults are diagnosed within standard time.",
                ),
            ),
        ),
        StarterDimension(
            zh="组织管理",
            en="Organisation",
            cadence=Cadence.QUARTER,
            indicators=(
                rated(
                    "制度规范性",
                    "Keeping to the rules",
                    "制度执行抽查的合格程度。",
                    "How far spot checks find the rules kept.",
                ),
                rated(
                    "业务培训",
                    "Training",
                    "当季培训的参加与考试成绩。",
                    "Training of the quarter: attended, and with what result.",
                ),
                share(
                    "顾客管理",
                    "Care of customers",
                    "回访覆盖率：完成的回访任务 ÷ 到期的回访任务。",
                    "Follow-up coverage: tasks completed, divided by tasks that fell due.",
                    metric="followups.coverage",
                    worst=Decimal("0.5"),
                    target=Decimal("0.95"),
                ),
            ),
        ),
        StarterDimension(
            zh="可信度",
            en="Credibility",
            cadence=Cadence.QUARTER,
            indicators=(
                marked(
                    "公司的声誉",
                    "Reputation",
                    "当季回访满意度平均分（1–10分）。",
                    "Mean of the quarter's marks, 1 to 10.",
                ),
                rated(
                    "服务费用",
                    "Fees",
                    "报价与结算一致、收费说明清楚的程度。",
                    "Bills agree with quotations, and fees are explained.",
                ),
                rated(
                    "客户投诉",
                    "Complaints",
                    "100分起，每一次有效投诉按严重程度扣分。",
                    "From 100 down: each valid complaint costs marks by its severity.",
                    StarterIndicator(
                        zh="客户投诉",
                        en="Complaints",
                        meaning_zh="当季针对本人工作的投诉件数（重复登记除外）。",
                        meaning_en="Complaints of the quarter about one's own work, duplicates left out.",
                        source=SourceKind.METRIC,
                        metric="complaints.received",
                        unit="件",
                        direction="lower",
                        worst=Decimal(5),
                        target=Decimal(0),
                    ),
                ),
            ),
        ),
    ),
)
