"""The theme, by the pages of a specimen that holds everything once: what the build writes for it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import ROOT, soup, sphinx
from docutils import nodes
from docutils.utils import new_document
from plotly.offline import get_plotlyjs_version
from sphinx.errors import ExtensionError
from visiting import PAGES

from firstflames.site import builder, mathml, packages, tables
from firstflames.site.renderer import chart

STYLES = ROOT / "src" / "firstflames" / "site" / "theme" / "static" / "firstflames" / "theme.css"
# Utility classes of sphinx-design, which say nothing that the theme has not said.
UTILITY = re.compile(
    r"sd-(sphinx-override|container.*|row-cols.*|col.*|g.*|[mp][xytblr]?-.*|d-.*|w-.*|shadow.*|font-.*"
    r"|card-(body|text|header)|summary-(title|text)|octicon.*|fade.*)"
)


def page(site: Path, name: str) -> BeautifulSoup:
    return soup(site / name)


def meta(soup: BeautifulSoup, **named: str) -> str:
    (found,) = soup.find_all("meta", attrs=named)  # type: ignore[arg-type]  # bs4 takes any mapping
    return str(found["content"])


def test_no_page_is_without_its_head(site: Path) -> None:
    seen = set()
    for path in PAGES:
        soup = page(site, path)
        assert soup.title and soup.title.string
        description = meta(soup, name="description")
        assert 50 <= len(description) <= 160, path
        assert meta(soup, property="og:description") == description
        assert meta(soup, property="og:title") in soup.title.string
        assert len(soup.find_all("meta", attrs={"name": "viewport"})) == 1
        assert len(soup.find_all("h1")) == 1
        for link in (meta(soup, property="og:image"), str(soup.select_one("link[rel=icon]")["href"])):  # type: ignore[index]
            assert (site / path).parent.joinpath(link.split("?")[0]).is_file(), link
        seen.add(description)
    assert len(seen) == len(PAGES), "two pages have one description"


def test_the_site_has_the_pages_of_the_contents_and_no_others(site: Path) -> None:
    built = {str(path.relative_to(site)) for path in site.rglob("*.html")}
    assert built == set(PAGES)


def test_no_page_names_what_no_reader_uses(site: Path, specimen: Path) -> None:
    for root in (site, specimen):
        for path in root.rglob("*.html"):
            text = path.read_text(encoding="utf-8")
            for name in ("fontawesome", "thebe", "THEBE", "copybutton", "clipboard", "bootstrap"):
                assert name not in text, path
            for name in ("design-tabs", "sphinx-design", "mystnb.", "basic.css", "pygments", "require"):
                assert f"{name}" not in text.partition("<body")[0], path
            if path.name != "search.html":
                assert "searchindex" not in text, path
                assert "doctools" not in text, path


def test_the_site_carries_no_file_that_no_page_names(site: Path) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.html"))
    ours = site / "_static" / "firstflames"
    # What scripts load when they are asked to.
    for name in ("charts.js", "run-start.js", "run.js", "live/run-worker.js", "live/files.json"):
        text += (ours / name).read_text(encoding="utf-8")
    for path in (site / "_static").rglob("*"):
        assert path.is_dir() or path.name in text, path


def test_what_pages_load_is_the_sites_own(site: Path) -> None:
    for path in site.rglob("*.html"):
        for tag in page(path.parent, path.name).find_all(["script", "link", "img", "iframe"]):
            address = str(tag.get("src") or tag.get("href") or "")
            assert not re.match(r"(https?:)?//", address), path
            assert tag.get("type") != "module", path


def test_a_description_comes_from_the_author_or_the_first_prose(specimen: Path) -> None:
    described = page(specimen, "described.html")
    assert meta(described, name="description") == "Words of the author's own: “quoted” & <marked>."
    assert meta(described, name="keywords") == "specimen"
    derived = meta(page(specimen, "specimen.html"), name="description")
    assert derived.startswith("The first paragraph of prose")
    assert derived.endswith("…")
    assert len(derived) <= 160


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small book with an address, and with the settings that Jupyter Book passes to a theme."""
    folder = tmp_path_factory.mktemp("edition")
    options = {
        "announcement": "The seminar <b>moves</b>",
        "extra_footer": "<p>Taught at one place</p>",
        "home_page_in_toc": False,
        "repository_url": "https://example.org/repository/",
        "path_to_docs": "book",
        "use_edit_page_button": True,
        "use_issues_button": True,
    }
    (folder / "conf.py").write_text(
        "extensions = ['myst_nb', 'firstflames.site']\nhtml_theme = 'firstflames'\n"
        "html_title = 'An edition'\nhtml_baseurl = 'https://example.org/course'\n"
        f"html_theme_options = {options!r}\n"
    )
    (folder / "index.md").write_text("# Title\n\n```{toctree}\npage\n```\n")
    (folder / "page.md").write_text("# Page\n")
    done = sphinx(folder, folder / "out")
    assert done.returncode == 0, done.stderr
    return folder / "out"


def test_an_edition_with_an_address_has_canonical_links(edition: Path) -> None:
    soup = page(edition, "page.html")
    canonical = soup.select_one("link[rel=canonical]")
    assert canonical and canonical["href"] == "https://example.org/course/page.html"
    assert meta(soup, property="og:url") == "https://example.org/course/page.html"
    assert meta(soup, property="og:image").startswith("https://example.org/course/_static/")
    base = page(edition, "404.html").base
    assert base and base["href"] == "https://example.org/course/"
    assert "Without JavaScript" not in page(edition, "404.html").text, "its links lead there anyway"


def test_a_page_not_found_without_address_and_script_says_what_it_cannot(site: Path) -> None:
    lost = page(site, "404.html")
    assert lost.base is None
    assert lost.noscript and "take the last parts off the address" in " ".join(
        lost.noscript.text.split()
    )


def test_jupyter_books_settings_are_read(edition: Path) -> None:
    soup = page(edition, "page.html")
    assert soup.title and soup.title.text == "Page · An edition"
    announcement, foot = soup.select_one(".announcement"), soup.select_one(".foot")
    assert announcement and announcement.text == "The seminar moves"
    assert foot and "Taught at one place" in foot.text
    assert "Title page" not in soup.text
    links = [link["href"] for link in soup.select(".page-tools a")]
    assert links[1:] == [
        "https://example.org/repository/edit/main/book/page.md",
        "https://example.org/repository/issues/new",
    ]


def test_mathematics_is_mathml(specimen: Path) -> None:
    soup = page(specimen, "specimen.html")
    inline, block = soup.find_all("math")
    assert inline.find("mfrac")
    assert block["display"] == "block"
    assert block.parent and "(1)" in block.parent.text
    assert not [script for script in soup.find_all("script") if "mathjax" in str(script).lower()]


def test_unknown_tex_stops_the_build() -> None:
    with pytest.raises(ExtensionError, match=r"page\.md, line 3: the formula .*nope"):
        mathml.converted(r"\nope", "page.md, line 3", block=False)


def test_tables_of_pandas_get_scopes_and_lose_empty_headings() -> None:
    written = tables.accessible(
        '<style>x</style><table border="1" class="dataframe"><thead><tr style="x"><th></th><th>a</th>'
        '<th colspan="2">b</th></tr></thead><tbody><tr><th>r</th><td>1</td></tr></tbody></table>'
    )
    assert written == (
        '<div class="scroll" role="group" aria-label="Table"><table class="dataframe"><thead><tr>'
        '<td></td><th scope="col">a</th><th colspan="2" scope="colgroup">b</th></tr></thead>'
        '<tbody><tr><th scope="row">r</th><td>1</td></tr></tbody></table></div>'
    )


def test_a_table_of_our_own_keeps_its_styles() -> None:
    """They say how much room a row takes; pandas' say only that headings stand to the right."""
    row = '<tr style="--lines: 3"><td>1</td></tr>'
    assert row in tables.accessible(f'<table class="any">{row}</table>')
    assert "style" not in tables.accessible(f'<table class="dataframe">{row}</table>')


def test_every_table_of_the_book_is_accessible(site: Path, specimen: Path) -> None:
    found = 0
    for root in (site, specimen):
        for path in root.rglob("*.html"):
            for table in page(path.parent, path.name).find_all("table"):
                found += 1
                assert table.find_parent(class_="scroll"), path
                for heading in table.find_all("th"):
                    assert heading.get_text(strip=True), path
                    assert heading.get("scope") or "head" in heading["class"], path
    assert found > 5


def index(site: Path) -> tuple[dict[str, object], int]:
    text = (site / "searchindex.js").read_text(encoding="utf-8")
    return json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))["terms"], len(text)


def test_the_search_index_leaves_long_tables_and_code_out(specimen: Path) -> None:
    terms, _ = index(specimen)
    assert "wordinshortt" in " ".join(terms)
    assert "wordinlongt" not in " ".join(terms)
    assert not {"vote", "total", "float"} <= set(terms), "the words of the code"


def test_the_search_index_knows_what_charts_say(site: Path) -> None:
    tree = new_document("")
    meta = {"title": "A finding", "caption": "What is drawn", "alt": "What is found"}
    tree += chart("", figure={}, meta=meta)
    assert builder.searchable(tree).astext() == "A finding What is drawn What is found"
    assert tree.astext() == "", "the page itself stays as it is"
    _, size = index(site)
    assert size < 200_000


def test_a_plan_is_found_by_its_title_and_beginning() -> None:
    tree = new_document("")
    inner = nodes.section("", nodes.title("", "Before class"), nodes.paragraph("", "Bring a pencil."))
    tree += nodes.section("", nodes.title("", "Session 1"), nodes.paragraph("", "The aim."), inner)
    assert "pencil" in builder.searchable(tree).astext()
    assert builder.searchable(tree, beginning=True).astext().split() == ["Session", "1", "The", "aim."]


def test_sphinx_design_is_styled_where_it_is_used(site: Path, specimen: Path) -> None:
    styles = STYLES.read_text(encoding="utf-8")
    for root in (site, specimen):
        for path in root.rglob("*.html"):
            for tag in page(path.parent, path.name).find_all(class_=True):
                for name in tag["class"]:
                    if name.startswith("sd-") and not UTILITY.fullmatch(name):
                        assert f".{name}" in styles, f"{path}: theme.css has no style for {name}"


def test_contents_show_where_the_reader_is(specimen: Path) -> None:
    contents = page(specimen, "specimen.html").find(id="contents")
    assert isinstance(contents, Tag)
    (current,) = contents.select('[aria-current="page"]')
    assert current.text == "Everything at once"
    inside = current.parent.find("ul") if current.parent else None
    assert isinstance(inside, Tag)
    sections = [link["href"] for link in inside.select(":scope > li > a")]
    assert sections == ["#notes", "#tables", "#code", "#terms"]


def test_cited_works_stand_in_the_margin_once_a_section(site: Path, specimen: Path) -> None:
    (note,) = page(specimen, "specimen.html").select(".margin.work")
    assert "The Elections to the Constituent Assembly" in note.text
    assert note["aria-hidden"] == "true"
    assert page(site, "chapters/10-thirty-six-million-ballots.html").select(".margin.work")


def test_folded_code_says_what_it_shows(site: Path) -> None:
    for path in (site / "chapters").glob("*.html"):
        for fold in page(path.parent, path.name).select("details.fold summary"):
            assert "aria-label" not in fold.attrs
            assert fold.get_text(" ", strip=True) == "Show the computation Hide the computation"


def test_a_missing_package_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExtensionError, match=r"run 'python tools/npm\.py book' first"):
        packages.find("nothing-of-this-name", tmp_path)


def test_plotly_of_another_version_stops_the_build(tmp_path: Path) -> None:
    folder = tmp_path / "node_modules" / packages.BUNDLE
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{"version": "3.7.0"}')
    with pytest.raises(ExtensionError, match=rf"3\.7\.0.*{re.escape(get_plotlyjs_version())}"):
        packages.copy_plotly(tmp_path, tmp_path / "out")
