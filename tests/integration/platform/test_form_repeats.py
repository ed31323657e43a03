"""A form sent twice acts once and is answered alike."""

from __future__ import annotations

import pytest
from flask import Flask, Response, request
from marshmallow import Schema, fields
from werkzeug.exceptions import HTTPException

from saas.platform.errors import DomainError
from saas.platform.security.idempotency import KeyReused
from saas.platform.web import FormInvalid, read_form


class Note(Schema):
    text = fields.String(required=True)


def send(app: Flask, done: list[str], *, key: str = "r1", text: str = "a", token: str = "t1") -> Response:
    """One request as the application handles it, to the commit."""
    data = {"text": text, "_csrf": token, **({"_request": key} if key else {})}
    with app.test_request_context("/t/demo/notes", method="POST", data=data):
        try:
            done.append(read_form(Note, request)["text"])
            answer = Response(status=303, headers={"Location": f"/t/demo/notes/{len(done)}"})
        except HTTPException as given:
            answer = Response(given.get_response().get_data(), headers=dict(given.get_response().headers))
            answer.status_code = given.get_response().status_code
        except FormInvalid as refused:
            answer = Response(status=refused.status)
        return app.process_response(answer)


def test_form_sent_twice_acts_once(app: Flask, group: int) -> None:
    done: list[str] = []
    first = send(app, done)
    # the page was shown anew in the meantime: another token, the same form
    second = send(app, done, token="t2")
    assert done == ["a"]
    assert (second.status_code, second.headers["Location"]) == (303, first.headers["Location"])


def test_form_with_another_content_is_refused(app: Flask, group: int) -> None:
    done: list[str] = []
    send(app, done)
    with pytest.raises(DomainError) as refused:
        send(app, done, text="b")
    assert isinstance(refused.value, KeyReused)
    assert done == ["a"]


def test_form_with_faults_may_be_corrected_under_its_id(app: Flask, group: int) -> None:
    done: list[str] = []
    assert send(app, done, text="").status_code == 422
    assert send(app, done, text="a").status_code == 303
    assert done == ["a"]


def test_form_without_id_acts_each_time(app: Flask, group: int) -> None:
    done: list[str] = []
    send(app, done, key="")
    send(app, done, key="")
    assert done == ["a", "a"]
