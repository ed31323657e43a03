"""The order of what looks at a request before its view."""

from flask import Flask


def test_gate_stands_before_the_check_against_forged_requests(app: Flask) -> None:
    names = [function.__qualname__ for function in app.before_request_funcs[None]]

    gate = next(place for place, name in enumerate(names) if name.startswith("install_gate"))
    forgery = next(place for place, name in enumerate(names) if name.startswith("install_csrf"))

    assert gate < forgery
