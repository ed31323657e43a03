"""Texts that the demo's groups send to their customers."""

from __future__ import annotations

from saas.core.messaging.operations import TemplateWords, add_template
from saas.core.privacy.models import ContactChannel, Purpose

_TEMPLATES = (
    (
        "service_due", "保养到期提醒", ContactChannel.SMS, Purpose.SERVICE,
        TemplateWords(
            body_zh="{salutation}，您的{plate}已到保养时间，欢迎致电{store}预约：{store_phone}。",
            body_en="{salutation}, your {plate} is due for service. To make an appointment, call {store}: {store_phone}.",
        ),
    ),
    (
        "survey_thanks", "回访致谢", ContactChannel.SMS, Purpose.SURVEY,
        TemplateWords(
            body_zh="{salutation}，感谢您接受{store}的回访，您的意见我们已转给负责人。",
            body_en="{salutation}, thank you for talking with {store}. We passed on what you told us.",
        ),
    ),
    (
        "service_letter", "保养到期邮件", ContactChannel.EMAIL, Purpose.SERVICE,
        TemplateWords(
            subject_zh="您的{plate}已到保养时间",
            body_zh="{salutation}：\n\n您的{model}（{plate}）已到保养时间。预约请致电{store}：{store_phone}。\n\n{group}",
            subject_en="Your {plate} is due for service",
            body_en="{salutation},\n\nyour {model} ({plate}) is due for service. To make an appointment, call {store}: "
            "{store_phone}.\n\n{group}",
        ),
    ),
)  # fmt: skip


def add_templates() -> None:
    """Give the current group its first templates."""
    for code, name, channel, purpose, words in _TEMPLATES:
        add_template(code=code, name=name, channel=channel, purpose=purpose, words=words)
