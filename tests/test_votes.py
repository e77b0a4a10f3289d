"""Shares on a named base, single figures, and what rounding allows."""

from __future__ import annotations

from fractions import Fraction

import apportionment.methods as judge
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import firstflames as ff

counts = st.integers(min_value=0, max_value=10**9)


@given(st.lists(counts, min_size=1, max_size=9), st.sampled_from([1, 10, 1000, 100_000]))
def test_rounding_never_hides_the_true_total(votes: list[int], step: int) -> None:
    printed = [step * round(vote / step) for vote in votes]
    table = pd.DataFrame({"low": printed, "high": printed, "rounded_to": step})
    assert sum(votes) in ff.sum_of_rounded(table)


@given(st.lists(counts, min_size=2, max_size=9).filter(any))
def test_shares_of_the_sum_add_up_to_a_hundred(votes: list[int]) -> None:
    # Each share is off by at most half a tenth.
    assert sum(ff.shares(votes, sum(votes))) == pytest.approx(100, abs=0.05 * len(votes) + 1e-9)


def test_a_share_says_no_to_an_empty_base() -> None:
    with pytest.raises(ValueError, match="base above zero"):
        ff.share(1, 0)


@given(counts, counts, counts, counts)
def test_intervals_carry_both_ends(a: int, b: int, c: int, d: int) -> None:
    one, two = ff.Interval(min(a, b), max(a, b)), ff.Interval(min(c, d), max(c, d))
    assert a + c in one + two
    assert a - c in one - two


def test_an_interval_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(ValueError, match="from 2 down to 1"):
        ff.Interval(2, 1)


def test_a_counted_figure_has_no_width() -> None:
    assert ff.rounded(9_023_963, 1) == ff.Interval(9_023_963, 9_023_963)
    assert ff.rounded(4_600_000, 100_000) == ff.Interval(4_550_000, 4_650_000)
    with pytest.raises(ValueError, match="positive step"):
        ff.rounded(1, 0)


def test_a_sum_with_an_open_end_is_refused() -> None:
    table = pd.DataFrame({"low": [600, 10], "high": [None, 10], "rounded_to": [1, 1]})
    with pytest.raises(ValueError, match="1 of 2 figures have an open end"):
        ff.sum_of_rounded(table)


def test_one_figure_is_found_or_the_question_is_named() -> None:
    table = pd.DataFrame({"party": ["a", "b", "b", "c"], "low": [1, 2, 3, 4], "high": [1, 2, 3, 5]})
    assert ff.figure(table, party="a") == 1
    with pytest.raises(LookupError, match="2 rows for party 'b'"):
        ff.figure(table, party="b")
    with pytest.raises(LookupError, match="0 rows for party 'd'"):
        ff.figure(table, party="d")
    with pytest.raises(ValueError, match="a range, 4"):
        ff.figure(table, party="c")


ballots = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 10**6), min_size=1).filter(
    lambda votes: any(votes.values())
)


@given(ballots, st.integers(0, 40))
def test_dhondt_gives_every_seat_or_says_which_are_tied(votes: dict[str, int], seats: int) -> None:
    found = ff.dhondt(votes, seats)
    assert set(found.seats) == set(votes)
    assert sum(found.seats.values()) + found.contested == seats
    assert bool(found.tied) == bool(found.contested)
    assert len(found.tied) > found.contested or not found.tied


@given(ballots, st.integers(1, 40))
def test_no_list_can_claim_a_seat_of_another(votes: dict[str, int], seats: int) -> None:
    """The mark of d'Hondt: votes per seat won never fall below any other list's next quotient."""
    found = ff.dhondt(votes, seats)
    for name, won in found.seats.items():
        for other, held in found.seats.items():
            if won and other != name:
                assert Fraction(votes[name], won) >= Fraction(votes[other], held + 1)


@given(ballots, st.integers(1, 40))
def test_an_independent_library_agrees_on_dhondt(votes: dict[str, int], seats: int) -> None:
    found = ff.dhondt(votes, seats)
    if found.tied:
        with pytest.raises(judge.TiesException):
            judge.compute("dhondt", list(votes.values()), seats, tiesallowed=False)
    else:
        expected = judge.compute("dhondt", list(votes.values()), seats, tiesallowed=False)
        assert list(found.seats.values()) == expected


@given(ballots, st.integers(1, 40))
def test_more_votes_never_cost_a_seat(votes: dict[str, int], seats: int) -> None:
    name = next(iter(votes))
    before = ff.dhondt(votes, seats).seats[name]
    assert ff.dhondt({**votes, name: votes[name] + 1000}, seats).seats[name] >= before


def test_a_tie_is_reported_and_not_hidden() -> None:
    found = ff.dhondt({"a": 100, "b": 100, "c": 40}, 3)
    assert found.seats == {"a": 1, "b": 1, "c": 0}
    assert (found.tied, found.contested) == (("a", "b"), 1)
    assert found.last == ("b", Fraction(100))
    assert found.next_best == ("c", Fraction(40))


@pytest.mark.parametrize("votes", [{"a": -1}, {"a": 0}, {}])
def test_dhondt_refuses_what_is_no_election(votes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"negative|nobody"):
        ff.dhondt(votes, 1)


def district(name: str, measure: str) -> dict[str, int]:
    """The lists of one district, from the compiler known through Wikipedia."""
    table = ff.load("votes_districts")
    rows = table[(table["district"] == name) & (table["measure"] == measure)]
    rows = rows[~rows["list"].isin(["total", "unaccounted"])]
    return dict(zip(rows["list"], rows["low"].astype(int), strict=True))


@pytest.mark.parametrize("name", ["vladimir", "smolensk", "volhynia"])
def test_dhondt_reproduces_printed_seats(name: str) -> None:
    printed = district(name, "seats")
    found = ff.dhondt(district(name, "votes"), sum(printed.values()))
    assert not found.tied
    assert {party: won for party, won in found.seats.items() if won} == {
        party: won for party, won in printed.items() if won
    }


def test_one_polish_seat_rests_on_a_thousand_votes() -> None:
    votes = district("volhynia", "votes")
    found = ff.dhondt(votes, 10)
    polish = votes["list_4_polish"]
    assert found.seats["list_4_polish"] == 1
    assert found.next_best is not None
    assert (polish, int(found.next_best[1])) == (57_998, 56_904)
    assert ff.dhondt({**votes, "list_4_polish": 56_904}, 10).seats["list_4_polish"] == 0


def table(**votes: tuple[int, int]) -> pd.DataFrame:
    """Lists with votes and the step that they were rounded to."""
    rows = [(name, count, count, step) for name, (count, step) in votes.items()]
    return pd.DataFrame(rows, columns=["party", "low", "high", "rounded_to"])


def test_a_bloc_adds_up_its_lists_and_their_rounding() -> None:
    votes = table(a=(1000, 100), b=(205, 1), c=(30, 10))
    assert ff.bloc(votes, ["a", "b"]) == ff.Interval(1155, 1255)
    with pytest.raises(LookupError, match="0 rows for party 'd'"):
        ff.bloc(votes, ["a", "d"])


def test_regrouping_keeps_every_vote() -> None:
    votes = table(a=(1000, 1), b=(200, 1), c=(30, 1))
    found = ff.regroup(votes, {"a": "left", "b": "right", "c": "left"})
    assert found.to_dict("list") == {
        "bloc": ["left", "right"],
        "low": [1030, 200],
        "high": [1030, 200],
        "lists": [2, 1],
    }
    with pytest.raises(LookupError, match="no bloc is given for 'c'"):
        ff.regroup(votes, {"a": "left", "b": "right"})


@given(
    st.lists(counts, min_size=2, max_size=8),
    st.lists(st.sampled_from("xyz"), min_size=8, max_size=8),
)
def test_regrouping_never_changes_the_total(votes: list[int], labels: list[str]) -> None:
    lists = table(**{f"l{place}": (count, 1) for place, count in enumerate(votes)})
    blocs = {f"l{place}": label for place, label in enumerate(labels)}
    found = ff.regroup(lists, blocs)
    assert found["low"].sum() == found["high"].sum() == sum(votes)
    assert found["lists"].sum() == len(votes)


@given(counts, counts, counts, counts)
def test_shares_of_an_imprecise_base_hold_every_case(a: int, b: int, c: int, d: int) -> None:
    part = ff.Interval(min(a, b), max(a, b))
    base = ff.Interval(max(min(c, d), part.high, 1), max(c, d, part.high, 1))
    found = part.share_of(base)
    for value in (part.low, part.high):
        for whole in (base.low, base.high):
            assert found.low <= ff.share(value, whole) <= found.high


def test_intervals_overlap_when_one_value_fits_both() -> None:
    assert ff.Interval(1, 3).overlaps(ff.Interval(3, 4))
    assert not ff.Interval(1, 3).overlaps(ff.Interval(4, 5))
