"""What whoever asks says in the call after a complaint was resolved; the group may change it."""

from __future__ import annotations

from saas.plugin_api import add_followup_script

CODE = "complaint_closure"
_NAME = {"zh_CN": "投诉结案回访", "en": "Call after a complaint"}
_BLOCKS = (
    {
        "text": {
            "zh_CN": "您好，我是{store}的{operator}。{customer}，您之前反映的问题我们已经处理，想了解一下结果您是否满意。",
            "en": "Hello, this is {operator} of {store}. {customer}, we have dealt with what you told us about and would like"
            " to hear whether it is well now.",
        }
    },
)
_QUESTIONS = (
    {
        "key": "solved",
        "kind": "rating",
        "label": {
            "zh_CN": "您对这次投诉的处理结果满意吗（1–10分）？",
            "en": "How satisfied are you with how your complaint was dealt with (1–10)?",
        },
        "options": [1, 10],
    },
    {
        "key": "left",
        "kind": "text",
        "label": {"zh_CN": "还有什么没有解决？", "en": "Is anything still not as it should be?"},
    },
)


def add_closure_script() -> None:
    """Give the group the script; one that it has stays as the group made it."""
    add_followup_script(CODE, _NAME, _BLOCKS, _QUESTIONS)
