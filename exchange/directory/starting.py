"""The services that a directory starts with, and the one way into it.

Each is inserted with its own entry, in the caller's unit: the French services, and the INTERPOL office of
each host country.
"""

from __future__ import annotations

from exchange.codes import ServiceType, Side
from exchange.countries import country_name
from exchange.directory.model import Service, ServiceContent
from exchange.directory.seeds import SeedService, seed_services
from exchange.ids import new_id
from exchange.locale import Language
from exchange.store.journal import Journal
from exchange.store.sealed import new_row, seal
from exchange.store.session import Session


def insert_service(session: Session, journal: Journal, seed: SeedService) -> Service:
    """Insert a service with its entry, in the caller's unit."""
    ident = new_id(session.clock())
    row = new_row(
        Service,
        ident,
        session.post.id,
        handle=seed.handle,
        country=seed.country,
        side=seed.side.value,
        type=seed.type.value,
        trust="none",
    )
    content = ServiceContent(names={"fr": seed.name_fr, "en": seed.name_en})
    row = seal(session.post.id, session.vault.store_row_key(), row, content)
    journal.rows.insert(row)
    journal.append("service.added", on={"type": "service", "id": ident}, c=row.commitment, service=ident)
    return row


def insert_seeds(session: Session, journal: Journal, hosts: tuple[str, ...]) -> None:
    """Insert the starter directory: the French services, and the INTERPOL office of each host country."""
    for seed in (*seed_services(), *(_interpol(host) for host in hosts)):
        insert_service(session, journal, seed)


def _interpol(host: str) -> SeedService:
    name_fr = f"BCN {country_name(host, Language.FR)} (INTERPOL)"
    name_en = f"NCB {country_name(host, Language.EN)} (INTERPOL)"
    return SeedService(
        f"interpol-{host.lower()}",
        name_fr,
        name_en,
        host,
        side_of(host),
        ServiceType.INTERNATIONAL_ORGANISATION,
    )


def side_of(country: str) -> Side:
    """Return the side that the services of a country stand on."""
    return Side.FRENCH if country == "FR" else Side.FOREIGN
