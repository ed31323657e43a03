"""The words of marshmallow's own checks in the language of the page."""

from __future__ import annotations

import re

from saas.platform.i18n import LazyText, _, _l

NOT_EXPECTED = _l("This field is not expected here.")
WRONG_VALUE = _l("This value does not fit.")

# marshmallow's English texts carry their values inside; each pattern takes them out again
_PATTERNS: tuple[tuple[str, LazyText], ...] = (
    (r"Missing data for required field\.|Field may not be null\.", _l("Fill this in.")),
    (r"Unknown field\.", NOT_EXPECTED),
    (r"Not a valid integer\.", _l("Enter a whole number.")),
    (r"Not a valid number\.|Special numeric values.*", _l("Enter a number.")),
    (r"Not a valid (date|datetime|time)\.", _l("Enter a date like 2026-11-21.")),
    (r"Not a valid email address\.", _l("Enter an e-mail address like name@example.com.")),
    (r"Not a valid URL\.", _l("Enter an address that starts with https://.")),
    (r"Not a valid boolean\.", _l("Choose yes or no.")),
    (
        r"Must be one of: .*\.|Not a valid choice\.|One or more of the choices .*",
        _l("Choose one of the offered values."),
    ),
    (r"Shorter than minimum length (?P<min>\d+)\.", _l("Enter at least %(min)s characters.")),
    (r"Longer than maximum length (?P<max>\d+)\.", _l("Enter at most %(max)s characters.")),
    (
        r"Length must be between (?P<min>\d+) and (?P<max>\d+)\.",
        _l("Enter between %(min)s and %(max)s characters."),
    ),
    (
        r"Must be greater than or equal to (?P<min>.+) and less than or equal to (?P<max>.+)\.",
        _l("Enter %(min)s to %(max)s."),
    ),
    (
        r"Must be greater than or equal to (?P<min>.+) and less than (?P<max>.+)\.",
        _l("Enter %(min)s or more, and less than %(max)s."),
    ),
    (
        r"Must be greater than (?P<min>.+) and less than or equal to (?P<max>.+)\.",
        _l("Enter more than %(min)s, and %(max)s at most."),
    ),
    (
        r"Must be greater than (?P<min>.+) and less than (?P<max>.+)\.",
        _l("Enter more than %(min)s and less than %(max)s."),
    ),
    (r"Must be greater than or equal to (?P<min>.+)\.", _l("Enter %(min)s or more.")),
    (r"Must be greater than (?P<min>.+)\.", _l("Enter more than %(min)s.")),
    (r"Must be less than or equal to (?P<max>.+)\.", _l("Enter %(max)s or less.")),
    (r"Must be less than (?P<max>.+)\.", _l("Enter less than %(max)s.")),
    (r"Field may not be blank\.", _l("Fill this in.")),
    (r"String does not match expected pattern\.", WRONG_VALUE),
    (r"Not a valid (string|list|mapping type|tuple)\.|Invalid (input type|value)\.", WRONG_VALUE),
)


def translated(message: str) -> str:
    """A check's message in the current language; messages of our own validators pass unchanged."""
    for pattern, text in _PATTERNS:
        found = re.fullmatch(pattern, message)
        if found:
            return _(text.message, **found.groupdict()) if found.groupdict() else str(text)
    return message
