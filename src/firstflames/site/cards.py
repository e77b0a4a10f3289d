"""The cards of the glossary: who or what a term is, in a few lines, for the page that uses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from typing import Any

from docutils import nodes

from firstflames.evidence.package import LIST_SEPARATOR
from firstflames.site.reference.markup import rows_of, words

TERM = "term"  # the class of a link with a card, and the attribute of its node that names the card
SHOWN = 6  # locators on a card; the glossary has all


@cache
def cards() -> Mapping[str, str]:
    """The card of every person, party, body and place, by id, as HTML for any place in a sentence."""
    found = {row["person_id"]: _person(row) for row in rows_of("people")}
    found |= {row["org_id"]: _organisation(row) for row in rows_of("organisations")}
    return found | {row["place_id"]: _place(row) for row in rows_of("places")}


def _person(row: Mapping[str, Any]) -> str:
    years = f"{row['born'] or ''}–{row['died'] or ''}" if row["born"] or row["died"] else ""
    side = "" if row["side"] == "other" else words(row["side"])
    return _card(row, row["name"], years, [words(row["role"]), _line("Side", side)])


def _organisation(row: Mapping[str, Any]) -> str:
    return _card(row, row["name"], "", [words(row["type"])])


def _place(row: Mapping[str, Any]) -> str:
    now = ", ".join(escape(part) for part in (row["name_now"], row["country_now"]) if part)
    return _card(row, row["name_then"], "", [words(row["type"]), _line("Now", now)])


def _card(row: Mapping[str, Any], name: str, years: str, lines: Iterable[str]) -> str:
    printed = escape(row["as_printed"] or "").replace("|", " · ")
    locators = (row["locators"] or "").split(LIST_SEPARATOR)
    places = ", ".join(locators[:SHOWN])
    if len(locators) > SHOWN:
        places += f" and {len(locators) - SHOWN} more"
    head = f"<b>{escape(name)}</b>{f' ({years})' if years else ''}"
    told = [head, *lines, _line("In the text", printed), _line("Where", places)]
    return "".join(f"<span>{line}</span>" for line in told if line)


def _line(label: str, text: str) -> str:
    return f"<i>{label}:</i> {text}" if text else ""


def template(doctree: nodes.document | None) -> str:
    """The cards of the terms on a page, as an inert element for ``terms.js``; nothing without terms.

    It stands at the end of the page, outside what is indexed, printed or read aloud.
    """
    if doctree is None:
        return ""
    used = dict.fromkeys(link[TERM] for link in doctree.findall(nodes.reference) if TERM in link)
    told = "".join(f'<span data-term="{escape(term)}">{cards()[term]}</span>\n' for term in used)
    return f'<template class="term-cards">\n{told}</template>\n' if told else ""


def is_linked(doctree: nodes.document | None) -> bool:
    """Whether a page has terms or locators, and so needs their style."""
    return doctree is not None and any(
        {TERM, "locator"} & set(link["classes"]) for link in doctree.findall(nodes.reference)
    )
