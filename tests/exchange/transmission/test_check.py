"""The numbered checks: proof, address, cosignature, parts, message, number; and receipts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.errors import Conflict, ExchangeError, Exit
from exchange.log.checkpoint import Checkpoint
from exchange.log.entry import make_entry
from exchange.log.proof import parse_proof
from exchange.transmission.build import Outgoing
from exchange.transmission.check import check_dispatch, check_number, check_receipt
from exchange.transmission.cosignature import cosign, parse_cosignature
from exchange.transmission.cover import DispatchCover, Form, Verdict, sign_cover
from exchange.transmission.incident import Incident, IncidentKind
from exchange.transmission.parts import Parts
from tests.exchange.transmission import post
from tests.exchange.transmission.post import NOW, Post, sealed, sealed_receipt, two_posts, uuid

SECONDS = int(NOW.timestamp())


def refusal(data: bytes, receiver: Post) -> ExchangeError:
    with pytest.raises(ExchangeError) as caught:
        receiver.receive(data)
    return caught.value


def with_cover(outgoing: Outgoing, **members: bytes) -> Outgoing:
    return replace(outgoing, cover=replace(outgoing.cover, **members))


def test_a_dispatch_sent_twice_is_a_duplicate() -> None:
    bogota, quito = two_posts()
    file = bogota.send(quito)
    quito.receive(file)
    refused = refusal(file, quito)
    assert isinstance(refused, Conflict)
    assert (refused.reason, refused.exit) == ("dispatch-duplicate", Exit.CONFLICT)
    assert refused.arguments == {"origin": bogota.origin, "number": 1}


def test_the_same_dispatch_in_another_file_is_a_duplicate_too() -> None:
    bogota, quito = two_posts()
    draft = bogota.draft(quito)
    quito.receive(sealed(draft, quito))
    assert refusal(sealed(draft, quito), quito).reason == "dispatch-duplicate"


def test_a_duplicate_that_was_altered_is_altered_first() -> None:
    bogota, quito = two_posts()
    file = bogota.send(quito)
    quito.receive(file)
    assert refusal(file[:-1], quito).exit is Exit.INTEGRITY


def test_one_number_for_two_dispatches_is_an_incident() -> None:
    bogota, quito = two_posts()
    first = bogota.send(quito)
    earlier = bogota.checkpoint_bytes()
    quito.receive(first)
    second = sealed(bogota.draft(quito, sequence=1), quito)
    found = refusal(second, quito)
    assert isinstance(found, Incident)
    assert (found.kind, found.origin) == (IncidentKind.NUMBER_REUSED, bogota.origin)
    assert found.evidence == (bogota.checkpoint_bytes(), earlier)


def test_the_number_is_judged_by_what_is_known_at_the_moment_of_asking() -> None:
    bogota, quito = two_posts()
    file = bogota.send(quito)
    checked = check_dispatch(quito.open(file).header, quito)
    assert check_number(checked, quito) == ()
    quito.receive(file)
    with pytest.raises(Conflict, match="dispatch-duplicate"):
        check_number(checked, quito)


def test_a_dispatch_for_another_that_was_sealed_to_us_is_refused() -> None:
    bogota, quito = two_posts()
    lima = Post("asi-lima", 3)
    resealed = sealed(bogota.draft(lima), quito)
    assert refusal(resealed, quito).reason == "dispatch-for-another"


def test_a_dispatch_whose_entry_is_not_in_the_log_is_refused() -> None:
    bogota, quito = two_posts()
    ghost = bogota.copy()
    line = ghost.draft(quito).cover.line
    draft = bogota.draft(quito)
    note = sign_cover(Form.DISPATCH, bogota.origin, line, bogota.office.sign)
    assert refusal(sealed(with_cover(draft, line=line, note=note), quito), quito).reason == "proof-wrong"


def test_a_proof_at_another_index_than_the_entrys_own_is_refused() -> None:
    bogota, quito = two_posts()
    draft = bogota.draft(quito)
    proof = parse_proof(draft.cover.proof)
    other = replace(proof, index=proof.index - 1)
    assert refusal(sealed(with_cover(draft, proof=other.render()), quito), quito).reason == "proof-wrong"


def test_an_entry_at_another_place_than_it_says_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bogota, quito = two_posts()
    monkeypatch.setattr(post, "make_entry", lambda n, **rest: make_entry(n=n + 1, **rest))
    assert refusal(bogota.send(quito), quito).reason == "proof-wrong"


def test_a_cover_that_names_another_origin_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bogota, quito = two_posts()
    monkeypatch.setattr(post, "DispatchCover", lambda **x: DispatchCover(**{**x, "origin": quito.origin}))
    assert refusal(bogota.send(quito), quito).reason == "cover-origin"


def test_a_checkpoint_without_its_second_signature_is_refused() -> None:
    bogota, quito = two_posts()
    draft = bogota.draft(quito)
    proof = parse_proof(draft.cover.proof)
    lines = proof.checkpoint.splitlines(keepends=True)
    for kept in (lines[:-1], [*lines[:-2], lines[-1]], [*lines, lines[-1]]):
        changed = replace(proof, checkpoint=b"".join(kept)).render()
        assert (
            refusal(sealed(with_cover(draft, proof=changed), quito), quito).reason == "checkpoint-signatures"
        )


@pytest.mark.parametrize("member", ["proof", "consistency", "cosignature", "card", "note", "line"])
def test_a_member_in_another_form_is_refused_by_its_own_name(member: str) -> None:
    bogota, quito = two_posts()
    reasons = {"line": "cover-malformed"}
    draft = with_cover(bogota.draft(quito), **{member: b"something else\n"})
    refused = refusal(sealed(draft, quito), quito)
    assert (refused.reason, refused.exit) == (reasons.get(member, f"{member}-malformed"), Exit.INTEGRITY)


def test_parts_that_the_cover_does_not_commit_to_are_refused() -> None:
    bogota, quito = two_posts()
    draft = bogota.draft(quito)
    other = Parts(blinder=draft.parts.blinder, their_refs=("X-1",), answers=None, members=draft.parts.members)
    assert refusal(sealed(replace(draft, parts=other), quito), quito).reason == "parts-differ"


@pytest.mark.parametrize(
    "change",
    [
        {"transmission": uuid(5)},
        {"ref": "BOG-2026-00043"},
        {"urgency": "routine"},
        {"kind": None},
        {"due_at": NOW},
        {"their_refs": ("X-1",)},
        {"answers": uuid(5)},
        {"conditions": {"handling": "H2"}},
        {"conditions": {"marking": "DR"}},
    ],
)
def test_a_message_that_contradicts_the_log_is_refused(
    change: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    bogota, quito = two_posts()
    told = bogota.message(uuid(1001))
    values = told.model_dump() | change
    monkeypatch.setattr(bogota, "message", lambda _: type(told).model_validate(values, strict=False))
    refused = refusal(bogota.send(quito), quito)
    assert (refused.reason, refused.exit) == ("message-differs", Exit.INTEGRITY)


@pytest.mark.parametrize("hostile", [b"", b"{", b'{"subject":"Secret"}', b"[" * 100_000, b"9" * 5000])
def test_a_message_of_hostile_form_is_refused_without_a_word_of_it(hostile: bytes) -> None:
    bogota, quito = two_posts()
    refused = refusal(sealed(bogota.draft(quito, message=hostile), quito), quito)
    assert (refused.reason, refused.arguments) == ("message-malformed", {})
    assert refused.__cause__ is None
    assert refused.__suppress_context__


def test_a_cosignature_witnesses_our_log_once_it_holds() -> None:
    bogota, quito = two_posts()
    quito.receive(bogota.send(quito))
    checked = bogota.receive(quito.send(bogota)).checked
    assert checked.cosignature is not None
    assert checked.cosignature.checkpoint == Checkpoint(bogota.origin, 2, bogota.root(2))


def test_a_cosignature_over_a_checkpoint_that_is_not_ours_is_an_incident() -> None:
    bogota, quito = two_posts()
    quito.receive(bogota.send(quito))
    draft = quito.draft(bogota)
    for ours in (
        Checkpoint(bogota.origin, 2, b"\x07" * 32),
        Checkpoint(bogota.origin, 9, b"\x07" * 32),
        Checkpoint(quito.origin, 2, bogota.root(2)),
    ):
        member = cosign(ours, quito.office.cosign, SECONDS)
        found = refusal(sealed(with_cover(draft, cosignature=member), bogota), bogota)
        assert isinstance(found, Incident)
        assert found.kind is IncidentKind.FOREIGN_CHECKPOINT
        assert found.evidence == (member, quito.checkpoint_bytes())


def test_a_cosignature_by_another_key_is_refused() -> None:
    bogota, quito = two_posts()
    quito.receive(bogota.send(quito))
    ours = Checkpoint(bogota.origin, 2, bogota.root(2))
    draft = quito.draft(bogota)
    good = parse_cosignature(draft.cover.cosignature)
    assert good is not None
    forged = cosign(ours, bogota.office.cosign, SECONDS)
    moved = good.note.replace(b"\n2\n", b"\n1\n")
    for member in (forged, moved):
        refused = refusal(sealed(with_cover(draft, cosignature=member), bogota), bogota)
        assert refused.reason == "cosignature-signature"


def test_a_receipt_acknowledges_and_witnesses() -> None:
    bogota, quito = two_posts()
    received = quito.receive(bogota.send(quito))
    checked = bogota.receive_receipt(quito.receipt(bogota, received))
    assert (checked.cover.verdict, checked.cover.reason) == (Verdict.ACCEPTED, None)
    assert (checked.dispatch.transmission, checked.dispatch.service) == (uuid(1001), quito.service)
    assert list(bogota.witnessed) == [2]


def test_a_receipt_of_a_refusal_says_its_reason() -> None:
    bogota, quito = two_posts()
    received = quito.receive(bogota.send(quito))
    checked = bogota.receive_receipt(quito.receipt(bogota, received, "message-malformed"))
    assert (checked.cover.verdict, checked.cover.reason) == (Verdict.REFUSED, "message-malformed")


def test_the_same_receipt_again_is_a_duplicate() -> None:
    bogota, quito = two_posts()
    receipt = quito.receipt(bogota, quito.receive(bogota.send(quito)))
    bogota.receive_receipt(receipt)
    with pytest.raises(Conflict) as caught:
        bogota.receive_receipt(receipt)
    assert (caught.value.reason, caught.value.exit) == ("receipt-duplicate", Exit.CONFLICT)


def test_a_receipt_for_what_we_never_sent_him_is_refused() -> None:
    bogota, quito = two_posts()
    lima = Post("asi-lima", 3)
    bogota.trust(lima)
    lima.trust(bogota)
    to_quito = quito.receive(bogota.send(quito))
    for receipt in (
        lima.receipt(bogota, to_quito),
        quito.receipt(
            bogota, replace(to_quito, checked=replace(to_quito.checked, cover_hash="A" * 43 + "="))
        ),
    ):
        with pytest.raises(ExchangeError, match="receipt-for-another"):
            check_receipt(bogota.open(receipt).header, bogota)


def test_a_forked_receiver_is_caught_by_his_receipt() -> None:
    bogota, quito = two_posts()
    twin = quito.copy()
    quito.append("store.checked")
    first, second = bogota.send(quito), bogota.send(quito)
    bogota.receive_receipt(quito.receipt(bogota, quito.receive(first)))
    with pytest.raises(Incident, match="incident-"):
        bogota.receive_receipt(twin.receipt(bogota, twin.receive(second)))


def test_a_receipt_is_not_taken_for_a_dispatch_nor_the_other_way_round() -> None:
    bogota, quito = two_posts()
    file = bogota.send(quito)
    receipt = quito.receipt(bogota, quito.receive(file))
    assert refusal(receipt, bogota).reason == "not-a-dispatch"
    with pytest.raises(ExchangeError, match="not-a-receipt"):
        check_receipt(quito.open(file).header, quito)


def test_a_note_for_the_other_form_is_refused() -> None:
    bogota, quito = two_posts()
    draft = bogota.draft(quito)
    note = sign_cover(Form.RECEIPT, bogota.origin, draft.cover.line, bogota.office.sign)
    assert refusal(sealed(with_cover(draft, note=note), quito), quito).reason == "note-malformed"
    cover = quito.cover(bogota, Form.DISPATCH, quito.append("store.checked"))
    with pytest.raises(ExchangeError, match="note-malformed"):
        bogota.open(sealed_receipt(cover, bogota))


def test_another_operation_in_the_cover_is_refused() -> None:
    bogota, quito = two_posts()
    cover = quito.cover(bogota, Form.RECEIPT, quito.append("store.checked"))
    with pytest.raises(ExchangeError, match="cover-fields"):
        check_receipt(bogota.open(sealed_receipt(cover, bogota)).header, bogota)
