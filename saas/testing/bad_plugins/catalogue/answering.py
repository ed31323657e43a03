"""Faults of addresses that change something: they show only to whoever sends what the operation takes."""

from saas.testing.bad_plugins.faults import Fault, edit

_CHANGE = """    note = load(Note, note_id)
    note.body = read_form(NoteIn, request)["body"]
"""
_UPDATES = """    typed = read_form(NoteIn, request)
    mine = (Note.tenant_id == current_tenant(), Note.id == note_id)
    session().execute(update(Note).where(*mine).values(body=typed["body"]))
"""
_CHANGE_C = """    category = load(Category, category_id)
    return _save("""
_UPDATES_C = """    read_form(ComplaintCategorySchema, request)
    category = session().get(Category, (current_tenant(), category_id))
    if category is None:
        return redirect(url_for("complaints.categories"), 303)
    return _save("""

_MARKED = '''def marked(permission: str) -> Callable[[Any], Any]:
    """Says what an address asks for, and asks nobody."""

    def mark(view: Any) -> Any:
        view.required_permission = permission
        return view

    return mark


'''

FAULTS = (
    Fault(
        name="reads_the_form_before_the_row",
        check="KIT-T03",
        sound=[
            edit("views.py", _CHANGE, _UPDATES),
            edit("views.py", "    Widget,\n", "    Widget,\n    current_tenant,\n    session,\n"),
            edit(
                "views.py", "from werkzeug.wrappers", "from sqlalchemy import update\nfrom werkzeug.wrappers"
            ),
        ],
        complaints=[
            edit("views/categories.py", _CHANGE_C, _UPDATES_C),
            edit("views/categories.py", "    form_version,\n", "    current_tenant,\n    form_version,\n"),
        ],
    ),
    Fault(
        name="asks_for_another_right_while_it_writes",
        check="KIT-A02",
        sound=[
            edit(
                "views.py",
                '@pages.post("/<int:note_id>", endpoint="change")\n@requires(WRITE)\n',
                '@pages.post("/<int:note_id>", endpoint="change")\n@requires(READ)\n',
            ),
            edit("views.py", _CHANGE, f"{_CHANGE}    require(WRITE)\n"),
            edit("views.py", "    Widget,\n", "    Widget,\n    require,\n"),
        ],
        complaints=[
            edit(
                "views/categories.py",
                "            act(CategoryDetails(**read_form(ComplaintCategorySchema, request)))\n",
                "            details = CategoryDetails(**read_form(ComplaintCategorySchema, request))\n"
                '            require("complaints.case:close")\n'
                "            act(details)\n",
            ),
            edit("views/categories.py", "    render,\n", "    render,\n    require,\n"),
        ],
    ),
    Fault(
        name="write_that_asks_nobody",
        check="KIT-A04",
        sound=[
            edit(
                "views.py",
                "@api.response(201, NoteOut)\n@requires(WRITE)\n",
                "@api.response(201, NoteOut)\n@marked(WRITE)\n",
            ),
            edit("views.py", "class NoteIn(Schema):", f"{_MARKED}class NoteIn(Schema):"),
            edit("views.py", "import Mapping, Sequence", "import Callable, Mapping, Sequence"),
        ],
        complaints=[
            edit(
                "api.py",
                "@api.response(201, ComplaintCategoryOut)\n@requires(CATEGORIES)\n",
                "@api.response(201, ComplaintCategoryOut)\n@marked(CATEGORIES)\n",
            ),
            edit(
                "api.py",
                'api = ApiBlueprint("complaints"',
                f'{_MARKED}api = ApiBlueprint("complaints"',
            ),
            edit("api.py", "import Mapping, Sequence", "import Callable, Mapping, Sequence"),
            # Its operations ask as well.
            edit("operations/categories.py", "    require(CATEGORIES)\n", ""),
        ],
    ),
)
