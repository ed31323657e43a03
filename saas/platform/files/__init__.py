"""Attachments and generated files, sealed at rest."""

from saas.platform.files.downloads import answer_file, show_file
from saas.platform.files.models import Attachment
from saas.platform.files.operations import (
    empty_file,
    is_gone,
    open_file,
    remove_file,
    store_file,
    sweep_orphans,
)
from saas.platform.files.storage import install_files, storage

__all__ = [
    "Attachment",
    "answer_file",
    "empty_file",
    "install_files",
    "is_gone",
    "open_file",
    "remove_file",
    "show_file",
    "storage",
    "store_file",
    "sweep_orphans",
]
