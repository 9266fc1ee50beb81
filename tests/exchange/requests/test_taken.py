"""What a partner's message names and ours don't know is left out with a warning, and nothing breaks."""

from __future__ import annotations

import json
from datetime import date

from exchange.codes import Kind
from exchange.requests.taken import taken_over
from exchange.requests.transmissions import TransmissionContent

TODAY = date(2026, 11, 19)


def message(**said: object) -> TransmissionContent:
    """Return an arrival whose message says this."""
    return TransmissionContent(message=json.dumps({"kind": "wanted", "fields": {}, "subjects": [], **said}))


def test_a_field_and_a_subject_that_are_none_of_ours_are_left_out_with_a_warning_each() -> None:
    subjects = [
        {"type": "aircraft", "role": None, "fields": {"name": "x"}},
        {"type": "vehicle", "role": None, "fields": {"plate": "X", "shape": "x"}},
        {"type": "vehicle", "role": "wanted", "fields": {"plate": "X"}},
        {"type": "phone", "role": None, "fields": {"number": "+573001234567"}},
    ]
    fields = {"warrant.number": "1", "warrant.date": "2027", "nonsense": "x"}
    found = taken_over(message(fields=fields, subjects=subjects, type="nonsense"), Kind.WANTED, None, TODAY)
    assert found.type is None
    assert found.fields == {"warrant.number": "1"}
    assert [content.fields for _, content in found.subjects] == [{"number": "+573001234567"}]
    assert found.warnings == ("arrival-field-left-out", "arrival-subject-left-out")


def test_an_arrival_that_was_no_dispatch_gives_nothing() -> None:
    found = taken_over(TransmissionContent(text="x"), Kind.WANTED, "arrest", TODAY)
    assert (found.type, found.fields, found.subjects, found.warnings) == ("arrest", {}, (), ())
