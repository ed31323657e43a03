"""From a form to values and back: the only way between what is typed and what an operation takes."""

from saas.platform.web.forms.reading import FormInvalid, form_version, read_form
from saas.platform.web.forms.showing import FieldView, Form, RowView
from saas.platform.web.forms.uploads import upload_field

__all__ = ["FieldView", "Form", "FormInvalid", "RowView", "form_version", "read_form", "upload_field"]
