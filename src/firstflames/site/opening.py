"""Ways to open a chapter as a notebook: the menu on its page, and what the page of help says of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from firstflames.site import wheels
from firstflames.site.edition import Checkout
from firstflames.site.editions import checkout

HELP = "reference/open"  # the page that says how
#: Pages to work with; the title page and the pages of the evidence are only notebooks in form.
FOLDERS = ("chapters/", "primer/", "exercises/")


def colab(where: Checkout, page: str) -> str:
    """The address of a page's copy in Colab; empty without a copy on github.com."""
    if not (where.on_github and where.launch):
        return ""
    place = f"{where.on_github}/blob/{where.launch}/{quote(page)}.ipynb"
    return f"https://colab.research.google.com/github/{place}"


def binder(where: Checkout, page: str) -> str:
    """The address of a page's copy in Binder; empty without a copy on github.com."""
    if not (where.on_github and where.launch):
        return ""
    opened = quote(f"lab/tree/{page}.ipynb", safe="")
    return f"https://mybinder.org/v2/gh/{where.on_github}/{where.launch}?urlpath={opened}"


def wheel(where: Checkout) -> str:
    """The address of the library, to install it anywhere; empty without the launch branch."""
    if not (where.on_github and where.launch):
        return ""
    return f"https://raw.githubusercontent.com/{where.on_github}/{where.launch}/{wheel_name()}"


def wheel_name() -> str:
    """The file name of the library, packed."""
    return wheels.file_name("firstflames")


def menu(app: Sphinx, pagename: str, context: dict[str, Any]) -> list[dict[str, str]]:
    """The ways to open a page, for the theme: words, address, attributes, a remark."""
    source = str(context.get("sourcename") or "")
    if not source.endswith(".ipynb") or not pagename.startswith(FOLDERS):
        return []
    where, pathto = checkout(app.config), context["pathto"]
    ways = [
        ("Download the notebook", pathto(f"_sources/{source}", resource=True), " download", ""),
        (
            "JupyterLab on this computer",
            pathto(HELP) if HELP in app.env.found_docs else "",
            "",
            "how to",
        ),
        ("Colab", colab(where, pagename), "", "by Google; needs an account"),
        ("Binder", binder(where, pagename), "", "no account; starts in minutes"),
    ]
    keys = ("text", "link", "attributes", "remark")
    return [dict(zip(keys, way, strict=True)) for way in ways if way[1]]


class from_repository(nodes.General, nodes.Element):  # noqa: N801 (docutils names its nodes in lower case)
    """The place where a page says how to get the repository (``what`` is it) or the library."""


class OpeningDirective(SphinxDirective):
    """``{opening} repository`` or ``{opening} library``: the command to get it in this edition."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The place; the words are filled in when the page is written, since addresses may change."""
        what = self.arguments[0]
        if what not in WORDS:
            raise self.error(f"found {{opening}} {what}; expected one of {', '.join(WORDS)}")
        return [from_repository("", what=what)]


def _repository(where: Checkout) -> tuple[str, str]:
    if not where.repository:
        return "Take the folder that this edition was built from; its publisher has it.", ""
    return "Get the repository (or its zip, from the page of that address) and go to its folder:", (
        f"git clone {where.repository}\ncd {where.repository.rsplit('/', 1)[-1]}"
    )


def _library(where: Checkout) -> tuple[str, str]:
    if not wheel(where):
        return "Install the library from the folder of the repository:", "pip install ."
    return "Install the library, with pandas and plotly, into your own Python (3.11 or newer):", (
        f"pip install {wheel(where)}"
    )


WORDS = {"repository": _repository, "library": _library}


class Commands(SphinxPostTransform):
    """Fills in the commands of this edition."""

    default_priority = 205

    def run(self, **kwargs: Any) -> None:
        """Change the page in place."""
        for place in list(self.document.findall(from_repository)):
            said, command = WORDS[place["what"]](checkout(self.config))
            found: list[nodes.Node] = [nodes.paragraph("", said)]
            if command:
                found.append(nodes.literal_block(command, command, language="none"))
            place.replace_self(found)


def connect(app: Sphinx) -> None:
    """Register the directive and what fills it in."""
    app.add_directive("opening", OpeningDirective)
    app.add_node(from_repository)
    app.add_post_transform(Commands)
