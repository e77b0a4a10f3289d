"""The pictures of the charts in the audit: drawn again, and drawn in the letters of other machines."""

from __future__ import annotations

from collections.abc import Iterator

import browser
import pictures
from audit_rows import NotRunError, Row, verdict


def _ready() -> None:
    if browser.find() is None:
        raise NotRunError(browser.ADVICE)


def again() -> Iterator[Row]:
    """Every picture drawn again has the words and the number of marks of the stored one."""
    _ready()
    faults, count = pictures.differing()
    yield "pictures drawn again", *verdict(faults, f"{count} pictures: the same words and marks")


def in_other_letters() -> Iterator[Row]:
    """In narrow and in wide letters every chart has the same words and marks, and cuts no label."""
    _ready()
    try:
        faults, count = pictures.in_other_letters()
    except pictures.FontsError as reason:
        raise NotRunError(str(reason)) from reason
    sound = f"{count} pictures in two sets of letters: the same words and marks, no label cut"
    yield "pictures in other letters", *verdict(faults, sound)
