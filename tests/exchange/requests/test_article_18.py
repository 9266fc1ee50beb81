"""The yearly figures of Article 18: legs sent; received and answered, refused, delayed, by State."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from exchange.requests.statistics import Article18, Delayed
from exchange.transmission.inputs import Filing, NewDispatch, NewTransmission
from tests.exchange.requests.cases import DRUGS, ask, event
from tests.world import AUDITOR, Seat, World

ASKED = replace(DRUGS, requester="policia-es", legal_basis="eu-2023-977")
URGENT = replace(ASKED, urgency="urgent", urgency_reason="life")


def figures(desk: Seat, year: int = 2026) -> Article18:
    """Return a year's figures."""
    return desk.stats.article_18(year)


def received(desk: Seat, *services: str, urgent: bool = False) -> str:
    """Open a request of a Spanish service to French ones."""
    if "policia-es" not in {service.handle for service in desk.services.list()}:
        desk.services.add("policia-es", "Policía", "ES", "police")
    return ask(desk, *services, new=URGENT if urgent else ASKED).ref


def answer(desk: Seat, ref: str, leg: str, nature: str = "answer") -> None:
    """File an answer of the requested service to a leg."""
    came = desk.transmissions.record(NewTransmission("in", "email", from_="dnpj", text="r"))
    desk.transmissions.file(str(came.number), Filing(ref, leg, nature))


def counts(rows: object) -> list[tuple[object, ...]]:
    """Return rows of figures as plain tuples."""
    return [tuple(vars(row).values()) for row in rows]  # type: ignore[attr-defined]


def test_what_french_services_asked_is_counted_by_leg_once_it_went(desk: Seat, tmp_path: Path) -> None:
    ref = ask(desk, "policia-es", "police-de", "police-pt", "police-it").ref
    received(desk, "dnpj")
    assert figures(desk).sent == 0
    desk.transmissions.send(NewDispatch(ref, "policia-es", tmp_path, channel="letter"))
    desk.transmissions.record(NewTransmission("out", "spoc", request=ref, to="police-de", leg="2", text="x"))
    event(desk, ref, "acknowledged", leg="3")
    desk.legs.status(ref, "4", "transmitted", "par téléphone")
    assert figures(desk).sent == 4
    desk.legs.status(ref, "4", "received", "erreur")
    desk.legs.withdraw(ref, "3", "acknowledged", "erreur")
    assert figures(desk).sent == 2
    assert figures(desk, 2025) == Article18(0, (), (), ())


def test_what_is_no_request_of_the_directive_counts_for_nothing(desk: Seat, tmp_path: Path) -> None:
    ours = ask(desk, "dijin").ref
    desk.transmissions.send(NewDispatch(ours, "dijin", tmp_path, channel="letter"))
    theirs = ask(desk, "dnpj", new=replace(DRUGS, requester="dijin")).ref
    answer(desk, theirs, "1")
    event(desk, theirs, "authorisation-needed", leg="1")
    refused = ask(
        desk, "dnpj", new=replace(DRUGS, requester="dijin", legal_basis="coe-1959"), basis_reason="x"
    )
    desk.legs.refuse(refused.ref, "1", "fiscal-offence", None)
    assert figures(desk) == Article18(0, (), (), ())


def test_what_was_received_and_answered_is_counted_by_state_urgent_or_not(desk: Seat) -> None:
    two, urgent = received(desk, "dnpj", "ofast"), received(desk, "dnpj", urgent=True)
    assert figures(desk).answered == ()
    answer(desk, two, "1")
    answer(desk, two, "1")
    answer(desk, two, "2", "part-answer")
    answer(desk, urgent, "1")
    ours = ask(desk, "police-de").ref
    answer(desk, ours, "1")
    assert counts(figures(desk).answered) == [("ES", False, 2), ("ES", True, 1)]


def test_a_refusal_is_counted_by_state_and_ground_once(desk: Seat) -> None:
    ref = received(desk, "dnpj", "ofast", "sirene-france")
    desk.legs.refuse(ref, "1", "not-available", None)
    answer(desk, ref, "2", "refusal")
    desk.legs.refuse(ref, "2", "jeopardises", None)
    answer(desk, ref, "3", "refusal")
    assert counts(figures(desk).refused) == [
        ("ES", "jeopardises", 1), ("ES", "not-available", 1), ("ES", "not-stated", 1),
    ]  # fmt: skip


def test_what_was_corrected_no_longer_counts(desk: Seat) -> None:
    ref = received(desk, "dnpj", "ofast")
    desk.legs.refuse(ref, "1", "not-available", None)
    desk.legs.status(ref, "1", "acknowledged", "saisi par erreur")
    answer(desk, ref, "2")
    desk.legs.status(ref, "2", "transmitted", "autre dossier")
    assert (figures(desk).refused, figures(desk).answered) == ((), ())


def test_delays_for_a_judge_are_counted_once_a_leg_and_not_when_withdrawn(desk: Seat) -> None:
    ref = received(desk, "dnpj", "ofast", "sirene-france", "dnpaf")
    event(desk, ref, "authorisation-needed", leg="1")
    event(desk, ref, "delay-notified", leg="1")
    event(desk, ref, "authorisation-needed", leg="2")
    event(desk, ref, "authorisation-needed", leg="2")
    desk.legs.withdraw(ref, "2", "authorisation-needed", "deux fois")
    event(desk, ref, "delay-notified", leg="3")
    event(desk, ref, "authorisation-needed", leg="4")
    desk.legs.withdraw(ref, "4", "authorisation-needed", "non")
    assert figures(desk).delayed == (Delayed("ES", 3),)


def test_an_auditor_has_the_figures_without_any_content(world: World, desk: Seat) -> None:
    received(desk, "dnpj")
    event(desk, ask(desk, "policia-es").ref, "authorisation-needed")
    assert figures(world.desk(AUDITOR)) == figures(desk)
    assert figures(desk).delayed == ()


def test_an_answer_is_in_time_or_late_by_the_last_limit_that_ran(desk: Seat, world: World) -> None:
    ref = received(desk, "dnpj", "ofast")
    without = ask(desk, "police-co").ref
    answer(desk, ref, "1")
    answer(desk, without, "1")
    world.clock.advance(days=60)
    answer(desk, ref, "2")
    times = {one.country: (one.count, one.in_time, one.late) for one in desk.stats.all().response_times}
    assert times == {"ES": (2, 1, 1), "CO": (1, 0, 0)}
