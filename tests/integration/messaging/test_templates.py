"""Templates: each change a version, variables checked, the text as a customer reads it."""

from __future__ import annotations

import pytest

from saas.core.customers.models import Gender
from saas.core.messaging.models import MessageTemplate
from saas.core.messaging.operations import (
    TemplateWords,
    add_template,
    change_template,
    deliver_message,
    send_template,
    set_retired,
)
from saas.core.messaging.queries import current_template, template_text
from saas.core.messaging.rendering import rendered
from saas.core.privacy.models import ConsentDecision, ContactChannel
from saas.core.privacy.operations import record_consent
from saas.platform.errors import Forbidden, Invalid, VersionConflict
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group
from saas.testing.factories.vehicles import vehicle
from tests.integration.messaging.conftest import Gateway, point_of


def add(code: str = "due", channel: ContactChannel = ContactChannel.SMS, **words: str) -> MessageTemplate:
    texts = {"body_zh": "您的{plate}该保养了。", **words}
    return add_template(
        code=code, name="保养提醒", channel=channel, purpose="service", words=TemplateWords(**texts)
    )


def test_marketing_tells_the_way_out_and_service_does_not(there: Group) -> None:
    with inside(there.id):
        made = customer("王晓明", gender=Gender.FEMALE)
        service = rendered(current_template("service"), made.id, "zh_CN")
        offer = rendered(current_template("marketing"), made.id, "zh_CN")
        english = rendered(current_template("marketing"), made.id, "en")
    assert service.body == "【华通汽车】王晓明女士，您的爱车该保养了。"
    assert offer.body.endswith("拒收请回复R")
    assert english.body == "【华通汽车】Dear Ms 王晓明, time for a service. Reply R to stop."
    assert (service.parts, english.parts) == (1, 1)


def test_marketing_waits_for_consent(there: Group) -> None:
    with inside(there.id):
        made = customer("王晓明", phones=["13800003333"])
        with pytest.raises(Forbidden):
            send_template(made.id, point_of(made.id), "marketing")
        record_consent(made.id, "marketing", ConsentDecision.GRANT)
        assert send_template(made.id, point_of(made.id), "marketing").parts == 1


def test_message_keeps_the_words_it_was_written_with(there: Group, gateway: Gateway) -> None:
    with inside(there.id):
        made = customer("王晓明", phones=["13800004444"])
        plate = vehicle(owner_id=made.id).plate
        template = add()
        message = send_template(made.id, point_of(made.id), "due")
        first = message.template_version_id
        change_template(template.id, TemplateWords(body_zh="改过的{plate}"), name="保养", version=1)
        assert template_text(template.id).body_zh == "改过的{plate}"
        assert template_text(template.id).version_id != first
        deliver_message(message.id)
        with pytest.raises(VersionConflict):
            change_template(template.id, TemplateWords(body_zh="x"), name="x", version=1)
    assert gateway.taken()[0]["text"] == f"【华通汽车】您的{plate}该保养了。"


def test_template_that_names_what_is_not_known_is_not_sent(there: Group) -> None:
    with inside(there.id):
        made = customer("王晓明", phones=["13800005555"])
        add()
        with pytest.raises(Invalid):
            send_template(made.id, point_of(made.id), "due")


def test_retired_template_is_not_sent(there: Group) -> None:
    with inside(there.id):
        made = customer("王晓明", phones=["13800006666"])
        vehicle(owner_id=made.id)
        template = add()
        set_retired(template.id, retired=True)
        with pytest.raises(Invalid):
            send_template(made.id, point_of(made.id), "due")
        set_retired(template.id, retired=False)
        assert send_template(made.id, point_of(made.id), "due").id
        with pytest.raises(Invalid):
            send_template(made.id, point_of(made.id), "due", locale="en")


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("body_zh", {"body_zh": " "}),
        ("body_zh", {"body_zh": "{name}您好"}),
        ("body_en", {"body_en": "Dear {name}"}),
        ("body_zh", {"body_zh": "【华通】您好"}),
    ],
)
def test_words_are_checked(field: str, words: dict[str, str], there: Group) -> None:
    with inside(there.id), pytest.raises(Invalid) as refused:
        add(**words)
    assert field in refused.value.fields


def test_mail_needs_a_subject_and_a_code_is_taken_once(there: Group) -> None:
    with inside(there.id):
        with pytest.raises(Invalid) as missing:
            add("mail", ContactChannel.EMAIL)
        assert "subject_zh" in missing.value.fields
        add("mail", ContactChannel.EMAIL, subject_zh="保养")
        with pytest.raises(Invalid) as taken:
            add("mail")
        assert "code" in taken.value.fields
        for code in ("", "Mail", "1a", "a b"):
            with pytest.raises(Invalid):
                add(code)
