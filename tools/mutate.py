"""Do the rules bite? Change one cell of the evidence at a time and see which rule notices.

``python tools/mutate.py`` changes every cell (minutes; ``make audit``), ``--sample 300`` a seeded few. A
change counts as noticed only by a rule that knows the meaning: the schema, a key, a figure read from its
printed words, arithmetic, a second table. Checksums, snapshots and stored outputs do not count; neither
does the fingerprint of the text, which is no figure.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import outside

from firstflames.checks import rules
from firstflames.checks.registry import Check, Evidence, all_checks
from firstflames.evidence.package import LIST_SEPARATOR, EvidenceError, Package, package

SEED = 1917
#: Tables whose cells are not figures, dates, keys or names of the course's own.
LEFT_OUT = {"fingerprint": "hashes of the text; the excerpts are proved by them"}
#: Columns of plain prose. No rule can know which words are right; they are read by people.
PROSE = {
    *("note", "title", "subject", "description", "role", "reason", "victims", "said_by", "force"),
    *("name_then", "source_locator", "list_name", "content", "outcome", "position", "what", "in_work"),
    *("publisher", "author_position"),
}
_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
_LOCATOR = re.compile(r"([pn])(\d{2,3})(b?)")


@dataclass(frozen=True)
class Mutation:
    """One cell with another value, or both bounds of a plain figure (``kind`` figure)."""

    table: str
    row: int
    column: str
    kind: str
    before: str
    after: str

    def apply(self, source: Package) -> Package:
        """The package with the change made."""
        changed = source.with_cell(self.table, self.row, self.column, self.after)
        if self.kind == "figure":
            changed = changed.with_cell(self.table, self.row, "high", self.after)
        return changed


class Mutator:
    """Knows the columns of a package, and makes one plausible slip in a cell."""

    def __init__(self, source: Package) -> None:
        self.package = source
        self.fields: dict[str, dict[str, dict[str, Any]]] = {
            name: {field["name"]: field for field in source.resource(name)["schema"]["fields"]}
            for name in source.names
        }
        self.keys: dict[tuple[str, str], tuple[str, str]] = {}
        for name in source.names:
            schema = source.resource(name)["schema"]
            for foreign in schema.get("foreignKeys", []):
                if isinstance(foreign["fields"], str):
                    target = foreign["reference"]
                    self.keys[name, foreign["fields"]] = (target["resource"], target["fields"])
            for column, field in self.fields[name].items():
                each = field.get("firstflames:each")
                if each:
                    self.keys[name, column] = (each["resource"], each["field"])

    def kind(self, table: str, column: str, cell: str) -> str:
        """What sort of cell this is."""
        field = self.fields[table][column]
        if field["type"] in {"number", "integer", "year"}:
            return "number"
        if field.get("firstflames:oldStyleDate") or _DATE.fullmatch(cell):
            return "date"
        if all(_LOCATOR.fullmatch(item) for item in cell.split(LIST_SEPARATOR)):
            return "locator"
        if (table, column) in self.keys:
            return "key"
        if "enum" in field.get("constraints", {}) or field["type"] == "boolean":
            return "choice"
        return "prose" if column in PROSE else "name"

    def mutations(self, table: str) -> Iterator[Mutation]:
        """One slip for every cell that is not empty, the same each time."""
        for number, (_, row) in enumerate(self.package.cells(table)):
            for column, cell in row.items():
                if not cell:
                    continue
                chance = random.Random(f"{SEED}/{table}/{number}/{column}")
                kind = self.kind(table, column, cell)
                after = self._slip(table, column, cell, kind, chance)
                if after == cell:
                    continue
                yield Mutation(table, number, column, kind, cell, after)
                if column == "low" and row.get("high") == cell:
                    # The two bounds of a plain figure guard each other: change both, as a slip in
                    # reading the source would.
                    yield Mutation(table, number, column, "figure", cell, after)

    def _slip(self, table: str, column: str, cell: str, kind: str, chance: random.Random) -> str:
        if kind in {"number", "date"}:
            places = [place for place, sign in enumerate(cell) if sign.isdigit()]
            if kind == "date":  # a slip in the last digit of the day, month or year
                places = places[-1:]
            place = chance.choice(places)
            digit = chance.choice([sign for sign in "0123456789" if sign != cell[place]])
            return cell[:place] + digit + cell[place + 1 :]
        if kind == "locator":
            items = cell.split(LIST_SEPARATOR)
            place = chance.randrange(len(items))
            found = re.fullmatch(_LOCATOR, items[place])
            assert found
            number = int(found[2]) + chance.choice([-1, 1])
            items[place] = f"{found[1]}{number:0{len(found[2])}d}"
            return LIST_SEPARATOR.join(items)
        if kind == "key":
            target = self.keys[table, column]
            known = [row[target[1]] for _, row in self.package.cells(target[0])]
            items = cell.split(LIST_SEPARATOR)
            items[0] = chance.choice([each for each in known if each != items[0]])
            return LIST_SEPARATOR.join(items)
        if kind == "choice":
            field = self.fields[table][column]
            allowed = field.get("constraints", {}).get("enum", ["true", "false"])
            return str(chance.choice([each for each in allowed if str(each) != cell] or [cell]))
        letters = [place for place, sign in enumerate(cell) if sign.isalpha()]
        if not letters:
            return cell
        place = chance.choice(letters)
        return cell[:place] + ("x" if cell[place] != "x" else "y") + cell[place + 1 :]


class Judge:
    """Says what notices a change: the schema and keys, a rule, or a check whose verdict is computed."""

    def __init__(self, source: Package) -> None:
        self.package = source
        self.rules = [*rules.all_rules(), *outside.RULES]
        figures = set(rules.figure_tables({name: source.cells(name) for name in source.names}))
        self.by_table: dict[str, list[rules.Rule]] = defaultdict(list)
        for each in self.rules:
            for table in each.tables:
                for name in figures if table == "figures" else {table}:
                    self.by_table[name].append(each)
        self.referring: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name in source.names:
            schema = source.resource(name)["schema"]
            for foreign in schema.get("foreignKeys", []):
                target = foreign["reference"]
                self.referring[target["resource"], target["fields"]].add(name)
            for field in schema["fields"]:
                if "firstflames:each" in field:
                    target = field["firstflames:each"]
                    self.referring[target["resource"], target["field"]].add(name)
        self.evidence = Evidence(source)
        self.checks: dict[str, list[Check]] = defaultdict(list)
        for check in all_checks():
            self.evidence.read.clear()
            if check.function(self.evidence).arithmetic:
                for table in {row.table for row in self.evidence.read}:
                    self.checks[table].append(check)

    def notices(self, change: Mutation) -> str:
        """What notices the change, or an empty string."""
        changed = change.apply(self.package)
        for table in [change.table, *sorted(self.referring[change.table, change.column])]:
            if changed.problems(table):
                return "schema or key"
        for each in self.by_table[change.table]:
            if rules.problems(changed, [each]):
                return each.name
        evidence = Evidence(changed)
        for check in self.checks[change.table]:
            try:
                if check.function(evidence).verdict != check.expects:
                    return f"check {check.check_id}"
            except (ArithmeticError, LookupError, StopIteration, ValueError, EvidenceError):
                return f"check {check.check_id}"
        return ""


@dataclass
class Score:
    """How many changes of one table and kind were made and noticed."""

    made: int = 0
    noticed: int = 0


def run(
    chosen: Iterable[Mutation], judge: Judge, total: int
) -> tuple[dict[tuple[str, str], Score], list[Mutation]]:
    """Make every change; scores by table and kind, and the changes that nothing noticed."""
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    missed = []
    start = time.monotonic()
    for number, change in enumerate(chosen, start=1):
        score = scores[change.table, change.kind]
        score.made += 1
        if judge.notices(change):
            score.noticed += 1
        else:
            missed.append(change)
        if number % 500 == 0 and sys.stderr.isatty():
            print(f"{number} of {total}, {time.monotonic() - start:.0f} s", file=sys.stderr)
    return scores, missed


KINDS = ("figure", "number", "date", "locator", "key", "choice", "name", "prose")


def table_of(scores: dict[tuple[str, str], Score]) -> str:
    """The scores as a Markdown table: per table, noticed of made, by kind of cell."""
    lines = [f"| table | {' | '.join(KINDS)} |", "|---|" + "---|" * len(KINDS)]
    names = list(dict.fromkeys(table for table, _ in scores))
    sums: Counter[tuple[str, str]] = Counter()
    for name in [*names, "all"]:
        cells = []
        for kind in KINDS:
            if name == "all":
                made, noticed = sums[kind, "made"], sums[kind, "noticed"]
            else:
                score = scores.get((name, kind), Score())
                made, noticed = score.made, score.noticed
                sums[kind, "made"] += made
                sums[kind, "noticed"] += noticed
            cells.append(f"{noticed} of {made}" if made else "")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the mutations and print the scores; exit status 1 when the data breaks a rule as it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="how many seeded changes; 0 for all")
    parser.add_argument("--table", action="append", default=[], help="only this table (may be repeated)")
    parser.add_argument("--kind", action="append", default=[], choices=KINDS, help="only such cells")
    parser.add_argument("--missed", action="store_true", help="list the changes that nothing noticed")
    parser.add_argument("--report", type=Path, help="file for the table of scores")
    options = parser.parse_args(arguments)
    source = package()
    judge = Judge(source)
    broken = rules.problems(source, judge.rules)
    if broken:
        print(f"The data breaks a rule as it is: {broken[0]}", file=sys.stderr)
        return 1
    chosen = sample(source, options.sample, options.table, options.kind)
    scores, missed = run(chosen, judge, len(chosen))
    table = table_of(scores)
    print(table)
    if options.report:
        options.report.write_text(f"{table}\n", encoding="utf-8")
    if options.missed:
        for change in missed:
            print(f"{change.table}.{change.column} row {change.row}: {change.before} -> {change.after}")
    return 0


def sample(
    source: Package, size: int, only: Iterable[str] = (), kinds: Iterable[str] = ()
) -> list[Mutation]:
    """All changes, or ``size`` of them chosen by a fixed seed; ``only`` names tables."""
    mutator = Mutator(source)
    wanted = list(only) or [name for name in source.names if name not in LEFT_OUT]
    sort = set(kinds) or set(KINDS)
    changes = [each for name in wanted for each in mutator.mutations(name) if each.kind in sort]
    if not size:
        return changes
    return random.Random(SEED).sample(changes, min(size, len(changes)))


if __name__ == "__main__":
    sys.exit(main())
