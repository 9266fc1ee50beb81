"""A message of the register as it is read: what it is in a line or two, then its text. Pure."""

from __future__ import annotations

from textual.content import Content

from exchange.transmission.views import TransmissionView
from tui.foreign import block, line
from tui.speech import Speech


def key_of(one: TransmissionView) -> str:
    """Return by which number the register knows a message, whatever the year."""
    return f"{one.year}-{one.number}"


def message_text(speech: Speech, one: TransmissionView) -> Content:
    """Return what is known of a message, and its text whole."""
    head = (
        one.shown,
        speech.code("nature", one.nature),
        speech.code("channel", one.channel),
        f"{line(one.from_)} > {line(one.to)}" if one.from_ and one.to else line(one.from_ or one.to),
        speech.moment(one.received_at or one.sent_at),
    )
    said = (
        speech.of("register.request", ref=one.request, leg=one.leg or "-") if one.request else "",
        line(one.their_ref),
        speech.of("register.log", index=one.log_index),
        speech.of("register.witness", size=one.witnessed) if one.witnessed else "",
        line(one.handed),
        line(one.reason),
        line(one.file),
    )
    parts = [Content.styled(f" {_joined(head)}", "bold"), Content.styled(f" {_joined(said)}", "dim")]
    parts += [Content(f" {line(one.subject)}")] if one.subject else []
    parts += [Content(f" ! {speech.warning(code, {})}") for code in one.warnings]
    parts += [Content(f" {speech.code('field', name)}: {line(value)}") for name, value in one.fields.items()]
    parts += [Content(f"   {number}. {line(text)}") for number, text in enumerate(one.points, 1)]
    parts += [
        Content(
            f"   {speech.code('subject-type', said_of.type)} · {' '.join(map(line, said_of.fields.values()))}"
        )
        for said_of in one.subjects
    ]
    return Content("\n").join(
        [*parts, Content(""), *(Content(f" {text}") for text in block(one.text).split("\n"))]
    )


def _joined(parts: tuple[str, ...]) -> str:
    return " · ".join(part for part in parts if part)
