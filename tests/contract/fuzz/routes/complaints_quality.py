"""Routes of quality issues: pages and API."""

from tests.contract.fuzz.probes import Own, Probe

_WRONG = {"problem": "x", "part_no": "x", "lot": "x", "supplier": "x"}
_FILTER = {"store_id": Own("store"), "state": "all"}
_STEPS = (
    ("analyse", "issue", {"cause": "other", "subcause": "repair", "how_found": "x"}),
    ("implement", "analysed_issue", {"measure": "repaired", "done": "x"}),
    ("track", "implementing_issue", {"watched": "x", "watched_until": "2099-12-31", "improved": "x"}),
    ("close", "tracking_issue", {"outcome": "worked", "outcome_text": "x"}),
    ("reopen", "closed_issue", {"reason": "x"}),
)
_LETTER = {"department": "production", "who": "x", "question": "x"}
_ANSWERED = {"contact_id": Own("issue_contact")}
_ADDED = {"case_id": Own("added_case")}

PROBES = {
    **{
        f"POST complaints.{name}_issue": Probe(path={"issue_id": Own(kind)}, body=body, version=kind)
        for name, kind, body in _STEPS
    },
    **{
        f"POST complaints_api.{name}_issue_step": Probe(path={"issue_id": Own(kind)}, body=body, version=kind)
        for name, kind, body in _STEPS
    },
    "GET complaints.issues": Probe(query=_FILTER, with_rows=("issue",)),
    "GET complaints.new_issue": Probe(query={"case_id": Own("verified_case")}, shows=""),
    "POST complaints.begin_issue": Probe(query={"case_id": Own("verified_case")}, body=_WRONG),
    "GET complaints.issue": Probe(),
    "POST complaints.link_issue_case": Probe(body={"number": Own("case_number")}, version="issue"),
    "POST complaints.unlink_issue_case": Probe(path=_ADDED, version="issue"),
    "POST complaints.add_issue_contact": Probe(body=_LETTER, version="issue"),
    "POST complaints.answer_issue_contact": Probe(path=_ANSWERED, body={"answer": "x"}, version="issue"),
    "GET complaints_api.list_issues": Probe(query=_FILTER, with_rows=("issue",)),
    "POST complaints_api.begin_issue": Probe(body={**_WRONG, "case_id": Own("verified_case")}),
    "GET complaints_api.read_issue": Probe(),
    "GET complaints_api.read_issue_work": Probe(),
    "POST complaints_api.link_issue_case": Probe(body={"case_id": Own("classified_case")}, version="issue"),
    "POST complaints_api.unlink_issue_case": Probe(path=_ADDED, version="issue"),
    "POST complaints_api.add_issue_contact": Probe(body=_LETTER, version="issue"),
    "POST complaints_api.answer_issue_contact": Probe(path=_ANSWERED, body={"answer": "x"}, version="issue"),
}
