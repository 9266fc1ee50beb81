"""A message of the register as it is read: what it is in a line or two, then its text. Pure."""

from __future__ import annotations

from exchange.transmission.views import TransmissionView
from tui.foreign import line
from tui.screens.request_texts import item_of, lines_of
from tui.speech import Speech
from tui.widgets.reading import Passage, Said, heading, joined, pair


def key_of(one: TransmissionView) -> str:
    """Return by which number the register knows a message, whatever the year."""
    return f"{one.year}-{one.number}"


def message_text(speech: Speech, one: TransmissionView) -> Passage:
    """Return what is known of a message, and its text whole."""
    other = f"{line(one.from_)} > {line(one.to)}" if one.from_ and one.to else line(one.from_ or one.to)
    head = joined(
        one.shown,
        speech.code("nature", one.nature),
        speech.code("channel", one.channel),
        other,
        speech.moment(one.received_at or one.sent_at),
    )
    said = joined(
        speech.of("register.request", ref=one.request, leg=one.leg)
        if one.request and one.leg
        else one.request,
        line(one.their_ref),
        speech.of("register.log", index=one.log_index),
        speech.of("register.witness", size=one.witnessed) if one.witnessed else "",
        line(one.handed),
        line(one.reason),
        line(one.file),
    )
    parts = [heading(head), Said(said)]
    parts += [Said(line(one.subject))] if one.subject else []
    parts += [heading(f"! {line(speech.warning(code, {}))}") for code in one.warnings]
    parts += [
        pair(speech.code("field", name), speech.field(name, value)) for name, value in one.fields.items()
    ]
    parts += [item_of(f"{number}.", line(text)) for number, text in enumerate(one.points, 1)]
    parts += [
        item_of(
            f"{speech.code('subject-type', said_of.type)} ·",
            " ".join(speech.field(name, value) for name, value in said_of.fields.items()),
        )
        for said_of in one.subjects
    ]
    return [*parts, Said(""), *lines_of(one.text)]
