"""The library's public face: its names, and how little has to be loaded for them."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import firstflames


def test_every_public_name_is_loaded_from_its_module() -> None:
    """Once for people and type checkers, once for Python, which loads a name when it is first used."""
    source = ast.parse(Path(firstflames.__file__).read_text(encoding="utf-8"))
    imports = {
        alias.name: str(node.module)
        for node in ast.walk(source)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("firstflames.")
        for alias in node.names
    }
    assert imports == {name: f"firstflames.{home}" for name, home in firstflames._HOME.items()}
    assert sorted(imports) == firstflames.__all__
    for name in firstflames.__all__:
        assert getattr(firstflames, name).__module__.startswith(imports[name])
    with pytest.raises(AttributeError, match="no attribute 'sharse'"):
        getattr(firstflames, "sharse")  # noqa: B009 (a type checker knows that it is not there)


def test_calendars_and_records_need_neither_pandas_nor_plotly() -> None:
    """In a browser the two are megabytes, and half a minute."""
    told = (
        "import sys; sys.modules['pandas'] = sys.modules['plotly'] = sys.modules['numpy'] = None\n"
        "import firstflames\n"
        "from firstflames.evidence.package import package\n"
        "print(firstflames.both_styles('1917-10-25'), len(package().records('claims')))"
    )
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == f"25 October (7 November) 1917 {len(firstflames.load('claims'))}"


def test_figures_have_the_courses_template_from_the_first() -> None:
    """plotly express bakes colours in when a figure is made, before the library is asked."""
    told = (
        "import plotly.io\nimport firstflames\n"
        "print('firstflames' in plotly.io.templates, plotly.io.templates.default)"
    )
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "True firstflames"
