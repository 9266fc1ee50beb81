"""The verbs on members and their grants."""

from __future__ import annotations

from exchange.log.roles import Role
from tui import options
from tui.screens.panel import Panel
from tui.widgets.choice import Option
from tui.widgets.fields import As, Wanted


class Staffing(Panel):
    """What can be done to the member, or the grant, under the cursor."""

    @property
    def member(self) -> str:
        """The member under the cursor, or nobody."""
        raise NotImplementedError

    @property
    def granted(self) -> tuple[str, str]:
        """The compartment and the member of the grant under the cursor, or neither."""
        raise NotImplementedError

    def _role_field(self) -> Wanted:
        speech = self.shell.speech
        roles = options.codes(speech, "role", Role)
        return Wanted("role", speech.of("field.role"), As.CHOICE, options=roles, needed=True)

    def _member_field(self) -> Wanted:
        return Wanted("handle", self.shell.speech.of("field.member"), value=self.member, needed=True)

    def action_add_member(self) -> None:
        """Add a member with a provisional slot."""
        speech = self.shell.speech
        wanted = [
            Wanted("handle", speech.of("field.handle"), needed=True),
            Wanted("name", speech.of("field.name"), needed=True),
            self._role_field(),
            Wanted("until", speech.of("field.until"), As.LIMIT, hint=speech.of("hint.day")),
            Wanted("passphrase", speech.of("field.first-passphrase"), As.PASSPHRASE, needed=True),
        ]
        self.question(
            speech.of("ask.member"),
            wanted,
            lambda a: self.act(
                lambda desk: desk.members.add(
                    a["handle"], a["name"], a["role"], a["passphrase"], a["until"] or None
                ),
                speech.of("done.member", handle=a["handle"]),
            ),
            speech.of("ask.member.said"),
        )

    def action_role(self) -> None:
        """Give a member another role."""
        speech = self.shell.speech
        wanted = [
            self._member_field(),
            self._role_field(),
        ]
        self.question(
            speech.of("ask.role"),
            wanted,
            lambda a: self.act(
                lambda desk: desk.staffing.role(a["handle"], a["role"]),
                speech.of("done.role", handle=a["handle"]),
            ),
        )

    def action_revoke(self) -> None:
        """Take a member's keys away."""
        handle, speech = self.member, self.shell.speech
        if handle:
            self.sure(
                speech.of("revoke.title"),
                speech.of("revoke.effect", handle=handle),
                lambda: self.act(
                    lambda desk: desk.staffing.revoke(handle), speech.of("done.revoked", handle=handle)
                ),
            )

    def action_grant(self) -> None:
        """Give a compartment's key to a member."""
        self.ask(lambda desk: tuple(one.compartment for one in desk.compartments.list()), self._ask_grant)

    def _ask_grant(self, names: tuple[str, ...]) -> None:
        speech = self.shell.speech
        places = tuple(Option(one, one) for one in names)
        wanted = [
            self._member_field(),
            Wanted("compartment", speech.of("field.compartment"), As.CHOICE, options=places, needed=True),
        ]
        self.question(
            speech.of("ask.grant"),
            wanted,
            lambda a: self.act(
                lambda desk: desk.grants.give(a["handle"], a["compartment"]),
                speech.of("done.grant", handle=a["handle"]),
            ),
        )

    def action_withdraw(self) -> None:
        """Take a compartment's key back from a member."""
        place, handle = self.granted
        speech = self.shell.speech
        if place:
            self.sure(
                speech.of("withdraw.title"),
                speech.of("withdraw.effect", handle=handle, compartment=place),
                lambda: self.act(
                    lambda desk: desk.staffing.withdraw(handle, place),
                    speech.of("done.withdrawn", handle=handle),
                ),
            )
