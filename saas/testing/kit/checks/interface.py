"""UI: every text in both languages, pages that can be used without looking, nothing that the browser must not run."""

from __future__ import annotations

import re

from saas.platform.i18n_extract import faults, messages_of, translated, unheard
from saas.platform.web import Panel, Widget
from saas.testing.kit.literals import literal_texts
from saas.testing.kit.pages import faults_of_page
from saas.testing.kit.report import Family, Needs, Report, check
from saas.testing.kit.stage import RAW, Stage
from saas.testing.kit.tour import tour

_OTHERWISE = (
    "a text has one translation everywhere: write another English text, or translate it as the core does"
)
_INLINE = (
    (
        re.compile(r"<script(?![^>]*\b(?:src|nonce|type=\"application/json\"))[^>]*>", re.IGNORECASE),
        "an inline script",
    ),
    (re.compile(r"<style(?![^>]*\bnonce)", re.IGNORECASE), "an inline style sheet"),
    (re.compile(r"<[^>]*\sstyle=\"", re.IGNORECASE), "a style attribute"),
    (re.compile(r"<[^>]*\son[a-z]+=\"", re.IGNORECASE), "a handler in an attribute"),
    (re.compile(r"href=\"javascript:", re.IGNORECASE), "a script as address"),
)


@check("KIT-U01", Family.UI, "Every text is there in Chinese and English", Needs.LOADED)
def texts_are_translated(stage: Stage, report: Report) -> None:
    """All that `_`, `_l` and `ngettext` hold, with all its places, as the core says the same; no template has other words."""
    texts = translated(stage.subject.folder)
    paths = [source.path for source in stage.subject.sources] + list(stage.subject.templates)
    for path in paths:
        for message in messages_of(path):
            key = message if isinstance(message, str) else message[0]
            fault = faults(message, texts.get(key))
            where = str(path.relative_to(stage.subject.folder.parent))
            report.expect(not fault, f"{where}: {key!r}", fault, "fill it in in translations/zh_CN.po")
    for key, (mine, shown) in unheard(stage.subject.folder).items():
        report.fault(
            repr(key), f"is {mine} here and {shown} in the core, which is what people read", _OTHERWISE
        )
    for path in stage.subject.templates:
        where = str(path.relative_to(stage.subject.folder.parent))
        bare = literal_texts(path.read_text(encoding="utf-8"))
        told = ", ".join(f"{text[:60]!r} in line {line}" for line, text in bare)
        report.expect(not bare, where, f"shows {told} in every language", 'write {{ _("…") }}')


@check("KIT-U02", Family.UI, "Its pages can be used with keyboard and screen reader")
def pages_are_accessible(stage: Stage, report: Report) -> None:
    """A language, one main heading, labels for fields, names for buttons and links, texts for pictures."""
    for seen in tour(stage, stage.a):
        if seen.status == 200 and (seen.is_page or seen.route is None):
            for fault in faults_of_page(seen.text, whole=seen.is_page):
                report.fault(seen.where, fault, "compose the page of the macros in ui/")
            report.expect(True, seen.where, "", "")


@check("KIT-U03", Family.UI, "Its panels and widgets say so when there is nothing")
def empty_states(stage: Stage, report: Report) -> None:
    """Each for an object without rows of the plugin: a text, not a hole."""
    named = {f"panel {one.key}" for one in stage.subject.declared(Panel)}
    named |= {f"widget {one.key}" for one in stage.subject.declared(Widget)}
    for seen in tour(stage, stage.bare) if named else ():
        if seen.where in named and seen.status == 200:
            text = re.sub(r"<[^>]*>", "", seen.text).strip()
            report.expect(
                bool(text), seen.where, "shows nothing", "return Rendered(empty=_l(…)) when there is nothing"
            )


@check("KIT-U04", Family.UI, "Its pages run nothing inline and show what people typed as text")
def pages_are_safe(stage: Stage, report: Report) -> None:
    """Under the strict content security policy inline code does not run; typed angle brackets stay brackets."""
    for locale in ("en", "zh"):
        for seen in tour(stage, stage.a, locale=locale):
            if seen.route is not None and seen.route.in_api:
                continue
            raw = RAW in seen.text
            mend = "let the template escape it: no |safe, no Markup of values"
            report.expect(not raw, seen.where, "shows what somebody typed as HTML", mend)
            for pattern, what in _INLINE:
                found = pattern.search(seen.text)
                told = f"holds {what}: {found.group()[:80]}" if found else ""
                report.expect(found is None, seen.where, told, "use the macros and classes of ui/")
