"""Every action of the screens, in one table: where it is, its keys, who may do it.

Bindings, footer, palette, help, remapping and docs/screens.md are made from it, so none of them can
say what another doesn't. Words stand in the catalogue: `action.<scope>.<name>`, and `foot.…` where
the footer shows it.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from textual.binding import Binding

from exchange.log.roles import READS_LOG, Role


@dataclass(frozen=True)
class Action:
    """What a key does: `scope` is a screen's or widget's name, `app` is everywhere.

    `call` is what Textual runs where it isn't the name itself; `op` the operation that the member's
    role must allow; `strong` keys work inside fields too.
    """

    scope: str
    name: str
    keys: str = ""
    call: str = ""
    op: str = ""
    foot: bool = False
    strong: bool = False

    @property
    def id(self) -> str:
        """Return the name by which `config.toml` gives it other keys."""
        return f"{self.scope}.{self.name}"

    def binding(self) -> Binding:
        """Return it as Textual binds it; what it is called is said by the catalogue alone."""
        return Binding(self.keys, self.call or self.name, "", show=False, priority=self.strong, id=self.id)


AREAS: Final[Mapping[str, tuple[str, str]]] = {
    "desk": ("1,ampersand", "request.listed"),
    "requests": ("2,é", "request.listed"),
    "register": ("3,quotation_mark", "arrival.registered"),
    "log": ("5,left_parenthesis", ""),
    "directory": ("6,minus", ""),
    "figures": ("7,è", READS_LOG),
}
"""The areas: their keys (AZERTY's unshifted row beside the digits), and what a role needs to see them.

Everyone reads some of the log: an investigator what he signed himself. 4 is kept for the letters rogatory.
"""

_APP: Final = (
    *(Action("app", f"go-{area}", keys, call=f"go('{area}')", op=op) for area, (keys, op) in AREAS.items()),
    Action("app", "help", "question_mark", foot=True),
    Action("app", "help-anywhere", "f1", call="help", strong=True, foot=True),
    Action("app", "palette", "ctrl+p", strong=True, foot=True),
    Action("app", "search", "slash", op="request.searched", foot=True),
    Action("app", "lock", "ctrl+l", strong=True),
    Action("app", "language"),
    Action("app", "theme"),
    Action("app", "code"),
    Action("app", "passphrase"),
    Action("app", "undo", "u", op="request.amended"),
    Action("app", "suspend", "ctrl+z"),
    Action("app", "back", "q", foot=True),
    Action("app", "quit", "ctrl+q", call="leave", foot=True, strong=True),
)
_UNLOCK: Final = (
    Action("unlock", "leave", "escape,ctrl+q"),
    Action("founding", "save", "f2"),
    Action("founding", "leave", "escape,ctrl+q"),
)
_QUESTIONS: Final = (
    Action("question", "cancel", "escape"),
    Action("confirm", "yes", "y,o"),
    Action("confirm", "no", "n,enter,escape"),
    Action("alarm", "seen", "enter,escape"),
    Action("help", "close", "escape,f1"),
    Action("show", "close", "escape,q,enter"),
    Action("progress", "stop", "escape"),
    Action("long-text", "keep", "f2,f4"),
    Action("long-text", "leave", "escape"),
    Action("countdown", "go", "y,o"),
    Action("countdown", "stop", "escape,n"),
    Action("ask", "answer", "f2,ctrl+j"),
    Action("ask", "cancel", "escape"),
    Action("draft", "discard", "f10"),
)
_ROWS: Final = (
    Action("rows", "down", "down,j"),
    Action("rows", "up", "up,k"),
    Action("rows", "page-down", "pagedown,ctrl+f", call="page_down"),
    Action("rows", "page-up", "pageup,ctrl+b", call="page_up"),
    Action("rows", "first", "home,g"),
    Action("rows", "last", "end,G"),
    Action("rows", "open", "enter", foot=True),
)
_FIELDS: Final = (
    Action("fields", "next", "down"),
    Action("fields", "previous", "up"),
)
_CHOICE: Final = (
    Action("choice", "open", "enter,space"),
    Action("choice", "next", "right", call="turn(1)"),
    Action("choice", "previous", "left", call="turn(-1)"),
    Action("choice", "clear", "backspace,delete"),
)
_MARKS: Final = (
    Action("marks", "mark", "space"),
    Action("marks", "mark-all", "asterisk", call="mark_all"),
    Action("marks", "mark-range", "V", call="mark_range"),
    Action("marks", "clear", "escape", call="clear_marks"),
)
_FILTER: Final = (Action("filter", "clear", "escape", call="clear_filter"),)
_DESK: Final = (
    Action("desk", "arrival", "i", op="arrival.registered", foot=True),
    Action("desk", "new", "n", op="request.opened", foot=True),
    Action("desk", "receive", "r", op="transmission.received", foot=True),
    Action("desk", "refresh", "f5"),
)
_REQUESTS: Final = (
    Action("requests", "new", "n", op="request.opened", foot=True),
    Action("requests", "filter", "f", foot=True),
    Action("requests", "save-filter", "F", call="save_filter"),
    Action("requests", "saved-filters", "v", call="saved_filters"),
    Action("requests", "assign", "A", op="request.assigned"),
    Action("requests", "close", "c", op="request.closed"),
    Action("requests", "copy", "y", foot=True),
    Action("requests", "columns", "C"),
    Action("requests", "sort", "S"),
    Action("requests", "jump", "J"),
    Action("requests", "refresh", "f5"),
)
_REQUEST: Final = (
    Action("request", "send", "s", op="transmission.sent", foot=True),
    Action("request", "arrival", "i", op="arrival.registered", foot=True),
    Action("request", "event", "v", op="leg.event", foot=True),
    Action("request", "leg", "plus", op="leg.added", foot=True),
    Action("request", "note", "o", op="request.noted", foot=True),
    Action("request", "amend", "e", op="request.amended", foot=True),
    Action("request", "follow-up", "D", call="follow_up", op="leg.followed-up"),
    Action("request", "refuse", "x", op="leg.closed"),
    Action("request", "close", "c", op="request.closed", foot=True),
    Action("request", "reopen", "O", op="request.reopened"),
    Action("request", "attach", "a", op="attachment.added"),
    Action("request", "save-attachment", "w", call="save_attachment", op="attachment.read"),
    Action("request", "subject", "p", op="subject.recorded"),
    Action("request", "assign", "A", op="request.assigned"),
    Action("request", "relate", "m", op="request.related"),
    Action("request", "copy", "y"),
    Action("request", "next-tab", "right,l,tab", call="tab(1)"),
    Action("request", "previous-tab", "left,h,shift+tab", call="tab(-1)"),
    Action("request", "back", "escape,q", foot=True),
)
_REGISTER: Final = (
    Action("register", "arrival", "i", op="arrival.registered", foot=True),
    Action("register", "file", "t", op="arrival.filed", foot=True),
    Action("register", "new", "n", op="request.opened", foot=True),
    Action("register", "set-aside", "x", call="set_aside", op="arrival.set-aside", foot=True),
    Action("register", "receive", "r", op="transmission.received", foot=True),
    Action("register", "receipt", "R", op="receipt.sent"),
    Action("register", "departure", "d", op="transmission.recorded"),
    Action("register", "cancel", "X", op="transmission.cancelled"),
    Action("register", "bordereau", "b", op="document.made"),
    Action("register", "filter", "f"),
    Action("register", "copy", "y"),
    Action("register", "refresh", "f5"),
)
_LOG: Final = (
    Action("log", "verify", "v", op="store.checked", foot=True),
    Action("log", "export", "x", op="log.exported", foot=True),
    Action("log", "checkpoint", "c", op=READS_LOG, foot=True),
    Action("log", "filter", "f", foot=True),
    Action("log", "refresh", "f5"),
)
_DIRECTORY: Final = (
    Action("directory", "card", "p", foot=True),
    Action("directory", "trust", "t", op="service.trusted", foot=True),
    Action("directory", "distrust", "T", op="service.distrusted"),
    Action("directory", "add-service", "plus", call="add_service", op="service.added", foot=True),
    Action("directory", "add-member", "n", call="add_member", op="member.added", foot=True),
    Action("directory", "role", "e", op="member.role"),
    Action("directory", "revoke", "x", op="member.revoked"),
    Action("directory", "grant", "a", op="grant.given"),
    Action("directory", "withdraw", "w", op="grant.withdrawn"),
    Action("directory", "next-tab", "right,l,tab", call="tab(1)"),
    Action("directory", "previous-tab", "left,h,shift+tab", call="tab(-1)"),
    Action("directory", "refresh", "f5"),
)
_FIGURES: Final = (
    Action("figures", "table", "t", foot=True),
    Action("figures", "year", "y", foot=True),
    Action("figures", "refresh", "f5"),
)
_FORM: Final = (
    Action("form", "save", "f2", foot=True, strong=True),
    Action("form", "subject", "f3", foot=True, strong=True),
    Action("form", "text", "f4", foot=True, strong=True),
    Action("form", "leg", "f5", foot=True, strong=True),
    Action("form", "attach", "f6", foot=True, strong=True),
    Action("form", "treaty", "f8", op="law.added", strong=True),
    Action("form", "conditions", "f9", foot=True, strong=True),
    Action("form", "discard", "f10", strong=True),
    Action("form", "leave", "escape", foot=True, strong=True),
)

ACTIONS: Final[tuple[Action, ...]] = (
    *_APP,
    *_UNLOCK,
    *_QUESTIONS,
    *_ROWS,
    *_FIELDS,
    *_CHOICE,
    *_MARKS,
    *_FILTER,
    *_DESK,
    *_REQUESTS,
    *_REQUEST,
    *_REGISTER,
    *_LOG,
    *_DIRECTORY,
    *_FIGURES,
    *_FORM,
)


def of(scope: str) -> tuple[Action, ...]:
    """Return the actions of a scope, in the order in which they are told."""
    return tuple(action for action in ACTIONS if action.scope == scope)


def bindings(*scopes: str) -> list[Binding]:
    """Return the bindings of some scopes, for a class's `BINDINGS`."""
    return [action.binding() for scope in scopes for action in of(scope) if action.keys]


def called(scope: str, call: str) -> Action | None:
    """Return the action of a scope that Textual knows as `call`."""
    return next((action for action in of(scope) if (action.call or action.name) == call), None)


def allowed(action: Action, role: Role | None) -> bool:
    """Say whether a member of this role may do it: what he may not is absent, not an error."""
    return not action.op or (role is not None and _may(role, action.op))


def areas_of(role: Role) -> Iterator[str]:
    """Give the areas that a role has; an auditor's first is the log, an investigator's his requests."""
    first = {Role.AUDITOR: "log", Role.INVESTIGATOR: "requests"}.get(role, "desk")
    yield first
    for area, (_, op) in AREAS.items():
        if area != first and (not op or _may(role, op)):
            yield area


def _may(role: Role, op: str) -> bool:
    """Ask the table of operations, which nobody needs before somebody sits here."""
    answer: bool = importlib.import_module("exchange.log.operations").may(role, op)
    return answer
