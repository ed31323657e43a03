"""The plugins page switches what is installed."""

from flask.testing import FlaskClient

from saas.platform.plugins import current_registry
from tests.factories import application
from tests.factories.groups import group
from tests.factories.members import signed_in
from tests.factories.pages import csrf_token


def test_plugin_is_switched_on_and_off(client: FlaskClient) -> None:
    there = group()
    signed_in(client, there.admin)
    place = f"/t/{there.code}/settings/plugins/"
    with application.current().app_context():
        names = [info.name for info in current_registry().loaded()]
    token = csrf_token(client, place)
    for name in names:
        for act, shown in (("on", "/off"), ("off", "/on")):
            answer = client.post(f"{place}{name}/{act}", data={"_csrf": token})
            assert answer.status_code == 303
            assert f"{name}{shown}" in client.get(place).text
    assert client.post(f"{place}nonsense/on", data={"_csrf": token}).status_code == 404
