"""A dealer group with the stores that the sample names, for each test of imports."""

import pytest
from flask import Flask

from saas.testing.factories.groups import group
from tests.factories.imports import Dealer, dealer


@pytest.fixture
def there(app: Flask) -> Dealer:
    return dealer(group())
