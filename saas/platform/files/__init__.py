"""Attachments and generated files, sealed at rest."""

from saas.platform.files.attaching import (
    FileKind,
    FileRules,
    UploadedFile,
    attach_file,
    attached_file,
    attached_files,
    detach_file,
    detach_files,
    files_used_before,
)
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
    "FileKind",
    "FileRules",
    "UploadedFile",
    "answer_file",
    "attach_file",
    "attached_file",
    "attached_files",
    "detach_file",
    "detach_files",
    "empty_file",
    "files_used_before",
    "install_files",
    "is_gone",
    "open_file",
    "remove_file",
    "show_file",
    "storage",
    "store_file",
    "sweep_orphans",
]
