"""Routes of the kano plugin: pages and API."""

from tests.contract.fuzz.probes import New, Own, Probe

_FACTOR = {"name_zh": New("x"), "dimension": "care", "active": True}

_INDICATOR = {
    "dimension_id": Own("dimension"),
    "name_zh": "x",
    "source_kind": "rating",
    "kind": "linear",
    "worst": "0",
    "target": "100",
}
_TREE = {"tree_id": Own("tree")}
_TITLED = {"title": "x"}
_APPROVED = {"tree_id": Own("approved_tree")}
_PUBLISHED = {"study_id": Own("published_study")}
_CYCLE = {"tree_id": Own("approved_tree"), "month": "2026-09-01", "member_ids": [Own("subject")]}
_MARK = {"mark": "80", "comment": "x"}
_RATED = {"card_id": Own("card"), "indicator_id": Own("rated_indicator")}
_ITEM = {"card_id": Own("computed_card"), "indicator_id": Own("item_indicator")}
_COMPUTED = {"cycle_id": Own("computed_cycle")}
_OWN_CARD = {"card_id": Own("own_card")}

_SCHEME = {"title": "x", "method": "expert"}
_SAID = {"expert": "x", "judgements": [{"indicator_id": Own("indicator"), "value": "3"}]}
_CONSISTENT = {"scheme_id": Own("consistent_scheme")}

_OWN_ITEM = {"card_id": Own("own_card"), "indicator_id": Own("own_indicator")}
_TALK = {"card_id": Own("own_card"), "talk_id": Own("own_talk")}
_OBJECTIONS = {
    "POST kano.object_to": Probe(path=_OWN_ITEM, body={"reason": "x"}),
    "GET kano.objections": Probe(with_rows=("objection",)),
    "GET kano.objection": Probe(),
    "POST kano.decide_objection": Probe(body={"outcome": "reject", "answer": "x"}, version="objection"),
    "GET kano.talk": Probe(path={"card_id": Own("published_card")}),
    "POST kano.note_talk": Probe(
        path={"card_id": Own("published_card")}, body={"held_on": "2026-10-20", "said": "x"}
    ),
    "POST kano.agree_to_talk": Probe(path=_TALK),
    "GET kano_api.list_objections": Probe(with_rows=("objection",)),
    "GET kano_api.read_objection": Probe(),
    "GET kano_api.list_versions": Probe(
        path={"card_id": Own("published_card")}, with_rows=("card_version",), shows=""
    ),
    "GET kano_api.list_talks": Probe(path={"card_id": Own("own_card")}, with_rows=("own_talk",)),
}

PROBES = {
    **_OBJECTIONS,
    "GET kano.new_scheme": Probe(),
    "POST kano.make_scheme": Probe(body=_SCHEME),
    "GET kano.scheme": Probe(),
    "POST kano.judge": Probe(body=_SAID, version="scheme"),
    "POST kano.compute_weights": Probe(),
    "POST kano.approve_scheme": Probe(path=_CONSISTENT, version="consistent_scheme"),
    "GET kano_api.list_schemes": Probe(with_rows=("scheme",)),
    "POST kano_api.make_scheme": Probe(body=_SCHEME),
    "GET kano_api.read_scheme": Probe(),
    "GET kano_api.read_ranking": Probe(shows=""),
    "POST kano_api.judge": Probe(body=_SAID),
    "POST kano_api.compute_weights": Probe(),
    "POST kano_api.approve_scheme": Probe(path=_CONSISTENT),
    "GET kano.factors": Probe(with_rows=("factor",)),
    "GET kano.new_factor": Probe(shows=""),
    "POST kano.add_factor": Probe(body=_FACTOR),
    "GET kano.factor": Probe(),
    "POST kano.change_factor": Probe(body=_FACTOR, version="factor"),
    "GET kano_api.list_factors": Probe(with_rows=("factor",)),
    "POST kano_api.add_factor": Probe(body=_FACTOR),
    "PUT kano_api.change_factor": Probe(body=_FACTOR, version="factor"),
    "GET kano.trees": Probe(with_rows=("tree",)),
    "GET kano.new_tree": Probe(shows=""),
    "POST kano.start_tree": Probe(body={"template": "individual", "title": "x"}),
    "POST kano.start_study_tree": Probe(path=_PUBLISHED),
    "GET kano.tree": Probe(),
    "POST kano.change_tree": Probe(body=_TITLED, version="tree"),
    "POST kano.approve_tree": Probe(version="tree"),
    "POST kano.retire_tree": Probe(path=_APPROVED, version="approved_tree"),
    "POST kano.revise_tree": Probe(path=_APPROVED),
    "GET kano.new_indicator": Probe(shows="row"),
    "POST kano.add_indicator": Probe(body=_INDICATOR),
    "GET kano.indicator": Probe(),
    "POST kano.change_indicator": Probe(body=_INDICATOR, version="indicator"),
    "POST kano.remove_indicator": Probe(version="indicator"),
    "GET kano.cycles": Probe(with_rows=("cycle",)),
    "GET kano.new_cycle": Probe(with_rows=("approved_tree",)),
    "POST kano.begin_cycle": Probe(body=_CYCLE),
    "GET kano.cycle": Probe(),
    "POST kano.compute_cards": Probe(),
    "POST kano.publish_cards": Probe(path=_COMPUTED),
    "GET kano.my_cards": Probe(with_rows=("own_card",)),
    "GET kano.card": Probe(with_rows=("cycle",)),
    "GET kano.card_item": Probe(path=_ITEM),
    "GET kano.rating": Probe(path=_RATED),
    "POST kano.rate_card": Probe(path=_RATED, body=_MARK),
    "POST kano.acknowledge_card": Probe(path=_OWN_CARD),
    "POST kano.acknowledge_goals": Probe(path={"card_id": Own("own_goals")}),
    "GET kano_api.list_trees": Probe(with_rows=("tree",)),
    "POST kano_api.start_tree": Probe(body={"template": "individual", "title": "x"}),
    "POST kano_api.start_study_tree": Probe(path=_PUBLISHED, body={"title": "x"}),
    "GET kano_api.read_tree": Probe(),
    "PUT kano_api.change_tree": Probe(body=_TITLED, version="tree"),
    "POST kano_api.approve_tree": Probe(),
    "POST kano_api.retire_tree": Probe(path=_APPROVED),
    "POST kano_api.revise_tree": Probe(path=_APPROVED),
    "GET kano_api.list_indicators": Probe(),
    "POST kano_api.add_indicator": Probe(path=_TREE, body=_INDICATOR),
    "PUT kano_api.change_indicator": Probe(body=_INDICATOR, version="indicator"),
    "DELETE kano_api.remove_indicator": Probe(version="indicator"),
    "GET kano_api.list_cycles": Probe(with_rows=("cycle",)),
    "POST kano_api.begin_cycle": Probe(body=_CYCLE),
    "GET kano_api.read_cycle": Probe(),
    "POST kano_api.compute_cards": Probe(),
    "GET kano_api.list_cards": Probe(shows=""),
    "GET kano_api.read_card": Probe(shows=""),
    "GET kano_api.list_items": Probe(path={"card_id": Own("computed_card")}, shows=""),
}
