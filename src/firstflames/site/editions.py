"""The pages of an edition: its title page, what it leaves out, its address in files for programs.

``tools/build.py`` hands over what ``firstflames.site.edition`` has worked out, as two settings:
``firstflames_edition`` (what was chosen: pages are read again) and ``firstflames_checkout`` (where it
stands: pages are written again). Without them, as in the tests' small books, nothing here acts.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from firstflames.site.edition import Checkout, chapter_number

NOT_HERE = "not in this edition"
#: In a part of the evidence: where the address and the repository of the edition are told.
ADDRESS_MARK = "<!--the edition-->"
#: Pages that search engines need not know.
UNLISTED = {"search", "404"}


def checkout(config: Config) -> Checkout:
    """Where the edition stands; nothing is known where the build was not told."""
    known = {key: value for key, value in config.firstflames_checkout.items() if key != "institution"}
    return Checkout(**known)


def institution(config: Config) -> str:
    """Who teaches the edition; empty when it does not say."""
    return str(config.firstflames_checkout.get("institution", ""))


def left_out(config: Config) -> Mapping[str, str]:
    """The pages of the course that the edition has not, with their titles."""
    found: Mapping[str, str] = config.firstflames_edition.get("left_out", {})
    return found


def _is_bold(node: nodes.Node) -> bool:
    """Whether a paragraph is a line in bold and nothing else."""
    words = [child for child in node.children if child.astext()]  # MyST leaves empty texts around it
    return isinstance(node, nodes.paragraph) and [type(word) for word in words] == [nodes.strong]


class TitlePage(SphinxTransform):
    """Gives the title page the edition's title, and its subtitle in place of the line in bold below."""

    default_priority = 500  # before Sphinx notes titles and MyST its headings

    def apply(self, **kwargs: Any) -> None:
        """Change the page in place."""
        chosen = self.config.firstflames_edition
        if not chosen or self.env.docname != self.config.root_doc:
            return
        title = next(iter(self.document.findall(nodes.title)), None)
        if title is None:
            return
        title.clear()
        title += nodes.Text(str(self.config.html_title))
        below = title.next_node(descend=False, siblings=True)
        if isinstance(below, nodes.paragraph) and _is_bold(below):
            below.clear()
            if chosen["subtitle"]:
                below += nodes.strong("", chosen["subtitle"])
            else:
                below.parent.remove(below)


class EditionDirective(SphinxDirective):
    """``{edition}``: the weeks of the course here, and the chapters that are left out, if any."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """A paragraph and a list, for each of the two that there is."""
        chosen = self.config.firstflames_edition
        found: list[nodes.Node] = []
        weeks = chosen.get("weeks", [])
        if weeks:
            number = f"In {len(weeks)} weeks" if len(weeks) > 1 else "In a week"
            found += [nodes.paragraph("", "", nodes.strong("", number)), self._plan(weeks)]
        out = {page: title for page, title in left_out(self.config).items() if chapter_number(page)}
        if out:
            names = "; ".join(f"{chapter_number(page)}, {title}" for page, title in out.items())
            said = f" This edition leaves out some chapters of the course, by number: {names}."
            found.append(nodes.paragraph("", "", nodes.strong("", "Not here."), nodes.Text(said)))
        return found

    def _plan(self, weeks: list[list[str]]) -> nodes.bullet_list:
        plan = nodes.bullet_list(bullet="-", classes=["weeks"])
        for count, pages in enumerate(weeks, start=1):
            line = nodes.paragraph("", f"Week {count}: ")
            for place, page in enumerate(pages):
                before = f"{'; ' if place else ''}chapter {chapter_number(page)}, "
                line += [nodes.Text(before), self._link(page)]
            plan += nodes.list_item("", line)
        return plan

    def _link(self, page: str) -> addnodes.pending_xref:
        # As MyST writes a link to a page whose title is to be filled in.
        return addnodes.pending_xref(
            "",
            nodes.inline("", "", classes=["xref", "myst"]),
            refdomain="doc",
            reftype="myst",
            reftarget=page,
            reftargetid=None,
            refdoc=self.env.docname,
            refexplicit=False,
        )


class LeftOut(SphinxPostTransform):
    """Makes plain words of links to pages that the edition has not; the title page drops their lines."""

    default_priority = 7  # before the links are resolved

    def run(self, **kwargs: Any) -> None:
        """Change the page in place."""
        gone = left_out(self.config)
        if not gone:
            return
        if self.env.docname == self.config.root_doc:
            self._shorten_lists(gone)
        for link in _links(self.document):
            if link["reftarget"] in gone:
                words = (
                    link[0].children if link["refexplicit"] else [nodes.Text(gone[link["reftarget"]])]
                )
                note = nodes.Text(f" ({NOT_HERE})")
                link.replace_self([*words, note])

    def _shorten_lists(self, gone: Mapping[str, str]) -> None:
        for item in list(self.document.findall(nodes.list_item)):
            first = next(_links(item), None)
            if first is not None and first["reftarget"] in gone:
                listed = item.parent
                listed.remove(item)
                if not listed.children:
                    _remove_with_heading(listed)


def _links(node: nodes.Node) -> Iterator[addnodes.pending_xref]:
    """The links to pages, as MyST has written them."""
    found = list(node.findall(addnodes.pending_xref))
    return (link for link in found if link.get("refdomain") == "doc" and link["reftype"] == "myst")


def _remove_with_heading(listed: nodes.Element) -> None:
    """Take out a list without items, and the line in bold that heads it."""
    place = listed.parent.index(listed)
    before = listed.parent[place - 1] if place else None
    if before is not None and _is_bold(before):
        before.parent.remove(before)
    listed.parent.remove(listed)


class Addresses(SphinxPostTransform):
    """Tells the address of the edition and of its sources where the evidence says how to cite it."""

    default_priority = 205  # before the tables are made accessible
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Change the page in place."""
        for raw in list(self.document.findall(nodes.raw)):
            if ADDRESS_MARK in raw.astext():
                text = raw.astext().replace(ADDRESS_MARK, _told(checkout(self.config)))
                raw.replace_self(nodes.raw("", text, format=raw["format"], classes=raw["classes"]))


def _told(where: Checkout) -> str:
    known = {"Edition": where.address, "Repository": where.repository}
    told = [f'{name}: <a href="{escape(url)}">{escape(url)}</a>' for name, url in known.items() if url]
    told += [f"Commit: <code>{escape(where.commit)}</code>"] if where.commit else []
    return f"<p>{'<br>'.join(told)}</p>" if told else ""


def citation(config: Config, original: Path) -> str:
    """``CITATION.cff`` of the edition: the repository's, with address, sources and commit, if known."""
    held: dict[str, Any] = yaml.safe_load(original.read_text(encoding="utf-8"))
    where, title = checkout(config), str(config.html_title)
    if config.firstflames_edition and not held["title"].startswith(title):
        held["title"] = f"{title}: an edition of {held['title']}"
    known = {"url": where.address, "repository-code": where.repository, "commit": where.commit}
    held |= {key: value for key, value in known.items() if value}
    held["version"] = importlib.metadata.version("firstflames")
    return yaml.safe_dump(held, allow_unicode=True, sort_keys=False)


def write_for_programs(app: Sphinx, exception: Exception | None) -> None:
    """``sitemap.xml`` and ``robots.txt``, where the edition has an address; event ``build-finished``."""
    if exception is not None or app.builder.name != "html":  # paper has files of its own
        return
    address, out = checkout(app.config).address, Path(app.outdir)
    files = {out / "sitemap.xml": "", out / "robots.txt": ""}
    if address:
        pages = sorted(app.env.found_docs)
        places = "".join(f"<url><loc>{escape(f'{address}{page}.html')}</loc></url>\n" for page in pages)
        files[out / "sitemap.xml"] = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{places}</urlset>\n'
        )
        # Read at the top of a host only; elsewhere it does no harm.
        files[out / "robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n"
    for path, text in files.items():
        if text:
            path.write_text(text, encoding="utf-8")
        else:
            path.unlink(missing_ok=True)


def remove_left_over(app: Sphinx, exception: Exception | None) -> None:
    """Take out pages and sources of an earlier build that the edition has no more."""
    if exception is not None or app.builder.name != "html":  # paper has files of its own
        return
    out = Path(app.outdir)
    kept = app.env.found_docs | UNLISTED | set(app.config.html_additional_pages)
    for path in out.rglob("*.html"):
        page = path.relative_to(out).with_suffix("").as_posix()
        if page not in kept and not page.startswith("_"):
            path.unlink()
    for path in (out / "_sources").rglob("*.*"):
        if path.is_file():
            page = path.relative_to(out / "_sources").with_suffix("").as_posix()
            if page not in app.env.found_docs:
                path.unlink()


def connect(app: Sphinx) -> None:
    """Register the settings, the directive, the transforms and the files."""
    app.add_config_value("firstflames_edition", {}, "env", [dict])
    app.add_config_value("firstflames_checkout", {}, "html", [dict])
    app.add_directive("edition", EditionDirective)
    app.add_transform(TitlePage)
    app.add_post_transform(LeftOut)
    app.add_post_transform(Addresses)
    app.connect("build-finished", write_for_programs)
    app.connect("build-finished", remove_left_over)
