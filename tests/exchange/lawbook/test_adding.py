"""A head adds a text of law: refused with line and reason, kept vouched for, counted with at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from exchange.errors import Conflict, Invalid, NotAuthorised, Refused, Tampered
from exchange.law.reader import load_law
from exchange.lawbook.adding import parse_given
from exchange.locale import Language
from tests.exchange.requests.cases import WANTED, ask
from tests.world import OFFICER, Seat, World

TREATY = """# Le traité de 1937, relu sur pièces.
[[basis]]
code = "extradition-ec"
source = "Treaty of 1937, Art. 9"
source_fr = "traité de 1937, art. 9"
valid_from = 1937-09-15
states_bound = ["EC", "FR"]
subjects = ["extradition"]
review_months = 36
grounds_source = "Art. 4"
grounds = ["political-offence"]
fr = "Traité d'extradition avec l'Équateur"
en = "Extradition treaty with Ecuador"

[[basis.limit]]
code = "request-due"
source = "Treaty of 1937, Art. 9"
source_fr = "traité de 1937, art. 9"
period = "60 days"
starts = "arrested"
ends = ["papers-presented", "released", "surrendered", "withdrawn", "closed"]
fr = "Demande d'extradition à présenter"
en = "Extradition request due"
"""
LATER = TREATY.replace("1937-09-15", "2026-11-01").replace("60 days", "45 days")
ARRESTED = replace(
    WANTED, legal_basis="extradition-ec", arrested_at="2026-11-18T10:00:00-05:00", arrested_in="EC"
)


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("[[basis]]", "[[basis", 2, "law-not-toml"),
        ("review_months = 36", "review_months = 36\nreview_months = 36", 10, "law-key-twice"),
        ("review_months = 36", f"review_months = {'[' * 3_000}", 23, "law-not-toml"),
        ("review_months = 36", f"review_months = {'{a=' * 2_000}", 23, "law-not-toml"),
        ("review_months = 36", f"{'a.' * 200_000}a = 1", 9, "law-not-toml"),
        ('period = "60 days"', 'period = "60 moons"', 19, "law-value-wrong"),
        ('code = "extradition-ec"\nsource =', 'code = "extradition-ec"\n#', 2, "law-value-missing"),
        ("review_months = 36", "review_month = 36", 9, "law-key-unknown"),
        ('["EC", "FR"]', '["EC", "@martians"]', 7, "law-state-unknown"),
        ('grounds = ["political-offence"]', 'grounds = ["bad-mood"]', 11, "law-ground-unknown"),
        ('fr = "Demande d\'extradition à présenter"', "", 15, "law-value-missing"),
        ("valid_from = 1937-09-15", "valid_from = 1937-09-15\nvalid_to = 1936-01-01", 7, "law-dates-crossed"),
        (TREATY, TREATY + TREATY.replace("-ec", "-pe"), 26, "law-one-basis"),
        (TREATY, TREATY + TREATY, 26, "law-given-twice"),
    ],
)
def test_an_invalid_file_is_refused_with_the_line_and_the_reason(
    old: str, new: str, line: int, why: str
) -> None:
    assert old in TREATY
    with pytest.raises(Invalid) as caught:
        parse_given(TREATY.replace(old, new).encode())
    assert (caught.value.arguments["line"], caught.value.reason) == (line, why)


def test_a_file_that_is_no_text_is_refused_on_its_line_and_nothing_of_it_is_kept(
    world: World, desk: Seat
) -> None:
    with pytest.raises(Invalid) as caught:
        desk.law.add(b"# one\n# two \xff\n")
    assert (caught.value.arguments["line"], caught.value.reason) == (2, "law-not-text")
    assert "law.added" not in world.ops()
    assert world.sql("SELECT count(*) FROM law_text") == [(0,)]


def test_a_text_added_is_shown_with_who_checked_it_and_when(world: World, desk: Seat) -> None:
    done = desk.law.add(TREATY.encode())
    shown = desk.law.show("extradition-ec", "fr")
    assert shown.checked is not None
    assert (shown.checked.by, shown.checked.at) == ("a.martin", "2026-11-19T14:00:00Z")
    assert (shown.checked.log_index, shown.checked.sha256) == (done.log_index, done.sha256)
    assert shown.limits[0].cited[Language.FR] == "traité de 1937, art. 9"
    (line,) = [line for line in desk.law.list("en") if line.checked_by]
    assert (line.code, line.checked_by) == ("extradition-ec", "a.martin")
    (entry,) = [entry for entry in world.entries() if entry.op == "law.added"]
    assert (entry.x["law"], entry.x["sha256"], entry.x["number"]) == ("extradition-ec", done.sha256, 1)


def test_who_is_no_head_adds_nothing_but_counts_by_what_was_added(world: World, desk: Seat) -> None:
    officer = world.desk(OFFICER)
    with pytest.raises(NotAuthorised):
        officer.law.add(TREATY.encode())
    desk.law.add(TREATY.encode())
    opened = ask(officer, "dijin-ec", new=ARRESTED)
    assert opened.legs[0].source == "Treaty of 1937, Art. 9"


def test_open_legs_are_counted_by_the_text_as_soon_as_it_is_added(desk: Seat) -> None:
    ref = ask(desk, "dijin-ec", new=ARRESTED).ref
    assert desk.legs.list(ref)[0].source == "provisional-alarm"
    done = desk.law.add(TREATY.encode())
    (leg,) = desk.legs.list(ref)
    assert (done.legs, leg.clock, leg.source) == (1, "legal", "Treaty of 1937, Art. 9")
    assert leg.due_at == "2027-01-18T05:00:00Z"
    assert desk.due("90d").items[0].due_at == leg.due_at


def test_a_newer_text_takes_the_place_of_an_older_one_for_later_requests(desk: Seat) -> None:
    desk.law.add(TREATY.encode())
    desk.law.add(LATER.encode())
    before = replace(
        ARRESTED, received_at="2026-10-20T10:00:00-05:00", arrested_at="2026-10-20T09:00:00-05:00"
    )
    assert ask(desk, "dijin-ec", new=before).due_at == "2026-12-20T05:00:00Z"  # 60 days
    assert ask(desk, "dijin-ec", new=ARRESTED).due_at == "2027-01-03T05:00:00Z"  # 45 days
    shown = desk.law.show("extradition-ec", "en")
    assert shown.valid_from == "2026-11-01"
    assert [(one.valid_from, one.valid_to) for one in shown.earlier] == [("1937-09-15", "2026-10-31")]


def test_a_leg_keeps_its_text_where_a_newer_one_leaves_none_for_its_day(desk: Seat) -> None:
    """The newer text ends the one before it, and itself before the request was received."""
    desk.law.add(TREATY.encode())
    ref = ask(desk, "dijin-ec", new=ARRESTED).ref
    window = TREATY.replace("1937-09-15", "2026-11-10\nvalid_to = 2026-11-12").replace("60 days", "10 days")
    desk.law.add(window.encode())
    (leg,) = desk.legs.list(ref)
    assert (leg.due_at, leg.clock) == ("2027-01-18T05:00:00Z", "legal"), "60 days, as before"
    with pytest.raises(Refused, match="basis-out-of-date"):
        ask(desk, "dijin-ec", new=ARRESTED)
    inside = replace(
        ARRESTED, received_at="2026-11-11T10:00:00-05:00", arrested_at="2026-11-11T09:00:00-05:00"
    )
    assert ask(desk, "dijin-ec", new=inside).due_at == "2026-11-22T05:00:00Z"


def test_a_leg_older_than_a_text_and_one_that_a_correction_left_have_no_days(desk: Seat) -> None:
    ref = ask(desk, "dijin-ec", new=ARRESTED).ref
    desk.law.add(TREATY.replace("1937-09-15", "2026-11-20").encode())
    assert desk.legs.list(ref)[0].source == "provisional-alarm", "received the day before"
    mine = TREATY.replace("extradition-ec", "own-text")
    desk.law.add(mine.encode())
    own = ask(desk, "dijin-ec", new=replace(ARRESTED, legal_basis="own-text")).ref
    desk.law.add(mine.replace("1937-09-15", "1937-09-15\nvalid_to = 2026-11-01").encode())
    assert (desk.legs.list(own)[0].source, desk.legs.list(own)[0].clock) == ("provisional-alarm", "unknown")


def test_a_text_that_isnt_in_force_yet_is_told_beside_the_one_that_is(world: World, desk: Seat) -> None:
    desk.law.add(TREATY.encode())
    coming = desk.law.add(TREATY.replace("1937-09-15", "2026-12-01").replace("60 days", "5 days").encode())
    shown = desk.law.show("extradition-ec", "en")
    assert (shown.valid_from, shown.valid_to, shown.limits[0].limit) == (
        "1937-09-15",
        "2026-11-30",
        "60 days",
    )
    assert shown.checked is not None
    assert shown.checked.sha256 != coming.sha256
    assert [(one.valid_from, one.checked_by) for one in shown.coming] == [("2026-12-01", "a.martin")]
    assert shown.earlier == ()
    (line,) = [line for line in desk.law.list("en") if line.checked_by]
    assert line.valid_from == "1937-09-15"


def test_a_day_that_no_text_waits_for_is_refused_and_bars_no_nearer_text(world: World, desk: Seat) -> None:
    with pytest.raises(Refused, match="law-far-ahead") as caught:
        desk.law.add(TREATY.replace("1937-09-15", "2206-11-20").encode())
    assert caught.value.arguments["given"] == date(2206, 11, 20)
    assert "law.added" not in world.ops()
    assert desk.law.add(TREATY.replace("1937-09-15", "2028-11-20").encode()).code == "extradition-ec"


def test_a_text_to_come_with_a_wrong_day_is_corrected_by_one_that_begins_earlier(
    world: World, desk: Seat
) -> None:
    desk.law.add(TREATY.encode())
    for day in ("2028-11-01", "2027-01-01"):
        desk.law.add(TREATY.replace("1937-09-15", day).replace("60 days", "5 days").encode())
    assert [one.valid_from for one in desk.law.show("extradition-ec", "en").coming] == ["2027-01-01"]
    assert world.sql("SELECT count(*) FROM law_text") == [(2,)]
    with pytest.raises(Refused, match="law-not-newer") as caught:
        desk.law.add(TREATY.replace("1937-09-15", "1930-01-01").encode())
    assert caught.value.arguments["since"] == date(1937, 9, 15)
    world.clock.advance(days=60)
    with pytest.raises(Refused, match="law-not-newer"):  # it is in force now
        desk.law.add(TREATY.replace("1937-09-15", "2026-12-01").encode())
    desk.store.check()


def test_of_two_texts_to_come_the_last_that_begins_later_is_corrected(desk: Seat) -> None:
    for day in ("1937-09-15", "2027-01-01", "2027-06-01", "2027-03-01"):
        desk.law.add(TREATY.replace("1937-09-15", day).encode())
    assert [one.valid_from for one in desk.law.show("extradition-ec", "en").coming] == [
        "2027-01-01",
        "2027-03-01",
    ]
    with pytest.raises(Refused, match="law-not-newer"):  # which of the two it corrects, nobody knows
        desk.law.add(TREATY.replace("1937-09-15", "2026-12-01").encode())


def test_an_older_text_and_the_same_again_are_refused(desk: Seat) -> None:
    desk.law.add(LATER.encode())
    with pytest.raises(Refused, match="law-not-newer"):
        desk.law.add(TREATY.encode())
    with pytest.raises(Conflict, match="law-known"):
        desk.law.add(LATER.encode())


def test_a_text_with_an_error_is_corrected_by_one_of_the_same_beginning(world: World, desk: Seat) -> None:
    desk.law.add(TREATY.encode())
    desk.law.add(TREATY.replace("60 days", "59 days").encode())
    assert desk.law.show("extradition-ec", "fr").limits[0].limit == "59 days"
    assert world.sql("SELECT count(*) FROM law_text") == [(1,)]
    assert world.ops().count("law.added") == 2


def test_a_text_that_ships_and_was_compared_gives_way_to_a_later_one_only(desk: Seat) -> None:
    mine = TREATY.replace("extradition-ec", "ece-1957")
    with pytest.raises(Refused, match="law-not-newer") as caught:
        desk.law.add(mine.encode())
    assert caught.value.arguments["since"] == date(1986, 5, 11)
    assert load_law().basis("extradition-co").to_check
    desk.law.add(TREATY.replace("extradition-ec", "extradition-co").encode())
    assert not desk.law.show("extradition-co", "fr").to_check


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM law_text",
        "UPDATE law_text SET number = 2",
        "UPDATE law_text SET code = 'extradition-pe'",
        "UPDATE law_text SET added_at = added_at + 1",
        "UPDATE law_text SET sealed = zeroblob(200)",
    ],
)
def test_a_text_changed_or_deleted_past_the_program_is_tampering(
    world: World, desk: Seat, statement: str
) -> None:
    desk.law.add(TREATY.encode())
    ref = ask(desk, "dijin-ec", new=ARRESTED).ref
    world.sql(statement)
    for look in (lambda: desk.law.list("fr"), lambda: desk.legs.list(ref), desk.store.check):
        with pytest.raises(Tampered):
            look()


def test_a_store_with_texts_of_its_own_passes_its_check(desk: Seat) -> None:
    desk.law.add(TREATY.encode())
    desk.law.add(LATER.encode())
    desk.store.check()
