"""The reference for plugin authors, made from the code: `python -m saas.scaffold.reference`."""

from saas.scaffold.reference.pages import FOLDER, reference_pages

__all__ = ["FOLDER", "reference_pages"]
