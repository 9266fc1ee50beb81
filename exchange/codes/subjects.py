"""Codes of persons and objects named in a request, and of what an examination of them said."""

from __future__ import annotations

from enum import StrEnum


class SubjectType(StrEnum):
    """What is named in a request."""

    PERSON = "person"
    DOCUMENT = "document"
    VEHICLE = "vehicle"
    PHONE = "phone"
    ACCOUNT = "account"
    ORGANISATION = "organisation"
    FIREARM = "firearm"
    VESSEL = "vessel"
    CONTAINER = "container"
    ONLINE = "online"


class PersonRole(StrEnum):
    """As what a person is named: the categories that Directive (EU) 2016/680 Art. 6 keeps apart."""

    SUSPECT = "suspect"
    WANTED = "wanted"
    VICTIM = "victim"
    WITNESS = "witness"
    MISSING = "missing"
    PERSON_OF_INTEREST = "person-of-interest"
    CONVICTED = "convicted"


class Sex(StrEnum):
    """As travel documents say it (ICAO 9303, part 3)."""

    F = "F"
    M = "M"
    X = "X"


class DocumentType(StrEnum):
    """What an identity document is."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity-card"
    RESIDENCE_PERMIT = "residence-permit"
    VISA = "visa"
    TRAVEL_DOCUMENT = "travel-document"
    DRIVING_LICENCE = "driving-licence"
    VEHICLE_REGISTRATION = "vehicle-registration"
    CIVIL_STATUS = "civil-status"
    SEAFARER = "seafarer"
    OTHER = "other"


class DocumentResult(StrEnum):
    """What the examination of a document said."""

    GENUINE = "genuine"
    FALSE = "false"
    DOUBTFUL = "doubtful"
    UNDETERMINED = "undetermined"
