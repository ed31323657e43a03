"""Past imports, and the first step of a new one."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from saas.core.imports.kinds import offered
from saas.core.imports.operations import upload_file
from saas.core.imports.permissions import OWN_READ, OWN_WRITE
from saas.core.imports.queries import imports_page
from saas.core.imports.schemas import UploadSchema
from saas.core.imports.views.blueprint import UPLOAD, pages, steps
from saas.core.imports.words import STATES, TONES
from saas.platform.errors import Invalid
from saas.platform.i18n import _
from saas.platform.permissions import requires
from saas.platform.web import Form, read_form, render

PAGE = 50


@pages.get("/", endpoint="imports")
@requires(OWN_READ)
def show_imports() -> Response:
    """The imports within reach, the newest first."""
    page = imports_page(limit=PAGE, after=request.args.get("after"), before=request.args.get("before"))
    return render("imports/list.html", page=page, states=STATES, tones=TONES, kinds=offered())


@pages.get("/new", endpoint="new")
@requires(OWN_WRITE)
def show_upload() -> Response:
    """Choose a file."""
    return _show_upload()


def _show_upload(error: Invalid | None = None) -> Response:
    kinds = offered()
    keys, asked = [kind.key for kind in kinds], request.args.get("importer", "")
    return render(
        "imports/upload.html",
        status=422 if error else 200,
        form=Form(
            UploadSchema,
            {"importer": asked if asked in keys else next(iter(keys), "")},
            error=error,
            choices={"importer": [(kind.key, kind.title) for kind in kinds]},
        ),
        kinds=kinds,
        steps=steps(None, None),
        step=UPLOAD,
    )


@pages.post("/new", endpoint="upload")
@requires(OWN_WRITE)
def take_upload() -> AnyResponse:
    """Take the file and begin to read it."""
    try:
        typed = read_form(UploadSchema, request)
        file = typed["file"]
        if not isinstance(file, FileStorage):
            raise Invalid("file", _("Choose a file."))
        if typed["importer"] not in {kind.key for kind in offered()}:
            raise Invalid("importer", _("Choose what the file holds."))
        run = upload_file(file.stream, file.filename or "", typed["importer"])
    except Invalid as error:
        return _show_upload(error)
    return redirect(url_for("imports.show", import_id=run.id), 303)
