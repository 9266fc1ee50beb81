"""Searching: the same hits as a plain index, opened for those who may, told by the log without its terms."""

from __future__ import annotations

import random

import pytest

from exchange.errors import Exit, Invalid, NotAuthorised
from exchange.requests.inputs import Search
from exchange.search.folding import Folder
from exchange.search.query import QueryError
from exchange.transmission.inputs import Filing, NewTransmission
from tests.exchange.requests.cases import DRUGS, WANTED, ask
from tests.exchange.requests.finding import WORDS, PlainIndex, open_all, refs, some_texts
from tests.world import AUDITOR, INVESTIGATOR, OFFICER, Seat, World


def test_words_and_beginnings_find_what_a_plain_index_finds(desk: Seat) -> None:
    texts = some_texts(40, seed=4)
    plain = PlainIndex(list(zip(open_all(desk, texts), texts, strict=True)))
    chance, folder = random.Random(5), Folder()
    for _ in range(20):
        one, two, begun, without = chance.choices(WORDS, k=4)
        (first,), (second,), (third,), (fourth,) = map(folder.words, (one, two, begun, without))
        third = third[: chance.randint(1, 4)]
        for typed, expression in (
            (one, first),
            (f"{one} {two}", f"{first} AND {second}"),
            (f"{third}*", f"{third}*"),
            (f"{one} {third}*", f"{first} AND {third}*"),
            (f"{one} -{without}", f"{first} NOT {fourth}"),
            (f"{one} -{third}*", f"{first} NOT {third}*"),
            (f'"{one} {two}"', f'"{first} {second}"'),
            (f'{third}* -"{one} {two}"', f'{third}* NOT "{first} {second}"'),
        ):
            assert refs(desk, typed, limit=200) == plain.find(expression), typed


def test_words_are_found_wherever_a_request_holds_them(desk: Seat) -> None:
    opened = ask(
        desk,
        "dijin",
        title="Titre unique",
        text="corps du message",
        their_ref="RC/881-B",
        agent="Capitaine Lefèvre",
        conditions="Ne pas diffuser",
        points=("Vérifier l'adresse",),
        fields={"route": "Guayaquil"},
        persons=({"family": "ЩУКИН", "given": "Zoë", "nationality": "COL", "sex": "f"},),
    )
    desk.requests.note(opened.ref, "Rappelé le procureur")
    desk.transmissions.record(
        NewTransmission("in", "email", request=opened.ref, subject="Annonce", text="navire Estrella")
    )
    for typed in ("titre", "881", "lefevre", "diffuser", "adresse", "guayaquil", "shchukin", "zoe"):
        assert refs(desk, typed) == [opened.ref], typed
    assert refs(desk, "procureur estrella annonce corps") == [opened.ref]
    assert refs(desk, "COL") == []


def test_an_arrival_is_found_before_and_after_it_is_filed(desk: Seat) -> None:
    opened = ask(desk, "dijin")
    sent = desk.transmissions.record(
        NewTransmission("in", "email", from_="Interpol Quito", subject="Conteneur", text="navire Estrella")
    )
    assert refs(desk, "estrella") == [f"A-{sent.number}"]
    assert refs(desk, "estrella status:to-sort from:dijin") == []
    desk.transmissions.file(str(sent.number), Filing(request=opened.ref))
    assert refs(desk, "estrella") == [opened.ref]


def test_an_arrival_that_opens_a_request_is_found_as_that_request(desk: Seat) -> None:
    sent = desk.transmissions.record(NewTransmission("in", "email", subject="Objet", text="navire Estrella"))
    opened = ask(desk, arrival=str(sent.number))
    assert refs(desk, "estrella objet") == [opened.ref]


def test_a_message_set_aside_is_found_by_its_reason_too(desk: Seat) -> None:
    sent = desk.transmissions.record(NewTransmission("in", "email", subject="Publicité"))
    desk.transmissions.set_aside(str(sent.number), "Courrier indésirable")
    assert refs(desk, "publicite indesirable status:set-aside") == [f"A-{sent.number}"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kind:trafficking", ["1"]),
        ("kind:wanted kind:trafficking", ["1", "2"]),
        ("from:dnpj", ["2"]),
        ("to:dijin", ["1"]),
        ("service:dijin", ["1"]),
        ("affaire service:dnpj service:dijin", ["1", "2"]),
        ("country:CO", ["1"]),
        ("affaire waiting:us", ["1"]),
        ("affaire waiting:them", []),
        ("affaire due:2026-12-01", ["1"]),
        ("due:2w", ["1"]),
        ("due:1d", []),
        ("country:FR", ["1", "2"]),
        ("status:transmitted", []),
        ("affaire after:2026-11-19", []),
        ("affaire after:2026-11-18", ["1", "2"]),
        ("affaire before:2026-11-20", ["1", "2"]),
        ("affaire before:2026-11-19", []),
        ("affaire kind:wanted", ["2"]),
        ("kind:wanted -affaire", []),
        ("-autre kind:trafficking", ["1"]),
    ],
)
def test_filters_narrow_what_is_found_by_plain_columns(desk: Seat, typed: str, found: list[str]) -> None:
    made = [ask(desk, "dijin", title="Affaire", due="2026-11-30"), ask(desk, new=WANTED, title="Affaire")]
    assert [str([o.ref for o in made].index(str(ref)) + 1) for ref in refs(desk, typed)] == found


@pytest.mark.parametrize(
    ("typed", "reason", "wrong"),
    [
        ("rouge kind:wantd", "unknown-code", "wantd"),
        ("status:nowhere", "unknown-code", "nowhere"),
        ("from:dnjp rouge", "service-unknown", "dnjp"),
        ("country:XX", "unknown-country", "XX"),
        ("rouge waiting:nobody", "unknown-code", "nobody"),
        ("rouge due:soon", "not-a-moment", "soon"),
        ('before:"le jour d\'avant"', "not-a-moment", "le jour d'avant"),
        ("after:2026-13-40 x", "impossible-date", "2026-13-40"),
    ],
)
def test_a_filter_that_means_nothing_is_refused_with_its_place(
    desk: Seat, typed: str, reason: str, wrong: str
) -> None:
    with pytest.raises(QueryError) as refused:
        desk.requests.search(Search(typed))
    error = refused.value
    assert (error.reason, error.query[error.start : error.end]) == (reason, wrong)
    assert error.exit == Exit.REFUSED


def test_pages_follow_each_other_from_new_to_old_without_gaps(desk: Seat) -> None:
    made = open_all(desk, [("Affaire", "")] * 7)
    seen, after = [], None
    while True:
        page = desk.requests.search(Search("affaire", limit=3, after=after))
        seen.append([str(item.ref) for item in page.items])
        if page.next is None:
            break
        after = page.next
    assert seen == [made[:-4:-1], made[-4:-7:-1], made[:1]]
    for wrong in ("x", "…"):
        with pytest.raises(Invalid):
            desk.requests.search(Search("affaire", after=wrong))
    for limit in (0, 1_000):
        with pytest.raises(Invalid):
            desk.requests.search(Search("affaire", limit=limit))


def test_the_best_of_a_page_stands_first_and_shows_its_words(desk: Seat) -> None:
    title = ask(desk, title="Conteneur rouge").ref
    text = ask(desk, title="Autre", text="Un conteneur est arrivé.").ref
    first, second = desk.requests.search(Search("conteneur")).items
    assert (first.ref, second.ref) == (title, text)
    assert first.score > second.score
    (snippet,) = second.snippets
    assert snippet.where == "text"
    assert [snippet.text[a:b] for a, b in snippet.marks] == ["conteneur"]


def test_a_page_is_logged_before_it_is_shown_with_ids_and_a_commitment_alone(
    world: World, desk: Seat
) -> None:
    opened = ask(desk, title="Conteneur secret")
    desk.requests.search(Search("conteneur"))
    entry = world.entries()[-1]
    assert (entry.op, entry.lg, entry.on) == ("request.searched", "consultation", None)
    assert entry.x == {"requests": [opened.id], "view": "search"}
    ((commitment, member, index),) = world.sql("SELECT commitment, member, log_index FROM searched")
    assert (entry.c, entry.by, entry.n) == (commitment, member, index)
    assert b"conteneur" not in entry.body()


def test_a_page_shown_already_is_logged_again_only_when_it_changed(world: World, desk: Seat) -> None:
    opened = ask(desk, title="Conteneur")
    for typed in ("conteneur", "CONTENEUR", "conteneur"):
        desk.requests.search(Search(typed))
    assert world.ops().count("request.searched") == 1
    desk.requests.note(opened.ref, "autre chose")
    desk.requests.search(Search("conteneur"))
    desk.requests.search(Search("conten*"))
    assert world.ops().count("request.searched") == 3


def test_a_search_that_finds_nothing_is_logged_and_suggests_what_was_meant(world: World, desk: Seat) -> None:
    ask(desk, title="Conteneur au départ de Buenaventura")
    page = desk.requests.search(Search("contenuer buenavetnura"))
    assert page.items == ()
    assert [(one.word, one.nearest[0]) for one in page.did_you_mean] == [
        ("contenuer", "conteneur"),
        ("buenavetnura", "buenaventura"),
    ]
    assert page.instead == "conteneur buenaventura"
    assert world.entries()[-1].x == {"requests": [], "view": "search"}


def test_a_beginning_that_too_many_words_share_says_how_many_were_asked(desk: Seat) -> None:
    many = " ".join(f"zz{number:04d}" for number in range(1200))
    open_all(desk, [("Liste", many), ("Autre", "zz0007")])
    page = desk.requests.search(Search("zz*"))
    assert [(cut.prefix, cut.words, cut.of) for cut in page.cut] == [("zz", 1000, 1200)]
    assert len(page.items) == 2
    assert desk.requests.search(Search("zz00*")).cut == ()


def test_an_investigator_finds_in_the_requests_assigned_to_him_alone(world: World, desk: Seat) -> None:
    his = ask(desk, title="Conteneur rouge", text="Un navire")
    ask(desk, title="Conteneur bleu")
    desk.requests.assign(his.ref, INVESTIGATOR)
    seat = world.desk(INVESTIGATOR)
    assert refs(seat, "conteneur") == [his.ref]
    assert refs(seat, "conten* -bleu kind:trafficking") == [his.ref]
    assert refs(seat, "navire -rouge") == []
    assert refs(seat, "bleu") == []
    assert seat.requests.search(Search("conteneru")).did_you_mean[0].nearest == ("conteneur",)
    assert seat.requests.complete("b") == ()
    entry = world.entries()[-1]
    assert entry.op == "request.searched" and entry.c is not None


def test_an_auditor_is_refused_and_it_is_logged(world: World, desk: Seat) -> None:
    ask(desk, title="Conteneur")
    with pytest.raises(NotAuthorised) as refused:
        world.desk(AUDITOR).requests.search(Search("conteneur"))
    assert refused.value.exit == Exit.NOT_AUTHORISED
    assert (world.entries()[-1].op, world.entries()[-1].x) == ("access.refused", {"op": "request.searched"})


def test_an_officer_without_grant_finds_nothing(world: World, desk: Seat) -> None:
    ask(desk, title="Conteneur")
    world.add("e.nouveau", "officer")
    world.activate("e.nouveau")
    page = world.desk("e.nouveau").requests.search(Search("conteneur"))
    assert (page.items, page.did_you_mean) == ((), ())


def test_an_officer_who_is_granted_finds_what_the_head_wrote(world: World, desk: Seat) -> None:
    opened = ask(desk, title="Conteneur")
    assert refs(world.desk(OFFICER), "conteneur") == [opened.ref]


def test_an_unassigned_investigator_is_told_nothing_and_no_terms_are_kept(world: World, desk: Seat) -> None:
    ask(desk, new=DRUGS, title="Conteneur")
    assert world.desk(INVESTIGATOR).requests.search(Search("conteneur")).items == ()
    assert world.entries()[-1].c is None
    assert world.sql("SELECT count(*) FROM searched") == [(0,)]


def test_a_number_that_stands_in_a_chinese_sentence_is_found(desk: Seat) -> None:
    ref = ask(desk, title="嫌疑人", text="护照号码E12345678由法国签发").ref
    assert refs(desk, "E12345678") == refs(desk, "e1234*") == refs(desk, "护照号码") == [ref]
    assert refs(desk, '"护照号码E12345678由法国签发"') == [ref]
