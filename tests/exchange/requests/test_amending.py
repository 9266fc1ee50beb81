"""Amending a request: what changes, what is kept of it, what is refused; two at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.errors import Invalid, NotFound, Refused
from exchange.requests.amending import Overtaken
from exchange.requests.inputs import Amendment, Closing
from exchange.requests.views import ChangeView
from tests.exchange.requests.cases import FRAUD, PASSPORT, ROSERO, WANTED, ask
from tests.world import INVESTIGATOR, OFFICER, Seat, World

ROOT = Path(__file__).parents[3]


def changed(found: tuple[ChangeView, ...]) -> dict[str, tuple[str | None, str | None]]:
    """Return changes by the name of the value."""
    return {change.field: (change.old, change.new) for change in found}


def test_what_is_amended_shows_and_what_it_replaced_is_kept(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin", text="Texte", agent="Cdt Durand", fields={"route": "mer"}).ref
    wanted = Amendment(
        title="Conteneur à Carthagène",
        text="Texte revu",
        agent="",
        their_ref="PV 2026/118",
        language="fr",
        fields={"route": "", "network": "clan"},
        points=("Qui ?",),
        reason="relu",
    )
    done = desk.requests.amend(ref, wanted)
    assert changed(done.changes) == {
        "title": ("Conteneur au départ de Buenaventura", "Conteneur à Carthagène"),
        "text": ("Texte", "Texte revu"),
        "agent": ("Cdt Durand", None),
        "language": (None, "fr"),
        "their_refs": (None, "PV 2026/118"),
        "fields.route": ("mer", None),
        "fields.network": (None, "clan"),
        "points.1": (None, "Qui ?"),
    }
    view, _ = desk.requests.show(ref)
    assert (view.item.title, view.text, view.agent, view.fields) == (
        "Conteneur à Carthagène",
        "Texte revu",
        None,
        {"network": "clan"},
    )
    assert desk.requests.list().items[0].title == "Conteneur à Carthagène"
    last = desk.requests.history(ref).items[-1]
    assert (last.op, last.changes, last.reason, last.version) == (
        "request.amended",
        done.changes,
        "relu",
        view.version,
    )


def test_the_entry_of_an_amendment_holds_no_content(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    done = desk.requests.amend(ref, Amendment(title="Carthagène", reason="relu"))
    entry = world.entries()[done.log_index]
    assert (entry.op, sorted(entry.x)) == ("request.amended", ["part", "rev"])
    assert world.sql("SELECT id FROM request_revision WHERE instr(sealed, CAST('Carth' AS BLOB))") == []


def test_another_version_meanwhile_is_refused_with_both_shown(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin", text="t").ref
    read = desk.requests.show(ref)[0].version
    world.desk(OFFICER).requests.amend(ref, Amendment(title="Autre titre", reason="lu"))
    before = len(world.ops())
    with pytest.raises(Overtaken, match="amended-meanwhile") as caught:
        desk.requests.amend(ref, Amendment(version=read, title="Mon titre"))
    assert caught.value.exit == 7
    assert changed(caught.value.entries[0].changes) == {
        "title": ("Conteneur au départ de Buenaventura", "Autre titre")
    }
    assert changed(caught.value.asked) == {"title": ("Autre titre", "Mon titre")}
    assert world.ops()[before:] == ["request.consulted"]
    assert desk.requests.show(ref)[0].item.title == "Autre titre"
    desk.requests.amend(ref, Amendment(version=read + 1, title="Mon titre"))
    assert desk.requests.show(ref)[0].item.title == "Mon titre"


def test_new_keys_alone_are_no_other_version_for_who_amends(desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    read = desk.requests.show(ref)[0].version
    desk.requests.assign(ref, INVESTIGATOR)
    desk.requests.unassign(ref, INVESTIGATOR)
    assert desk.requests.amend(ref, Amendment(version=read, title="Neuf")).view.version > read + 2
    desk.requests.note(ref, "vu")
    with pytest.raises(Overtaken):
        desk.requests.amend(ref, Amendment(version=read, title="Plus neuf"))


@pytest.mark.parametrize("version", [0, 2, 999])
def test_a_version_that_never_was_is_refused(desk: Seat, version: int) -> None:
    ref = ask(desk, "dijin").ref
    with pytest.raises(Invalid, match="version-unknown"):
        desk.requests.amend(ref, Amendment(version=version, title="x"))


def test_an_amendment_that_a_closing_overtook_is_a_conflict(desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    read = desk.requests.show(ref)[0].version
    desk.requests.close(ref, Closing("fulfilled", reason="x"))
    with pytest.raises(Overtaken) as caught:
        desk.requests.amend(ref, Amendment(version=read, title="x"))
    assert [entry.op for entry in caught.value.entries] == ["request.closed"]
    assert caught.value.asked == ()


@pytest.mark.parametrize(
    "wanted",
    [
        Amendment(),
        Amendment(reason="pour rien"),
        Amendment(title=WANTED.title),
        Amendment(urgency="routine", kind="wanted", requester="dnpj", agent="", fields={"notice.number": ""}),
        Amendment(due="2026-12-24", legal_basis="reciprocity", leg="1"),
        Amendment(persons=({"subject": "1", "family": "ROSERO"},)),
    ],
)
def test_an_amendment_that_changes_nothing_is_refused_and_writes_nothing(
    world: World, desk: Seat, wanted: Amendment
) -> None:
    ref = ask(desk, "dijin", new=WANTED, due="2026-12-24", persons=(ROSERO,)).ref
    before, stored = world.ops(), world.sql("SELECT * FROM request")
    with pytest.raises(Refused, match="nothing-amended"):
        desk.requests.amend(ref, wanted)
    assert (world.ops(), world.sql("SELECT * FROM request")) == (before, stored)
    assert world.sql("SELECT * FROM request_revision") == []


def test_a_closed_request_is_reopened_before_it_is_amended(desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    desk.requests.close(ref, Closing("fulfilled", reason="x"))
    with pytest.raises(Refused, match="request-closed"):
        desk.requests.amend(ref, Amendment(title="x"))
    desk.requests.reopen(ref, "y")
    desk.requests.amend(ref, Amendment(title="x"))


def test_clocks_are_counted_anew_where_basis_urgency_or_dates_change(desk: Seat) -> None:
    ref = ask(desk, "policia-es", "dijin", received_at="2026-11-18 09:00").ref
    legs = desk.requests.show(ref)[0].legs
    assert (legs[0].basis, legs[1].basis) == ("eu-2023-977", "reciprocity")
    done = desk.requests.amend(ref, Amendment(urgency="urgent", urgency_reason="life", access="direct"))
    said = changed(done.changes)
    assert {"urgency", "urgency_reason", "access", "legs.1.due_at", "due_at"} <= set(said)
    urgent = done.view.legs[0]
    assert urgent.due_at is not None
    assert legs[0].due_at is not None
    assert urgent.due_at < legs[0].due_at
    later = desk.requests.amend(ref, Amendment(received_at="2026-11-19 08:00"))
    assert str(changed(later.changes)["legs.1.due_at"][1]) > urgent.due_at
    moved = desk.requests.amend(ref, Amendment(leg="1", legal_basis="reciprocity", follow_up="2026-12-01"))
    assert {"legs.1.basis", "legs.1.clock", "legs.1.due_at", "legs.1.follow_up_at", "follow_up_at"} <= set(
        changed(moved.changes)
    )
    assert not [name for name in changed(moved.changes) if name.startswith("legs.2")]


def test_the_date_asked_moves_the_legs_that_had_it_and_no_other(desk: Seat) -> None:
    ref = ask(desk, "dijin", "policia-ec", due="2026-12-10").ref
    desk.requests.amend(ref, Amendment(leg="2", due="2026-12-05"))
    view = desk.requests.amend(ref, Amendment(due="2026-12-20")).view
    asked = [leg.asked_for for leg in view.legs]
    assert asked == [view.asked_for, "2026-12-06T05:00:00Z"]
    assert desk.requests.amend(ref, Amendment(due="")).view.legs[0].asked_for is None
    with pytest.raises(Invalid, match="due-before-received"):
        desk.requests.amend(ref, Amendment(due="2026-01-01"))


def test_a_basis_that_does_not_bind_goes_in_only_with_its_reason(desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    with pytest.raises(Refused, match="basis-not-binding"):
        desk.requests.amend(ref, Amendment(legal_basis="eu-2023-977"))
    done = desk.requests.amend(ref, Amendment(legal_basis="eu-2023-977", basis_reason="accord verbal"))
    assert changed(done.changes)["legs.1.basis_reason"] == (None, "accord verbal")
    with pytest.raises(Refused):
        desk.requests.amend(ref, Amendment(urgency="urgent"))  # which this basis lets through with a reason


def test_a_subject_is_changed_by_its_number_and_added_without_one(desk: Seat) -> None:
    ref = ask(desk, "dijin", persons=(ROSERO,), documents=(PASSPORT,)).ref
    done = desk.requests.amend(
        ref,
        Amendment(
            persons=({"subject": "1", "born": "1980-05-18", "role": "suspect"}, {"family": "DÍAZ"}),
            documents=({"subject": "2", "number": "AR412908"},),
        ),
    )
    assert changed(done.changes) == {
        "subjects.1.role": (None, "suspect"),
        "subjects.1.born": ("1980-05-17", "1980-05-18"),
        "subjects.2.number": ("AR412907", "AR412908"),
        "subjects.3": (None, "person"),
        "subjects.3.family": (None, "DÍAZ"),
    }
    assert [(one.number, one.fields["family"]) for one in done.view.subjects if one.type == "person"] == [
        (1, "ROSERO"),
        (3, "DÍAZ"),
    ]


@pytest.mark.parametrize("number", ["2", "0", "9", "-1", "x", ""])
def test_a_person_that_isnt_there_cannot_be_changed(desk: Seat, number: str) -> None:
    ref = ask(desk, "dijin", persons=(ROSERO,), documents=(PASSPORT,)).ref
    with pytest.raises(NotFound, match="subject-unknown"):
        desk.requests.amend(ref, Amendment(persons=({"subject": number, "family": "X"},)))


def test_the_kind_changes_with_what_it_asks_for(desk: Seat) -> None:
    ref = ask(desk, "dijin", type="drugs", fields={"route": "mer"}).ref
    with pytest.raises(Invalid):  # a sub-kind of another kind
        desk.requests.amend(ref, Amendment(kind="document-fraud"))
    with pytest.raises(Invalid, match="unknown-field"):
        desk.requests.amend(ref, Amendment(kind="document-fraud", type="forged"))
    with pytest.raises(Invalid, match="document-missing"):
        desk.requests.amend(ref, Amendment(kind="document-fraud", type="forged", fields={"route": ""}))
    desk.requests.amend(
        ref, Amendment(kind="document-fraud", type="forged", fields={"route": ""}, documents=(PASSPORT,))
    )
    assert desk.requests.list().items[0].kind == "document-fraud"


def test_another_requester_gives_the_other_direction(desk: Seat) -> None:
    ref = ask(desk, "dijin", new=FRAUD).ref
    done = desk.requests.amend(ref, Amendment(requester="dijin"))
    assert changed(done.changes)["requesting_service"] == ("dnpaf", "dijin")
    assert changed(done.changes)["direction"] == ("to-foreign", "to-french")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"handling": "H1"}, {"handling": ""}),
        ({"handling": "H1"}, {"handling": "H2"}),
        ({"handling": "H3", "conditions": "x"}, {"handling": "H0"}),
        ({"marking": "DR-SF"}, {"marking": "DR"}),
        ({"marking": "DR"}, {"marking": ""}),
        ({"marking": "TLP:RED"}, {"marking": "TLP:GREEN"}),
    ],
)
def test_what_a_code_stopped_is_let_through_only_with_a_reason(
    desk: Seat, first: dict[str, str], then: dict[str, str]
) -> None:
    ref = ask(desk, "dijin", **first).ref  # type: ignore[arg-type]
    with pytest.raises(Refused, match="conditions-loosened"):
        desk.requests.amend(ref, Amendment(**then))  # type: ignore[arg-type]
    desk.requests.amend(ref, Amendment(**then, reason="accord du propriétaire"))  # type: ignore[arg-type]
    desk.requests.amend(ref, Amendment(**first, reason="retour"))  # type: ignore[arg-type]
