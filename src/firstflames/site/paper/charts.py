"""A chart on paper: question, title, caption and picture, its choices in words, table and sources."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from firstflames.charts import LOCATOR
from firstflames.site import pictures, renderer
from firstflames.site.reference import where

#: The stored width that suits a page and a reader: 608 pixels are 161 mm.
WIDTH = "middle"
#: The most rows and columns of a table that is printed; a longer one is a file of the site.
ROWS, COLUMNS = 12, 6
#: Of a slider with more steps only the ends are named.
STEPS = 8

Words = Mapping[str, Any]


def figure(meta: Words, drawn: Words, anchor: str, to_root: str) -> str:
    """The chart as plain HTML; ``to_root`` leads from the page to the top of the book."""
    name, alt = meta["name"], escape(meta["alt"])
    picture = pictures.file_name(name, WIDTH, "light")
    size = f'width="{pictures.WIDTHS[WIDTH]}" height="{pictures.height(drawn)}"'
    return (
        f'<div class="chart" id="{escape(anchor)}">\n{_question(meta)}<figure>\n'
        f'<figcaption><p class="chart-title">{escape(meta["title"])}</p>\n'
        f"<p>{escape(meta['caption'])}</p></figcaption>\n"
        f'<p class="picture"><img src="{pictures.FOLDER}/{picture}" alt="{alt}" {size}></p>\n</figure>\n'
        f"{_answer(meta)}{_choices(meta, drawn['layout'])}{_table(meta, drawn['layout'])}"
        f'<div class="sources"><p>Sources</p>{_sources(meta, to_root)}</div>\n</div>\n'
    )


def _sources(meta: Words, to_root: str) -> str:
    """The paragraphs of the chapter on one line, then the works."""
    places = [source for source in meta["sources"] if LOCATOR.fullmatch(source)]
    links = ", ".join(f'<a href="{where(each, f"{to_root}reference/")}">{each}</a>' for each in places)
    named = [f"Serge, <em>Year One</em>, ch. 4: {links}"] if places else []
    named += [renderer.named_work(each) for each in meta["sources"] if each not in places]
    return f"<ul>{''.join(f'<li>{each}</li>' for each in named)}</ul>"


def _question(meta: Words) -> str:
    """The question that comes before the figure."""
    if "guess" not in meta:
        return ""
    asked = meta["guess"]
    blank = f'<span class="blank">{chr(0xA0) * 16}</span>'
    return (
        f'<p class="guess"><strong>First guess.</strong> {escape(asked["question"])} '
        f"Your estimate, {asked['low']:,} to {asked['high']:,} {escape(asked['unit'])}: {blank}</p>\n"
    )


def _answer(meta: Words) -> str:
    if "guess" not in meta:
        return ""
    asked = meta["guess"]
    low, high = asked["figure"]
    found = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    return (
        '<p class="guess"><strong>To compare with your guess.</strong> '
        f"{escape(asked['figure_label'])}: {found} {escape(asked['unit'])}. "
        f"{escape(asked['author_label'])}.</p>\n"
    )


def _choices(meta: Words, layout: Words) -> str:
    """What the controls of the live chart offer, and which state is printed."""
    lines = [
        _control(menu["name"], [each["label"] for each in menu["buttons"]], menu.get("active", 0))
        for menu in layout.get("updatemenus", [])
    ]
    lines += [
        _control(slider["name"], [each["label"] for each in slider["steps"]], slider.get("active", 0))
        for slider in layout.get("sliders", [])
    ]
    if "bloc" in meta:
        names = ", ".join(escape(name) for name in meta["bloc"]["lists"])
        lines.append(
            f"<strong>Lists in your bloc</strong>: tick some and the chart adds them up. "
            f"On paper, add the figures of the table yourself ({names})."
        )
    if not lines:
        return ""
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f'<div class="choices"><p>On the site this chart has choices</p><ul>{items}</ul></div>\n'


def _control(name: str, labels: list[str], active: int) -> str:
    shown = escape(labels[active])
    if len(labels) > STEPS:
        span = f"from {escape(labels[0])} to {escape(labels[-1])} in {len(labels) - 1} steps"
        return f"<strong>{escape(name)}</strong>: {shown} (shown here); {span}"
    others = [escape(label) for place, label in enumerate(labels) if place != active]
    return f"<strong>{escape(name)}</strong>: {'; '.join([f'{shown} (shown here)', *others])}"


def _table(meta: Words, layout: Words) -> str:
    """The data of all choices where it is short, or where a reader has to choose; else where it is."""
    rows, columns = len(meta["data"]["rows"]), len(meta["data"]["columns"])
    must = "bloc" in meta or layout.get("sliders")
    if must or (rows <= ROWS and columns <= COLUMNS):
        return renderer.data_table(meta)
    return (
        '<p class="elsewhere">The table behind this chart, with the figures of every choice, has '
        f"{rows} rows and {columns} columns: it is under the chart on the site, also as "
        f"<code>{escape(meta['name'])}.csv</code>.</p>\n"
    )
