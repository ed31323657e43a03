"""What the specialist reads out."""

from saas.core.followups.script_text import script_lines
from saas.core.followups.starter import RULES, SCRIPTS

BLOCKS = [
    {"text": {"zh_CN": "您好，{customer}", "en": "Hello {customer}"}},
    {"when": {"field": "months", "at_least": 3}, "text": {"zh_CN": "首保", "en": "first maintenance"}},
    {"when": {"field": "energy", "equals": "electric"}, "text": {"zh_CN": "电池", "en": "battery"}},
]


def test_script_lines_fill_in_words_of_the_locale() -> None:
    assert script_lines(BLOCKS, {}, {"customer": "王芳"}, "zh_CN") == ["您好，王芳"]
    assert script_lines(BLOCKS, {}, {"customer": "Wang"}, "en") == ["Hello Wang"]


def test_script_lines_show_blocks_whose_conditions_hold() -> None:
    facts = {"months": 4, "energy": "electric"}
    assert len(script_lines(BLOCKS, facts, {}, "en")) == 3
    assert len(script_lines(BLOCKS, {"months": 2, "energy": "petrol"}, {}, "en")) == 1


def test_script_lines_never_show_the_name_of_an_unknown_word() -> None:
    assert script_lines(BLOCKS, {}, {}, "en") == ["Hello …"]


def test_starter_scripts_fill_in_completely_in_both_languages() -> None:
    words = dict.fromkeys(
        (
            "store",
            "operator",
            "customer",
            "model",
            "plate",
            "service_kind",
            "service_date",
            "maintenance_date",
        ),
        "X",
    )
    for script in SCRIPTS:
        for locale in ("zh_CN", "en"):
            lines = script_lines(
                script["blocks"], {"months_since_delivery": 6, "months_without_service": 6}, words, locale
            )
            assert len(lines) == len(script["blocks"])
            assert not any("{" in line or "…" in line for line in lines)


def test_starter_rules_name_a_script_and_a_purpose_and_the_invitation_is_marketing() -> None:
    codes = {script["code"] for script in SCRIPTS}
    assert all(rule["script"] in codes and rule["purpose"] for rule in RULES)
    assert {rule["code"]: rule["purpose"] for rule in RULES}["no_visit_6m"] == "marketing"
