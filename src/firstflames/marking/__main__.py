"""``python -m firstflames.marking FOLDER``: mark a folder of submissions; and what belongs to it.

Other commands: ``merge OUT PART…`` puts parts together that were marked on several machines, ``rubric
SHEET`` takes in the points of written parts, ``probe`` says which isolation holds on this machine.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from firstflames.exercises import ExerciseError
from firstflames.marking import merging, reports, rubric, running, sandbox
from firstflames.marking.journal import JournalError, read_run, rows
from firstflames.marking.limits import Limits
from firstflames.marking.people import ClassListError, class_list
from firstflames.marking.sources import sheets
from firstflames.marking.worker import Task

COMMANDS = ("mark", "merge", "rubric", "probe")
PROBLEMS = (
    ExerciseError,
    JournalError,
    ClassListError,
    rubric.RubricError,
    merging.MergeError,
    sandbox.NoIsolationError,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 when it was done, 1 when it could not be, 2 for bad input.

    A submission that cannot be marked is a row of the results, and no failure of the command.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] not in (*COMMANDS, "-h", "--help"):
        given.insert(0, "mark")
    options = _parser().parse_args(given)
    try:
        status: int = options.run(options)
    except PROBLEMS as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on where this one stopped.", file=sys.stderr)
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m firstflames.marking", description=__doc__.partition("\n")[0]
    )
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--exercises", type=Path, default=Path("exercises"), help="folder of the sources"
    )
    shared.add_argument(
        "--students", type=Path, metavar="CSV", help="class list: student, name, email, …"
    )
    shared.add_argument(
        "--without-solutions", action="store_true", help="feedback pages without the way to the answer"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    mark = commands.add_parser("mark", parents=[shared], help="mark a folder (the default)")
    mark.add_argument("submissions", type=_folder, help="folder of what students handed in")
    mark.add_argument("--out", type=Path, help="folder of the results (default: marks/FOLDER)")
    mark.add_argument(
        "--variant",
        type=str.strip,
        default="",
        metavar="SEED",
        help="the word the copies were made with",
    )
    mark.add_argument("--exercise", metavar="NAME", help="the one exercise that was to be handed in")
    mark.add_argument("--workers", type=_count, default=os.cpu_count() or 1, help="files at a time")
    mark.add_argument("--timeout", type=_seconds, default=Limits.seconds, help="seconds for a notebook")
    mark.add_argument("--memory", type=_count, default=Limits.memory, help="megabytes for a notebook")
    mark.add_argument("--part", type=_part, default=running.Part(), metavar="2/4", help="one part of it")
    mark.add_argument("--trust", action="store_true", help="run without isolation if there is none")
    mark.set_defaults(run=_mark)
    merge = commands.add_parser("merge", parents=[shared], help="put parts together")
    merge.add_argument("out", type=Path, help="folder of the results to be made")
    merge.add_argument("parts", type=Path, nargs="+", help="folders of the results of all parts")
    merge.set_defaults(run=_merge)
    sheet = commands.add_parser("rubric", parents=[shared], help="take in points of written parts")
    sheet.add_argument("sheet", type=Path, help="rubric.csv with points in it")
    sheet.add_argument("--out", type=Path, required=True, help="folder of the results")
    sheet.set_defaults(run=_rubric)
    probe = commands.add_parser("probe", help="say which isolation holds here")
    probe.set_defaults(run=_probe)
    return parser


def _folder(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("no folder is named, as in 'make grade SUBMISSIONS=folder'")
    return Path(text)


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1")
    return value


def _seconds(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and value >= 1):
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds from 1")
    return value


def _part(text: str) -> running.Part:
    number, slash, of = text.partition("/")
    if not (slash and number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of)):
        raise argparse.ArgumentTypeError(f"{text} is no part, expected 2/4 for the second of four")
    return running.Part(int(number), int(of))


def _hidden(options: argparse.Namespace, out: Path) -> tuple[Path, ...]:
    """What a submission must not see: the sources, what was handed in, the results, the checkout."""
    hidden = [options.exercises, options.submissions, out]
    around = options.exercises.resolve().parent
    hidden += [around / name for name in (".git", "tests", "_build", "marks")]
    return tuple(dict.fromkeys(path.resolve() for path in hidden if path.exists()))


def _class(options: argparse.Namespace, variant: str) -> reports.Class:
    listed = class_list(options.students) if options.students else {}
    return reports.Class(sheets(options.exercises, variant), listed, not options.without_solutions)


def _say(out: Path, told: str) -> None:
    print(told)
    print(f"\nThe results are in {out}: report.html, grades.csv, feedback/, moodle.csv, canvas.csv.")


def _mark(options: argparse.Namespace) -> int:
    if not options.submissions.is_dir():
        print(
            f"{options.submissions}: found no folder, expected that of what students handed in; name "
            "it, as in 'make grade SUBMISSIONS=folder'.",
            file=sys.stderr,
        )
        return 2
    out = options.out or Path("marks") / options.submissions.resolve().name
    if out.resolve().is_relative_to(options.submissions.resolve()):
        print(f"{out} is inside {options.submissions}: name another folder with --out.", file=sys.stderr)
        return 2
    room = _class(options, options.variant)
    if options.exercise is not None and options.exercise not in room.known:
        print(f"There is no exercise {options.exercise}: {', '.join(room.known)}.", file=sys.stderr)
        return 2
    out.mkdir(parents=True, exist_ok=True)
    limits = Limits(seconds=options.timeout, memory=options.memory)
    isolation = sandbox.find(_hidden(options, out), limits, options.trust)
    task = Task(
        submissions=options.submissions.resolve(),
        exercises=options.exercises.resolve(),
        variant=options.variant,
        asked_for=options.exercise,
        isolation=isolation.name,
        root=isolation.root,
        hidden=tuple(isolation.hidden),
        limits=limits,
    )
    with tqdm(unit="file", disable=None) as bar:

        def progress(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        found = running.run(task, room.known, out, options.part, options.workers, progress)
    _say(out, reports.write(out, found, room, read_run(out)))
    return 0


def _merge(options: argparse.Namespace) -> int:
    about = merging.merge(options.out, options.parts)
    return _again(options, about)


def _rubric(options: argparse.Namespace) -> int:
    about = read_run(options.out)
    room = _class(options, about["variant"])
    given = rubric.merge(options.sheet, options.out, rows(options.out), room.known)
    print(f"{given} points were taken in.\n")
    return _again(options, about)


def _again(options: argparse.Namespace, about: Mapping[str, Any]) -> int:
    room = _class(options, about["variant"])
    _say(options.out, reports.write(options.out, rows(options.out), room, about))
    return 0


def _probe(options: argparse.Namespace) -> int:
    found = sandbox.find((), Limits())
    print(f"Submissions are run under {found.name}: it was tried out on this machine, and holds.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
