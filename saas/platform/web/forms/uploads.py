"""A field that takes a file, the same in a form and in the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_smorest.fields import Upload
from marshmallow import ValidationError
from werkzeug.datastructures import FileStorage

from saas.platform.files.attaching import FileRules, UploadedFile
from saas.platform.i18n import LazyStr, _


class UploadField(Upload):  # type: ignore[misc]  # flask-smorest has no types
    """Gives an `UploadedFile`; what the file is, `attach_file` judges by its content."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_rest: Any) -> Any:  # noqa: ARG002  # as marshmallow calls it
        if not isinstance(value, FileStorage) or not value.filename:
            raise ValidationError(_("Choose a file."))
        return UploadedFile(stream=value.stream, name=value.filename)


def upload_field(
    label: LazyStr, rules: FileRules, *, required: bool = True, help_text: LazyStr = ""
) -> UploadField:
    """A field `file` for a schema: in a form it draws the place to drop a file, in the API it is `multipart/form-data`.

    rules: what `attach_file` will be given, so that the browser offers such files alone. A form that has it is drawn
    with `files=true`; an API route takes its schema with `location="files"`. Gives an `UploadedFile`, or None.
    """
    about: dict[str, Any] = {
        "label": label,
        "widget": "file",
        "accept": ",".join(sorted(rules.mimes)),
        "help": help_text,
    }
    if required:
        return UploadField(required=True, metadata=about)
    return UploadField(load_default=None, allow_none=True, metadata=about)
