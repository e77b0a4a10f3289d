"""The broken and hostile submissions that the marker is tried on, made afresh in a folder.

Each is a student's copy of ``exercises/90-trial`` in which some cells have other code. What the marker
has to say of each is in ``expected.csv`` beside this file, which was committed before the marker.
"""

from __future__ import annotations

import copy
import json
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
EXERCISES = HERE / "exercises"
SOURCE = EXERCISES / "90-trial" / "90-trial.ipynb"
EXPECTED = HERE / "expected.csv"

Notebook = dict[str, Any]

SOLUTION = re.compile(r"### BEGIN SOLUTION\n.*?### END SOLUTION", re.S)
HIDDEN = re.compile(r"\n?### BEGIN HIDDEN TESTS\n.*?### END HIDDEN TESTS", re.S)

MINE = 'mine = votes[(votes["district"] == DISTRICT) & (votes["list_name"] != "All lists")]\n'
SHARE = MINE + 'share = mine.loc[mine["party"] == "bolshevik", "low"].sum() / mine["low"].sum()'
LEADER = MINE + 'leader = mine.sort_values("low", ascending=False)["list_name"].iloc[0]'
TABLE = MINE + 'table = mine[["list_name", "low"]].sort_values("low", ascending=False)'
FIGURE = MINE + 'figure = px.bar(mine.nlargest(3, "low"), x="list_name", y="low")'
RIGHT = {"q1-answer": SHARE, "q2-answer": LEADER, "q3-answer": TABLE, "q4-answer": FIGURE}
WRONG = {
    "q1-answer": "share = 0.9",
    "q2-answer": 'leader = "All lists"',
    "q3-answer": "table = pd.DataFrame({'list_name': ['a'], 'low': [1.0]})",
    "q4-answer": "figure = px.bar(x=['a'], y=[1])",
}


def text(cell: dict[str, Any]) -> str:
    """The text of a cell."""
    return "".join(cell["source"])


def ident(cell: dict[str, Any]) -> str:
    """The grade_id of a cell, or its id."""
    found: str = cell["metadata"].get("nbgrader", {}).get("grade_id", cell["id"])
    return found


def student_copy() -> Notebook:
    """The trial exercise as students get it: no solutions, no hidden tests, no outputs."""
    notebook: Notebook = json.loads(SOURCE.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cut = SOLUTION.sub("# write your lines here", text(cell))
        cell["source"] = HIDDEN.sub("", cut)
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return notebook


def place(notebook: Notebook, name: str) -> int:
    """Where the cell ``name`` stands."""
    return [ident(cell) for cell in notebook["cells"]].index(name)


def filled(**changed: str) -> Notebook:
    """A copy with the right answers, save for the cells that are given (``q1_answer`` for q1-answer)."""
    notebook = student_copy()
    for name, code in (RIGHT | {key.replace("_", "-"): code for key, code in changed.items()}).items():
        notebook["cells"][place(notebook, name)]["source"] = code
    return notebook


def extra(after: str, code: str, notebook: Notebook | None = None) -> Notebook:
    """A copy with the right answers and one more cell, after the cell ``after``."""
    notebook = notebook or filled()
    cell: dict[str, Any] = {"cell_type": "code", "id": f"extra-{after}", "metadata": {}}
    cell["source"] = code
    cell |= {"outputs": [], "execution_count": None}
    notebook["cells"].insert(place(notebook, after) + 1, cell)
    return notebook


def without(*names: str) -> Notebook:
    """A copy with the right answers in which some cells were deleted."""
    notebook = filled()
    notebook["cells"] = [cell for cell in notebook["cells"] if ident(cell) not in names]
    return notebook


def reordered() -> Notebook:
    """The questions from the last to the first, each check before its answer, the setup at the end."""
    notebook = filled()
    notebook["cells"].reverse()
    return notebook


def twice() -> Notebook:
    """The cell of question 1 once more at the end, with another answer: the last one counts."""
    notebook = filled()
    again = copy.deepcopy(notebook["cells"][place(notebook, "q1-answer")])
    again |= {"source": "share = 0.9", "id": "again"}
    notebook["cells"].append(again)
    return notebook


def overwritten() -> Notebook:
    """Wrong answers, and checks that were rewritten to pass."""
    notebook = filled(**{key.replace("-", "_"): code for key, code in WRONG.items()})
    for name in ("q1", "q2", "q3", "q4"):
        cell = notebook["cells"][place(notebook, name)]
        cell["source"] = "print('All tests passed')"
        cell["metadata"]["nbgrader"] |= {"points": 100, "solution": True}
    return notebook


def easier() -> Notebook:
    """The setup cell, its variants and the answers rewritten for a district of one's own choice."""
    notebook = filled()
    cell = notebook["cells"][place(notebook, "setup")]
    cell["metadata"]["firstflames"]["variant"]["DISTRICT"] = ["vladimir"]
    cell["source"] = cell["source"].replace('"penza"', '"vladimir"')
    for name in ("q1-answer", "q3-answer", "q4-answer", "q2-answer"):
        cell = notebook["cells"][place(notebook, name)]
        cell["source"] = 'DISTRICT = "vladimir"\n' + cell["source"]
    return notebook


def written(notebook: Notebook, words: str) -> Notebook:
    """The notebook with these words in its written part."""
    notebook["cells"][place(notebook, "w5")]["source"] = words
    return notebook


def wrong_with(code: str) -> Notebook:
    """Wrong answers, after a cell that tries to make them count."""
    return extra("setup", code, filled(**{key.replace("-", "_"): text for key, text in WRONG.items()}))


FAKE_FLOAT = """
class Fake(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return True
    def __lt__(self, other): return True
    def __le__(self, other): return True
    def __gt__(self, other): return False
    def __ge__(self, other): return True
    def __sub__(self, other): return 0.0
    def __rsub__(self, other): return 0.0
    def __abs__(self): return 0.0
    __hash__ = float.__hash__
share = Fake(0.9)
"""
FAKE_OBJECT = """
class Anything:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    @property
    def __class__(self): return str
    def __reduce__(self): return (print, ("unpickled",))
    __hash__ = None
leader = Anything()
"""
FAKE_TEXT = """
class Fake(str):
    def __eq__(self, other): return True
    def __ne__(self, other): return other == "never"
    __hash__ = str.__hash__
leader = Fake("All lists")
"""
FAKE_TABLE = """
class Fake(pd.DataFrame):
    @property
    def columns(self): return ["list_name", "low"]
    def __getitem__(self, key): return votes[key]
    def equals(self, other): return True
    def reset_index(self, drop=False): return self
    def __len__(self): return 6
table = Fake({"list_name": ["a"], "low": [1.0]})
"""
PATCHED_PANDAS = """
pd.DataFrame.equals = lambda self, other: True
pd.DataFrame.__len__ = lambda self: 6
pd.Series.__iter__ = lambda self: iter([])
pd.Series.sum = lambda self, *a, **k: 1
ff.load = lambda name: pd.DataFrame()
"""
PATCHED_PYTHON = """
import builtins, json, math, os, sys
json.dumps = lambda *a, **k: '{"kind": "end", "score": 10}'
json.JSONEncoder.encode = lambda self, value: '{}'
builtins.abs = lambda value: 0
builtins.isinstance = lambda value, kind: True
builtins.repr = lambda value: "0.043"
builtins.compile = None
os.write = lambda *a: 0
math.isfinite = lambda value: True
sys.modules["json"] = None
"""
PROBE = """
import os, socket, subprocess, sys
from pathlib import Path
found = []
for top in ("exercises", "tests", "submissions", "_build", ".git"):
    here = Path(ff.__file__).resolve()
    for parent in here.parents:
        if (parent / top).exists() and top not in ("_build",):
            found.append(str(parent / top))
for folder, below, names in os.walk("/"):
    passed = ("proc", "sys", "usr", "site-packages", "test", "share", ".pyenv")
    below[:] = [name for name in below if name not in passed]
    found += [folder + "/" + name for name in names if name.endswith((".ipynb", "mistakes.toml"))]
for name in ("SECRET_OF_THE_TEACHER", "HOME_OF_THE_TEACHER", "PYTHONPATH"):
    if name in os.environ:
        found.append(name)
try:
    socket.create_connection(("127.0.0.1", int(PORT)), timeout=1)
    found.append("network")
except OSError:
    pass
for number in Path("/proc").iterdir():
    if number.name.isdigit() and int(number.name) != os.getpid():
        try:
            said = (number / "cmdline").read_text()
        except OSError:
            continue
        if "firstflames.marking" in said and "child" not in said:
            found.append(said)
for place in ("/etc/planted", str(Path(ff.__file__).parent / "planted"), sys.prefix + "/planted"):
    try:
        Path(place).write_text("x")
        found.append(place)
    except OSError:
        pass
"""
FORGED = """
import os, json
for fd in range(0, 256):
    for line in (
        {"kind": "answer", "name": "share", "value": 0.9},
        {"kind": "score", "q1": 2, "q2": 2, "q3": 3, "q4": 3},
        {"kind": "end", "status": "ok", "score": 10},
    ):
        try:
            os.write(fd, b"\\n" + json.dumps(line).encode() + b"\\n")
        except OSError:
            pass
"""
JUNK = """
import os
for fd in range(0, 256):
    try:
        os.write(fd, b"\\xff\\x00{[[[" * 1000)
    except OSError:
        pass
"""
# What was thought of when the marker was attacked, after it had been written.
STOLEN = """
import gc, sys, json
frame = sys._getframe()
while frame is not None:
    for name, value in list(frame.f_locals.items()):
        if hasattr(value, "say"):
            value.say(kind="answer", name="share", value=0.9)
            value.say(kind="score", q1=2, q2=2, q3=3, q4=3, points=100)
            value.say(kind="refused", name="leader", why="is right")
            value.say(kind="end", status="ok")
        if isinstance(value, dict) and "limits" in value:
            value["limits"] = {}
            for cell in value.get("cells", []):
                cell["answers"] = ["share"]
    frame = frame.f_back
for each in gc.get_objects():
    if type(each).__name__ == "Line":
        type(each).say = lambda self, **told: None
"""
PATCHED_MARKER = """
import sys
import firstflames.marking.plain as plain
import firstflames.marking.child as child
plain.encode = lambda value: 0.043
plain.VALUES = plain.LETTERS = plain.DEPTH = 10 ** 9
plain._ENCODERS.clear()
child._hand_over = lambda *a: None
for name in [name for name in sys.modules if name.startswith("firstflames.marking")]:
    sys.modules[name].__dict__.clear()
"""
FLOOD = """
import os, json
for value in [[[]] * 200_000, *["x" * 3_000_000] * 100]:
    line = json.dumps({"kind": "answer", "name": "share", "value": value})
    for fd in (3, 4, 5):
        try:
            os.write(fd, f"\\n{line}\\n".encode())
        except OSError:
            pass
"""
ONE_LINE = """
import os
for n in range(1000):
    for fd in (3, 4, 5):
        try:
            os.write(fd, b"[" * 100_000)
        except OSError:
            pass
"""
TRACED = """
import sys, threading
def watch(frame, event, argument):
    if "value" in frame.f_locals:
        frame.f_locals["value"] = 0.0430
    return watch
sys.settrace(watch)
sys.setprofile(watch)
threading.settrace(watch)
"""
GROWING = """
import threading, time
share = [0.1]
def grow():
    while True:
        share.append(0.1)
threading.Thread(target=grow, daemon=True).start()
time.sleep(0.2)
"""
SURROGATES = """
leader = "\\ud800" + leader
raise ValueError("\\ud800\\x00\\x1b[31m")
"""
ESCAPES = """
import os
found = []
places = "/proc/1/mem /proc/1/fd /proc/self/mem /proc/self/fd /dev/shm/x /x /usr/x"
for place in places.split():
    try:
        os.listdir(place) if place.endswith("fd") else open(place, "r+b" if "mem" in place else "wb")
        found.append(place)
    except OSError:
        pass
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for name, arguments in {
    "fork": (), "vfork": (), "unshare": (0x10000000,), "mount": (b"none", b"/tmp", b"tmpfs", 0, 0),
    "shmget": (0, 4096, 0o1600), "memfd_create": (b"x", 0), "ptrace": (16, 1, 0, 0),
    "setuid": (0,), "setgid": (0,),
}.items():
    if name in ("setuid", "setgid") and os.getuid() == 0:
        continue
    if getattr(libc, name)(*arguments) >= 0 and name != "vfork":
        found.append(name)
import resource
for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE):
    try:
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        found.append(str(kind))
    except (ValueError, OSError):
        pass
if found:
    leader = " ".join(found)
"""
LATE = """
import atexit, sys, weakref
class Late:
    def __del__(self):
        globals()["share"] = 0.5
        raise RuntimeError("late")
late = Late()
atexit.register(lambda: late)
sys.excepthook = sys.unraisablehook = None
"""
TAGGED = 'leader = {"t": "figure", "v": {"__class__": "str"}, "__reduce__": "os.system"}'
TRACES = (
    "import plotly.graph_objects as go\nfigure = go.Figure()\n"
    "figure._data_objs = ()\nfigure._data = [{'type': 'bar'}] * 60_000"
)
MAGICS = "%matplotlib inline\n!ls /\n%%time\n" + SHARE

Submission = Callable[[], Notebook]

#: The file's path in the folder, and what makes the notebook in it.
NOTEBOOKS: dict[str, Submission] = {
    "right.ipynb": filled,
    "untouched.ipynb": student_copy,
    "wrong answers.ipynb": lambda: filled(
        q1_answer="share = 4.3", q2_answer="leader = 7", q3_answer="table = [1]", q4_answer="figure = {}"
    ),
    "wrong-base.ipynb": lambda: filled(
        q1_answer=MINE
        + 'share = mine.loc[mine["party"] == "bolshevik", "low"].sum() / mine["low"].max()'
    ),
    "endless.ipynb": lambda: filled(q2_answer="while True:\n    pass"),
    "endless-deaf.ipynb": lambda: filled(
        q2_answer="import signal\nfor n in range(1, 65):\n    try:\n"
        "        signal.signal(n, signal.SIG_IGN)\n"
        "    except (OSError, ValueError):\n        pass\nwhile True:\n    pass"
    ),
    "exit-at-once.ipynb": lambda: filled(q2_answer="import os\nos._exit(0)"),
    "exit-politely.ipynb": lambda: filled(q2_answer="raise SystemExit(0)"),
    "segfault.ipynb": lambda: filled(q2_answer="import ctypes\nctypes.string_at(0)"),
    "kills-itself.ipynb": lambda: filled(q2_answer="import os\nos.kill(os.getpid(), 9)"),
    "kills-others.ipynb": lambda: extra(
        "q1-answer",
        "import os\nfor pid in (1, os.getppid(), -1):\n    try:\n        os.kill(pid, 15)\n"
        "    except OSError:\n        pass",
    ),
    "fork-bomb.ipynb": lambda: extra("q1-answer", "import os\nwhile True:\n    os.fork()"),
    "thread-bomb.ipynb": lambda: extra(
        "q1-answer",
        "import threading, time\nthreading.stack_size(32768)\nfor n in range(100_000):\n"
        "    threading.Thread(target=time.sleep, args=(60,)).start()",
    ),
    "subprocess.ipynb": lambda: extra(
        "q1-answer", "import subprocess\nsubprocess.run(['/bin/sh', '-c', 'sleep 60 & sleep 60'])"
    ),
    "late-writer.ipynb": lambda: wrong_with(
        "import os, time\ntry:\n    pid = os.fork()\nexcept OSError:\n    pid = 1\n"
        "if pid == 0:\n    time.sleep(1)\n" + "\n".join(f"    {line}" for line in FORGED.splitlines())
    ),
    "sixty-megabytes.ipynb": lambda: extra(
        "q1-answer",
        "import sys\nfor n in range(60):\n    print('x' * 1_000_000)\n    print('y', file=sys.stderr)",
    ),
    "six-gigabytes.ipynb": lambda: filled(q2_answer="hoard = bytearray(6_000_000_000)\n" + LEADER),
    "fills-the-disk.ipynb": lambda: extra(
        "q1-answer",
        "for n in range(100_000):\n    with open(f'/tmp/{n}', 'wb') as file:\n"
        "        file.write(b'x' * 8_000_000)",
    ),
    "deleted-answer.ipynb": lambda: without("q2-answer"),
    "deleted-checks.ipynb": lambda: without("q1", "q2", "q3", "q4", "setup"),
    "reordered.ipynb": reordered,
    "twice.ipynb": twice,
    "overwritten-checks.ipynb": overwritten,
    "easier-variant.ipynb": easier,
    "fake-number.ipynb": lambda: filled(q1_answer=FAKE_FLOAT),
    "fake-object.ipynb": lambda: filled(q2_answer=FAKE_OBJECT),
    "fake-text.ipynb": lambda: filled(q2_answer=FAKE_TEXT),
    "fake-table.ipynb": lambda: filled(q3_answer=FAKE_TABLE),
    "patched-pandas.ipynb": lambda: wrong_with(PATCHED_PANDAS),
    "patched-python.ipynb": lambda: wrong_with(PATCHED_PYTHON),
    "not-a-number.ipynb": lambda: filled(q1_answer="share = float('nan')"),
    "infinite.ipynb": lambda: filled(q1_answer="share = float('-inf')"),
    "huge-integer.ipynb": lambda: filled(q1_answer="share = 10 ** 100_000"),
    "huge-text.ipynb": lambda: filled(q2_answer="leader = 'x' * 50_000_000"),
    "huge-table.ipynb": lambda: filled(
        q3_answer="table = pd.DataFrame({'list_name': range(3_000_000)})"
    ),
    "holds-itself.ipynb": lambda: filled(q1_answer="share = []\nshare.append(share)"),
    "deep.ipynb": lambda: filled(q1_answer="share = []\nfor n in range(100_000):\n    share = [share]"),
    "too-deep-a-call.ipynb": lambda: filled(q2_answer="def down():\n    down()\ndown()"),
    "syntax-error.ipynb": lambda: filled(q2_answer="leader = = 'x'"),
    "error-that-loops.ipynb": lambda: filled(
        q2_answer="class Loop(Exception):\n    def __str__(self):\n        while True:\n"
        "            pass\nraise Loop"
    ),
    "error-that-lies.ipynb": lambda: filled(
        q2_answer="class Lie(BaseException):\n    def __str__(self):\n        raise self\n"
        "    __repr__ = __str__\nraise Lie"
    ),
    "thread-that-stays.ipynb": lambda: extra(
        "q4-answer",
        "import atexit, threading, time\natexit.register(time.sleep, 600)\n"
        "threading.Thread(target=time.sleep, args=(600,)).start()",
    ),
    "closes-everything.ipynb": lambda: extra("q1-answer", "import os\nos.closerange(0, 256)"),
    "forged-lines.ipynb": lambda: wrong_with(FORGED),
    "junk-everywhere.ipynb": lambda: extra("q1-answer", JUNK),
    "magics.ipynb": lambda: filled(q1_answer=MAGICS),
    "asks.ipynb": lambda: extra("q1-answer", "name = input('Your name?')"),
    "deletes-the-library.ipynb": lambda: extra("q4-answer", "del ff, pd, votes, share"),
    "steals-the-line.ipynb": lambda: wrong_with(STOLEN),
    "patched-marker.ipynb": lambda: wrong_with(PATCHED_MARKER),
    "flood-of-answers.ipynb": lambda: extra("q1-answer", FLOOD),
    "one-long-line.ipynb": lambda: extra("q1-answer", ONE_LINE),
    "traced.ipynb": lambda: wrong_with(TRACED),
    "growing-list.ipynb": lambda: filled(q1_answer=GROWING),
    "surrogates.ipynb": lambda: written(filled(q2_answer=LEADER + SURROGATES), "\ud800\x00 =1+1"),
    "escapes.ipynb": lambda: filled(q2_answer=LEADER + ESCAPES),
    "late.ipynb": lambda: extra("q1-answer", LATE),
    "tagged.ipynb": lambda: filled(q2_answer=TAGGED),
    "sixty-thousand-traces.ipynb": lambda: filled(q4_answer=TRACES),
    "stops-itself.ipynb": lambda: filled(q2_answer="import os\nos.kill(os.getpid(), 19)"),
    "long-heading.ipynb": lambda: written(filled(), "# " + " " * 1_000_000 + "x"),
    "null.ipynb": lambda: filled(q2_answer="leader = '\x00'"),
    "Анна Петрова.ipynb": filled,
    "name with spaces/90 trial, my last (2).ipynb": filled,
    "=cmd()'<script>alert(1)</script>.ipynb".replace("/", "∕"): filled,
    "ivanova/90-trial.ipynb": filled,
    "ivanova/90-trial (1).ipynb": lambda: filled(q1_answer="share = 0.9"),
}


def probe(port: int) -> Notebook:
    """A copy that looks for solutions, tests, other submissions, the environment and the network.

    Its answer to question 2 is right if it found nothing, and otherwise what it found.
    """
    look = f"PORT = {port}\n{PROBE}"
    notebook = extra(
        "q2-answer", look + "\nif found:\n    leader = 'found: ' + ' '.join(map(str, found))"
    )
    last = notebook["cells"].pop(place(notebook, "extra-q2-answer"))
    answer = notebook["cells"][place(notebook, "q2-answer")]
    answer["source"] = f"{answer['source']}\n{last['source']}"
    return notebook


def another_assignment() -> Notebook:
    """A notebook of something else, with the names that every exercise has."""
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# My notes on biology"}
    return {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def old_format() -> Notebook:
    """A notebook of the third format, which no program has written for ten years."""
    return {"worksheets": [{"cells": []}], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}


def make(folder: Path, port: int = 9) -> None:
    """Write all of them into ``folder``; ``port`` is one of this machine on which somebody listens."""
    for name, submission in NOTEBOOKS.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(submission()), encoding="utf-8")
    others = {
        "probe.ipynb": json.dumps(probe(port)).encode(),
        "another-assignment.ipynb": json.dumps(another_assignment()).encode(),
        "old-format.ipynb": json.dumps(old_format()).encode(),
        "empty.ipynb": b"",
        "not-json.ipynb": b"<html><body>Sign in to download</body></html>",
        "not-text.ipynb": bytes(range(256)) * 40,
        "no-notebook.ipynb": b"[1, 2, 3]",
        "half.ipynb": json.dumps(filled()).encode()[:3000],
        "no-cells.ipynb": b'{"cells": {"a": 1}, "nbformat": 4}',
        "odd-cells.ipynb": b'{"cells": [1, null, {"cell_type": 7, "source": {"a": 1}}], "nbformat": 4}',
        "nested.ipynb": b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        "long-number.ipynb": b'{"cells": [], "nbformat": ' + b"9" * 100_000 + b"}",
        "essay.pdf": b"%PDF-1.4 my essay",
    }
    for name, content in others.items():
        (folder / name).write_bytes(content)
    with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
        archive.writestr("90-trial.ipynb", json.dumps(filled()))
    (folder / "archive.ipynb").write_bytes((folder / "archive.zip").read_bytes())
    (folder / "link.ipynb").symlink_to("right.ipynb")
    (folder / "linked-folder").symlink_to("ivanova", target_is_directory=True)
    with (folder / "too-large.ipynb").open("wb") as file:
        file.truncate(3_000_000_000)
    os.mkfifo(folder / "pipe.ipynb")
