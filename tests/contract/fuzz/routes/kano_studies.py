"""Routes of Kano studies: pages, API and the public questionnaire."""

from tests.contract.fuzz.probes import New, Own, Probe

_BY_LINK = "everybody who has the link may answer"
_STUDY = {"title": New("x"), "factor_ids": [Own("factor")]}
_TEXTS = {"functional_zh": New("x"), "dysfunctional_zh": "x"}
_COLLECTING = {"study_id": Own("collecting_study")}
_CLOSED = {"study_id": Own("closed_study")}
_WAITING = {"study_id": Own("waiting_study")}
_ANALYSED = {"study_id": Own("analysed_study")}
_DECIDED = {"study_id": Own("decided_study")}
_PAIRS = [{"study_factor_id": Own("collecting_factor"), "functional": 1, "dysfunctional": 5}]
_SENT = {"submission": New("submission"), "pairs": _PAIRS}
_TOLD = {**_SENT, "mode": "interview", "customer_id": Own("customer"), "store_id": Own("store")}
_KEPT = {"decisions": [{"study_factor_id": Own("analysed_factor"), "kept": True, "reason": "x"}]}
_CHOSEN = {"decisions": [{"study_factor_id": Own("analysed_factor"), "kept": "keep", "reason": "x"}]}
_SENT_TO = {"customer_id": Own("customer"), "subject": "x", "body": "x {link}"}
_LINK = {"token": Own("questionnaire")}

PROBES = {
    "GET kano.factor": Probe(),
    "GET kano.model": Probe(shows=""),
    "GET kano.studies": Probe(with_rows=("study",)),
    "GET kano.new_study": Probe(with_rows=("factor",)),
    "POST kano.add_study": Probe(body=_STUDY),
    "GET kano.study": Probe(),
    "GET kano.progress": Probe(path=_WAITING, shows=""),
    "GET kano.edit_study": Probe(),
    "POST kano.change_study": Probe(body=_STUDY, version="study"),
    "GET kano.questions": Probe(),
    "POST kano.change_questions": Probe(body=_TEXTS, version="study_factor"),
    "POST kano.open_study": Probe(version="study"),
    "POST kano.close_study": Probe(path=_COLLECTING, version="collecting_study"),
    "POST kano.reopen_study": Probe(path=_CLOSED, version="closed_study"),
    "POST kano.analyse_study": Probe(path=_CLOSED, version="closed_study"),
    "POST kano.publish_study": Probe(path=_DECIDED, version="decided_study"),
    "POST kano.archive_study": Probe(version="study"),
    "GET kano.new_answers": Probe(path=_COLLECTING),
    "GET kano.new_invitation": Probe(path=_COLLECTING),
    "POST kano.invite_customer": Probe(path=_COLLECTING, body=_SENT_TO),
    "POST kano_api.invite_customer": Probe(path=_COLLECTING, body=_SENT_TO),
    "POST kano.enter_answers": Probe(path=_COLLECTING, body=_TOLD),
    "GET kano.results": Probe(path=_ANALYSED),
    "POST kano.decide": Probe(path=_ANALYSED, body=_CHOSEN, version="analysed_study"),
    "GET kano_public.thanks": Probe(shows=""),
    "GET kano_public.questionnaire": Probe(path=_LINK),
    "POST kano_public.send_answers": Probe(path=_LINK, body=_SENT, by_outsider=True, no_permission=_BY_LINK),
    "GET kano_api.list_studies": Probe(with_rows=("study",)),
    "POST kano_api.create_study": Probe(body=_STUDY),
    "GET kano_api.read_study": Probe(),
    "PUT kano_api.change_study": Probe(body=_STUDY, version="study"),
    "PUT kano_api.change_questions": Probe(body=_TEXTS, version="study_factor"),
    "POST kano_api.open_study": Probe(),
    "POST kano_api.close_study": Probe(path=_COLLECTING),
    "POST kano_api.reopen_study": Probe(path=_CLOSED),
    "POST kano_api.analyse_study": Probe(path=_CLOSED),
    "POST kano_api.publish_study": Probe(path=_DECIDED),
    "POST kano_api.archive_study": Probe(),
    "POST kano_api.enter_answers": Probe(path=_COLLECTING, body=_TOLD),
    "GET kano_api.read_results": Probe(path=_ANALYSED),
    "POST kano_api.decide": Probe(path=_ANALYSED, body=_KEPT),
}
