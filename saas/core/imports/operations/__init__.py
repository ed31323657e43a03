"""The verbs of this room."""

from saas.core.imports.operations.mapping import Mapped, settle_mapping
from saas.core.imports.operations.sheets import choose_sheet
from saas.core.imports.operations.standing import Standing, may_go_on, standing_of
from saas.core.imports.operations.starting import cancel_import, start_check, start_run
from saas.core.imports.operations.uploading import upload_file

__all__ = [
    "Mapped",
    "Standing",
    "cancel_import",
    "choose_sheet",
    "may_go_on",
    "settle_mapping",
    "standing_of",
    "start_check",
    "start_run",
    "upload_file",
]
