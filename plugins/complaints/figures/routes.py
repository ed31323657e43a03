"""Page and API of the figures, which hang on the blueprints of complaints once they are loaded."""

from plugins.complaints.figures import api, views

__all__ = ["api", "views"]
