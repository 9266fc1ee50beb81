"""Codes of services: who asks, who answers."""

from __future__ import annotations

from enum import StrEnum


class Side(StrEnum):
    """Where a service stands: the direction of a request follows from it."""

    FRENCH = "french"
    FOREIGN = "foreign"
    INTERNATIONAL = "international"


class ServiceType(StrEnum):
    """What a service is; handling code H1 stops at the two judicial types."""

    POLICE = "police"
    GENDARMERIE = "gendarmerie"
    CUSTOMS = "customs"
    BORDER = "border"
    JUDICIAL = "judicial"
    PROSECUTION = "prosecution"
    MINISTRY = "ministry"
    INTELLIGENCE_UNIT = "intelligence-unit"
    LIAISON = "liaison"
    INTERNATIONAL_ORGANISATION = "international-organisation"
    EMBASSY = "embassy"
    SINGLE_POINT_OF_CONTACT = "single-point-of-contact"
