"""What the demo holds, asked of its stores through the desk like by anyone who was given a passphrase."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.audit.checks import Verdict
from exchange.audit.verify import verify_export
from exchange.clock import to_text
from exchange.codes import Kind
from exchange.demo import make
from exchange.desk import Desk
from exchange.errors import Invalid, NotAuthorised, Refused
from exchange.log.entry import parse_line
from exchange.requests.inputs import Filter
from exchange.requests.views import RequestItem
from exchange.store.model import LogEntry
from exchange.transmission.inputs import RegisterFilter
from exchange.transmission.views import TransmissionView
from tests.exchange.demo.telling import PRESENT, REQUESTS, cheap_settings, told

BOGOTA, HEAD = "asi-bogota", "a.martin"
MADRID, OTHER_HEAD = "asi-madrid", "e.moreau"


@pytest.fixture
def desk() -> Iterator[Desk]:
    with told().desk(BOGOTA, HEAD) as desk:
        yield desk


def everything(desk: Desk) -> list[RequestItem]:
    return list(desk.requests.list(Filter(limit=500)).items)


def register(desk: Desk, **wanted: str) -> list[TransmissionView]:
    return list(desk.transmissions.list(RegisterFilter(limit=500, **wanted)).items)


def test_the_first_post_has_as_many_requests_as_were_asked_for(desk: Desk) -> None:
    assert len(everything(desk)) == REQUESTS
    assert told().made.posts[0].requests == REQUESTS


def test_all_five_kinds_of_requests_are_there_in_both_posts(desk: Desk) -> None:
    assert {item.kind for item in everything(desk)} == set(Kind)
    with told().desk(MADRID, OTHER_HEAD) as other:
        assert {item.kind for item in everything(other)} == set(Kind)


def test_persons_bear_names_of_three_alphabets_and_three_latin_languages(desk: Desk) -> None:
    alphabets, nationalities = Counter[str](), Counter[str]()
    for item in everything(desk):
        for subject in desk.requests.show(item.ref)[0].subjects:
            if subject.type == "person":
                alphabets[unicodedata.name(subject.fields["family"][0]).split()[0]] += 1
                nationalities[subject.fields["nationality"]] += 1
    assert set(alphabets) == {"LATIN", "ARABIC", "CYRILLIC"}
    assert nationalities["FRA"]
    assert nationalities.keys() & {"GBR", "USA", "IRL"}
    assert nationalities.keys() & {"COL", "ECU", "ESP", "VEN"}


def test_requests_are_spread_over_the_year_and_none_comes_from_the_future(desk: Desk) -> None:
    received = sorted(item.received_at for item in everything(desk))
    assert len({moment[:7] for moment in received}) >= 10
    assert received[-1] <= to_text(PRESENT)
    assert received[0].startswith("2025")


def test_references_have_no_gap_within_their_year(desk: Desk) -> None:
    refs = [item.ref for item in everything(desk)]
    for year in {ref.split("-")[1] for ref in refs}:
        numbers = sorted(int(ref.split("-")[2]) for ref in refs if ref.split("-")[1] == year)
        assert numbers == list(range(1, len(numbers) + 1))


def test_what_presses_begins_with_arrests_then_arrivals_to_sort(desk: Desk) -> None:
    items = desk.due().items
    assert [item.what for item in items[:2]] == ["arrest", "arrest"]
    assert [item.what for item in items[2 : 2 + told().made.to_sort]] == ["to-sort"] * told().made.to_sort
    assert told().made.to_sort >= 5


def test_one_arrest_has_a_legal_clock_and_one_a_provisional_alarm(desk: Desk) -> None:
    arrests = [item for item in desk.due().items if item.what == "arrest"]
    assert {item.clock for item in arrests} == {"legal", "unknown"}
    assert all(item.due_at is not None and not item.overdue for item in arrests)


def test_an_arrival_to_sort_names_a_reference_of_ours(desk: Desk) -> None:
    texts = [view.text for view in register(desk, status="to-sort")]
    refs = {item.ref for item in everything(desk)}
    assert any(ref in text for text in texts for ref in refs)


def test_some_requests_are_closed_with_results_and_some_still_open(desk: Desk) -> None:
    statuses = Counter(item.status for item in everything(desk))
    assert statuses["closed"] > REQUESTS // 3
    assert sum(statuses.values()) - statuses["closed"] >= 2


def test_the_partner_acknowledged_our_dispatches_and_witnessed_our_log(desk: Desk) -> None:
    sent = register(desk, direction="out", channel="dispatch")
    assert sent
    assert {view.status for view in sent} == {"acknowledged"}
    assert all(view.witnessed for view in sent)
    assert desk.log.witnessed().size == told().made.posts[0].witnessed


def test_dispatches_went_both_ways_and_one_still_waits() -> None:
    with told().desk(MADRID, OTHER_HEAD) as other:
        sent = register(other, direction="out", channel="dispatch")
    assert Counter(view.status for view in sent)["sent"] == 1
    assert Counter(view.status for view in sent)["acknowledged"] >= 2
    assert (told().place / told().made.waiting).is_file()


def test_the_example_went_to_the_partner_and_came_back_answered(desk: Desk) -> None:
    view, _ = desk.requests.show(told().made.example)
    natures = [(one.direction, one.nature, one.channel) for one in view.transmissions]
    assert ("out", "request", "dispatch") in natures
    assert ("in", "answer", "dispatch") in natures
    assert view.item.status == "closed"


def test_the_export_verifies_against_both_cards_with_a_witness() -> None:
    place = told().place
    cards = tuple(path.read_bytes() for path in sorted((place / "cards").iterdir()))
    report = verify_export(place / told().made.export, cards=cards, witnesses=1)
    assert report.verdict is Verdict.OK, report.checks
    assert report.pinned


def test_entries_of_the_log_never_go_back_in_time(desk: Desk) -> None:
    with desk.session.reading() as rows:
        moments = [parse_line(bytes(row.line)).entry.at for row in rows.find(LogEntry, order=("n",))]
    assert moments == sorted(moments)
    assert desk.log.verify().size == len(moments)


def test_all_four_roles_are_at_work_in_the_first_post(desk: Desk) -> None:
    assert {row.role for row in desk.members.list()} == {"head", "officer", "investigator", "auditor"}
    assert {row.status for row in desk.members.list()} == {"active"}


def test_the_investigator_sees_what_she_was_given_and_nothing_else(desk: Desk) -> None:
    with told().desk(BOGOTA, "c.petit") as hers:
        given = {item.ref for item in everything(hers)}
    assert set(told().made.arrests) <= given
    assert len(given) < REQUESTS


def test_the_auditor_opens_the_log_but_no_request() -> None:
    with told().desk(BOGOTA, "d.leroy") as desk:
        assert desk.log.verify().size > REQUESTS
        with pytest.raises(NotAuthorised):
            desk.requests.show(told().made.example)


def test_passphrases_and_recovery_words_are_for_the_owner_alone() -> None:
    secrets = [*(told().place / "passphrases").iterdir(), *(told().place / "recovery-sheets").iterdir()]
    assert len(secrets) == 7
    assert {path.stat().st_mode & 0o777 for path in secrets} == {0o600}
    assert told().place.stat().st_mode & 0o777 == 0o700


def test_progress_grows_by_one_and_ends_at_its_total() -> None:
    done = [step for step, _ in told().steps]
    totals = {total for _, total in told().steps}
    assert done == list(range(1, len(done) + 1))
    assert totals == {done[-1]}


def test_a_second_run_changes_nothing_and_tells_of_what_stands() -> None:
    before = {path: path.stat().st_mtime_ns for path in told().place.rglob("*") if path.is_file()}
    again = make(told().place, told().settings, requests=REQUESTS)
    assert not again.fresh
    assert again.example == told().made.example
    assert {path: path.stat().st_mtime_ns for path in told().place.rglob("*") if path.is_file()} == before


def test_the_same_seed_tells_the_same_story_with_other_keys(desk: Desk, tmp_path: Path) -> None:
    settings = cheap_settings(tmp_path / "state")
    made = make(tmp_path / "demo", settings, requests=REQUESTS)
    phrase = (tmp_path / "demo" / made.posts[0].members[0].passphrase_file).read_text().strip()
    with Desk.unlock(tmp_path / "demo" / BOGOTA, HEAD, phrase, settings) as other:
        first, again = (
            [(item.ref, item.title, item.received_at) for item in everything(one)] for one in (desk, other)
        )
    assert first == again
    assert made.posts[0].origin != told().made.posts[0].origin


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(Refused, match="demo-folder-taken"):
        make(tmp_path, cheap_settings(tmp_path / "state"), requests=10)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_damaged_account_of_a_demo_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "demo.json").write_text("{}")
    with pytest.raises(Refused, match="demo-folder-taken"):
        make(tmp_path, cheap_settings(tmp_path / "state"), requests=10)


def test_too_few_requests_to_tell_the_story_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="demo-too-few"):
        make(tmp_path / "demo", cheap_settings(tmp_path / "state"), requests=9)
    assert not (tmp_path / "demo").exists()


def test_a_demo_that_is_interrupted_leaves_nothing_behind(tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "demo", cheap_settings(tmp_path / "state"), requests=10, progress=interrupt)
    assert not (tmp_path / "demo").exists()
