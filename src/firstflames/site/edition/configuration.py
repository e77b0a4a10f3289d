"""What the build is told of an edition: Jupyter Book's configuration and contents, made of both."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from firstflames.site.edition.checkout import GITHUB, Checkout, checkout
from firstflames.site.edition.choice import NAME, Choice, SiteReader
from firstflames.site.edition.contents import NAME as CONTENTS
from firstflames.site.edition.contents import Contents

CONFIG = "_config.yml"
BOOK = "book"


@dataclass(frozen=True)
class Edition:
    """An edition: what was chosen, where it stands, and what stays of the contents."""

    choice: Choice
    checkout: Checkout
    contents: Contents

    def tree(self) -> dict[str, Any]:
        """The table of contents without the chapters that are left out."""
        return self.contents.without(self.choice.out)[0]

    def left_out(self) -> dict[str, str]:
        """The pages that are left out, with their titles."""
        return {page: self.contents.title(page) for page in self.contents.without(self.choice.out)[1]}

    def weeks(self) -> list[list[str]]:
        """The chapters of each week, as pages; a week that has none left is no week."""
        there, out = self.contents.chapters, self.choice.out
        planned = ([there[number] for number in week if number not in out] for week in self.choice.weeks)
        return [week for week in planned if week]


def read(root: Path, environment: Mapping[str, str]) -> Edition:
    """The edition of the checkout in ``root``. Raises ExtensionError, one sentence, for any fault."""
    contents = Contents.read(root / CONTENTS, root / BOOK)
    choice = SiteReader(root / NAME, contents).read()
    return Edition(choice, checkout(root, environment), contents)


def configuration(edition: Edition, config: Path) -> dict[str, Any]:
    """Jupyter Book's configuration: the file ``config``, with what this edition makes of it."""
    made: dict[str, Any] = yaml.safe_load(config.read_text(encoding="utf-8"))
    where, choice = edition.checkout, edition.choice
    made["title"] = choice.title
    html = made.setdefault("html", {})
    html["baseurl"] = where.address
    if where.repository:
        made["repository"] = {"url": where.repository, "path_to_book": BOOK}
        if where.branch:
            made["repository"]["branch"] = where.branch
        on_github = where.repository.startswith(GITHUB) or bool(where.branch)
        html["use_edit_page_button"] = bool(where.branch)
        html["use_issues_button"] = on_github
    sphinx = made.setdefault("sphinx", {}).setdefault("config", {})
    sphinx["project"] = choice.title
    sphinx["firstflames_edition"] = {
        "subtitle": choice.subtitle,
        "weeks": edition.weeks(),
        "left_out": edition.left_out(),
    }
    sphinx["firstflames_checkout"] = {
        **dataclasses.asdict(where),
        "institution": choice.institution,
    }
    return made
