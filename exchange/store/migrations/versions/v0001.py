"""The first schema, as it was released: frozen here, whatever the models say later.

A table a paragraph: name, `sealed` for one that begins with the columns of every sealed row and
`clustered` for one that stands in the order of its primary key, its columns (`*` primary key, `?` may
be null), then its indexes and unique sets of columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SEALED = "id*:text owner:text revision:int key_version:int form:int commitment:text sealed:blob"
TYPES = {"text": sa.String, "int": sa.Integer, "big": sa.BigInteger, "blob": sa.LargeBinary}
TABLES = """
attachment | sealed | number:int size:big chunks:int transmission:text? added_at:big |
automatic_backup | sealed | log_index:int |
chunk | - | attachment*:text number*:int sealed:blob |
compartment | sealed | created_at:big |
destroyed_medium | sealed | log_index:int |
erasure | sealed | ref:text status:text log_index:int | unique(ref)
imported | clustered | token*:blob file:blob request:text | ix_imported_request(request)
incident | sealed | number:int kind:text origin:text service:text? authentic:int status:text
    opened_at:big decided_at:big? | ix_incident_service(service) unique(number)
key_wrap | - | kind*:text object_id*:text version*:int member*:text entry:int wrapped:blob |
    key_wrap_member(member,kind)
law_text | sealed | number:int code:text added_at:big | unique(number)
leg | sealed | number:int service:text channel:text? basis:text status:text waits_for:text? clock:text
    created_at:big due_at:big? follow_up_at:big? limit_at:big? |
leg_event | sealed | leg:text code:text at:big reported_at:big withdrawn:int |
listing | clustered | facet*:text by_due*:int compartment*:text kind*:text status*:text waits*:text at*:big
    request*:text countries:text |
log_entry | - | n*:int line:blob leaf:blob about:text? commits:int | log_entry_about(about,commits,n)
log_head | - | id*:int size:int root:blob edge:blob counters:text |
log_node | - | level*:int position*:int hash:blob |
member | sealed | handle:text role:text status:text until:text? formerly:text? | unique(handle)
note | sealed | author:text at:big log_index:int |
partner_head | sealed | origin:text size:int root:blob | unique(origin,size)
post | sealed | handle:text prefix:text origin:text four_eyes:int created_at:big card_serial:int |
proposed_member | sealed | log_index:int | unique(log_index)
received_cover | sealed | origin:text service:text sequence:int cover:text size:int theirs:text
    received_at:big | unique(origin,sequence)
rekey_due | - | request*:text entry:int |
request | sealed | ref:text kind:text status:text urgency:text direction:text requesting_service:text
    via:text compartment:text compartment_version:int received_at:big registered_at:big asked_for:big?
    due_at:big? follow_up_at:big? review_at:big? handling:text? marking:text? purpose:text
    wrapped_key:blob | request_due(due_at) request_page(compartment,registered_at,id)
    request_place(compartment,compartment_version) request_review(review_at) unique(ref)
request_relation | sealed | |
request_revision | sealed | log_index:int |
request_text | sealed | |
retired_log | sealed | n:int | unique(n)
searched | sealed | member:text at:big log_index:int |
sent_cover | sealed | kind:text sender:text service:text recipient:text? sequence:int? cover:text
    entry:int size:int | sent_cover_size(sender,size) unique(cover) unique(sender,service,sequence)
service | sealed | handle:text country:text side:text type:text trust:text origin:text? trusted_by:int? |
    ix_service_origin(origin) unique(handle)
subject | sealed | number:int type:text |
transmission | sealed | year:int number:int direction:text status:text nature:text channel:text
    compartment:text service_from:text? service_to:text? request:text? leg:text? answers:text?
    belongs_to:text? sent_at:big? received_at:big? registered_at:big log_index:int witness_size:int? |
    transmission_status(status) unique(year,number)
witness | sealed | sender:text service:text size:int | unique(sender,service,size)
word_block | - | id*:int compartment:text key_version:int level:int sealed:blob |
    word_block_level(compartment,key_version,level)
word_owed | - | id*:int row:int compartment:text key_version:int sealed:blob? | ix_word_owed_row(row)
word_row | - | row*:int kind:text object:text compartment:text key_version:int | unique(object)
word_state | - | id*:int folding:text generation:int |
"""
INDEX = (
    "CREATE VIRTUAL TABLE word_index USING fts5(tokens, content='', detail=none, tokenize='ascii')",
    "INSERT INTO word_index (word_index, rank) VALUES ('secure-delete', 1)",
    "CREATE VIRTUAL TABLE word_terms USING fts5vocab(word_index, row)",
    "CREATE VIRTUAL TABLE word_places USING fts5vocab(word_index, instance)",
)


def upgrade() -> None:
    """Create every table with its indexes."""
    for paragraph in re.split(r"\n(?! )", TABLES.strip()):
        name, kind, columns, indexes = (cell.strip() for cell in f"{paragraph} ".split("|"))
        sealed = kind == "sealed"
        fields = f"{SEALED} {columns}" if sealed else columns
        op.create_table(name, *_columns(fields), *_unique(indexes), sqlite_with_rowid=kind != "clustered")
        if sealed:
            op.create_index(f"ix_{name}_owner", name, ["owner"])
        for index, names in re.findall(r"\b(?!unique)(\w+)\(([\w,]+)\)", indexes):
            op.create_index(index, name, names.split(","))
    for statement in INDEX:
        op.execute(statement)


def _columns(fields: str) -> Iterator[sa.Column[object]]:
    for word in fields.split():
        name, _, kind = word.partition(":")
        primary, null = name.endswith("*"), kind.endswith("?")
        yield sa.Column(
            name.removesuffix("*"), TYPES[kind.removesuffix("?")](), primary_key=primary, nullable=null
        )


def _unique(indexes: str) -> Iterator[sa.UniqueConstraint]:
    for names in re.findall(r"unique\(([\w,]+)\)", indexes):
        yield sa.UniqueConstraint(*names.split(","))
