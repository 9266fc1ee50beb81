"""What another desk changes while a member unlocks is no tampering: he is let in, or told why not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exchange.errors import ExchangeError
from exchange.store import unlocking
from tests.world import OFFICER, World

Act = Callable[[World], object]


def meanwhile(monkeypatch: pytest.MonkeyPatch, step: str, act: Callable[[], object]) -> None:
    """Let something happen once, right after a step of the unlock."""
    real, done = getattr(unlocking, step), list[bool]()

    def slowly(*given: object) -> object:
        found = real(*given)
        if not done:
            done.append(True)
            act()
        return found

    monkeypatch.setattr(unlocking, step, slowly)


@pytest.mark.parametrize("step", ["_kept_roster", "_who", "_check_member"])
@pytest.mark.parametrize(
    ("act", "refused"),
    [
        (lambda world: world.desk().staffing.role(OFFICER, "head"), ("", "keys-or-role-changed")),
        (lambda world: world.desk().staffing.revoke(OFFICER), ("member-revoked", "wrong-passphrase")),
        (
            lambda world: world.desk().staffing.renew(OFFICER, "une phrase donnée de nouveau"),
            ("member-revoked", "wrong-passphrase"),
        ),
    ],
    ids=["role", "revoke", "renew"],
)
def test_what_changes_while_he_unlocks_is_told_as_what_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch, step: str, act: Act, refused: tuple[str, ...]
) -> None:
    meanwhile(monkeypatch, step, lambda: act(world))
    try:
        found = world.desk(OFFICER).session.member.role.value
    except ExchangeError as error:
        assert error.reason in refused, (error.reason, error.exit)
    else:
        assert "" in refused and found == "head"
