"""What the Kano model is, for whoever reads a result."""

from __future__ import annotations

from flask import Response

from plugins.kano.evaluation_table import STANDARD
from plugins.kano.permissions import READ
from plugins.kano.views.blueprint import WORDS, pages
from plugins.kano.views.pictures import three_curves
from plugins.kano.words.study import ANSWERS
from saas.plugin_api import render, requires


@pages.get("/model", endpoint="model")
@requires(READ)
def show_model() -> Response:
    """The three curves, the categories, and the evaluation table."""
    return render(
        "kano/model.html",
        curves=three_curves(),
        cells=STANDARD.as_rows(),
        answers=[*ANSWERS[5].values()],
        **WORDS,
    )
