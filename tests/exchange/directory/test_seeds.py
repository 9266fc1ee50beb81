"""The starter directory: whole, well formed, and strictly read."""

from __future__ import annotations

import pytest

from exchange.codes import ServiceType, Side
from exchange.directory.seeds import parse_services, seed_services
from exchange.errors import Invalid

ONE = """
[[service]]
handle = "dnpj"
fr = "Direction"
en = "Directorate"
country = "FR"
side = "french"
type = "police"
"""
NAMED = (
    "DNPJ OFAST OCRTEH OCRVP OCRGDF OCLTI OFMIN OFAC OCLAESP DNPAF OLTIM BNRF DGGN IRCGN SNPS DNRED ONAF "
    "DCIS SCCOPOL BEPI PNF PNAT PNACO JUNALCO AGRASC TRACFIN"
)


def test_every_service_that_a_post_starts_with_is_there_under_its_acronym() -> None:
    services = {service.handle: service for service in seed_services()}
    for acronym in NAMED.split():
        found = services[acronym.lower()]
        assert found.name_fr.endswith(f"({acronym})") and found.name_en.endswith(f"({acronym})")
    assert {"sirene-france", "bcn-paris", "magistrat-liaison", "attache-defense"} <= set(services)


def test_all_of_them_are_french() -> None:
    assert {(service.country, service.side) for service in seed_services()} == {("FR", Side.FRENCH)}


def test_prosecution_services_are_known_as_such_so_that_h1_stops_there() -> None:
    types = {service.handle: service.type for service in seed_services()}
    assert {types[handle] for handle in ("pnf", "pnat", "pnaco")} == {ServiceType.PROSECUTION}
    assert types["junalco"] is ServiceType.JUDICIAL


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('handle = "dnpj"', 'handle = "DNPJ"', "bad-services-file"),
        ('handle = "dnpj"', f'handle = "{"d" * 41}"', "bad-services-file"),
        ('fr = "Direction"', 'fr = " "', "bad-services-file"),
        ('fr = "Direction"', "", "bad-services-file"),
        ('fr = "Direction"', "fr = 3", "bad-services-file"),
        ('fr = "Direction"', 'fr = "Direction"\nphone = "17"', "bad-services-file"),
        ('country = "FR"', 'country = "FX"', "unknown-country"),
        ('side = "french"', 'side = "ours"', "unknown-code"),
        ('type = "police"', 'type = "secret"', "unknown-code"),
        ("[[service]]", "[[service", "bad-services-file"),
        (ONE, ONE + ONE, "bad-services-file"),
    ],
)
def test_a_list_with_anything_amiss_is_refused(old: str, new: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_services(ONE.replace(old, new))
    assert caught.value.reason == reason


def test_a_list_is_read_as_it_is_written() -> None:
    (found,) = parse_services(ONE)
    assert (found.handle, found.name_en, found.type) == ("dnpj", "Directorate", ServiceType.POLICE)
