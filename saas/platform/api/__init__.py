"""The REST API: `/api/v1`, problem details, paging, versions, idempotent POST, OpenAPI 3.1."""

from saas.platform.api.authentication import Authenticate, Principal
from saas.platform.api.blueprint import ApiBlueprint
from saas.platform.api.docs import install_docs
from saas.platform.api.extension import RestApi, install_api, rest_api
from saas.platform.api.paging import PageQuery, listed, page_of
from saas.platform.api.versions import expected_version, tell_version
from saas.platform.api.wiring import install_rest_api

__all__ = [
    "ApiBlueprint",
    "Authenticate",
    "PageQuery",
    "Principal",
    "RestApi",
    "expected_version",
    "install_api",
    "install_docs",
    "install_rest_api",
    "listed",
    "page_of",
    "rest_api",
    "tell_version",
]
