"""What a study found leaves as a file for those alone who may export it."""

from __future__ import annotations

import pytest

from plugins.kano.exporting import EXPORTER, result_lines
from plugins.kano.tests.conftest import House
from saas.platform.errors import Forbidden
from tests.factories.kano import analysed


@pytest.mark.shows("kano.study:export")
def test_results_are_exported_a_line_a_factor_by_whoever_may(house: House) -> None:
    with house.acting(house.analyst):
        made = analysed()
        lines = [list(line) for line in result_lines({"study_id": made.id}, 50)]
        assert [len(line) for line in lines] == [len(EXPORTER.columns)] * 2
        assert len(list(result_lines({"study_id": made.id}, 1))) == 1
        assert list(result_lines({}, 50)) == lines
        later = analysed("后来的调查")
        named = [(line[0], line[1]) for line in result_lines({}, 50)]
        assert named == [(later.document_no, later.title)] * 2 + [(made.document_no, made.title)] * 2
        assert list(result_lines({"study_id": made.id, "run": 2}, 50)) == []
        assert list(result_lines({"study_id": -1}, 50)) == []
    with house.acting(house.manager), pytest.raises(Forbidden):
        result_lines({"study_id": made.id}, 50)
