"""What a person means by a date or a time: `23/11 03:00`, `hier 14h`, `2 days ago`, `+7j`, RFC 3339.

Pure: the present moment and the post's zone are passed in. Days come before months (`23/11`), a
missing year is the one that brings the day nearest to now, a missing zone is the post's, and the
answer says so. Nothing is guessed beyond that: what isn't understood is refused, and so are days
and hours that don't exist (31 April, the hour that summer time skips).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from exchange import moment_forms as forms
from exchange.accents import unaccented
from exchange.days import first_instant
from exchange.errors import Invalid

FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST = 60
TOLERANCE = timedelta(minutes=5)  # a clock that runs a little ahead is not the future
_DAY, _INSTANT = timedelta(days=1), timedelta(milliseconds=1)


@dataclass(frozen=True)
class Understood:
    """A moment as it was understood: in UTC, with the zone it was read in, and what was assumed.

    `whole_day`: a day alone was said; the moment is its first, or where it `ends` the day its last.
    `twice`: the hour that was said comes once more later, when summer time ends.
    """

    moment: datetime
    zone: str
    assumed_zone: bool
    whole_day: bool
    ends: bool = False
    twice: bool = False

    @property
    def local(self) -> datetime:
        """The moment in the zone in which it was read, to be shown back to its author."""
        stated = re.fullmatch(r"[+-]\d{4}.*", self.zone)
        where = datetime.strptime(self.zone, "%z").tzinfo if stated else ZoneInfo(self.zone)
        return self.moment.astimezone(where)


def is_exact(text: str) -> bool:
    """Say whether `text` leaves nothing to be understood: RFC 3339 with its zone, or a day of ISO 8601."""
    return forms.EXACT.fullmatch(text.strip()) is not None


def parse_moment(text: str, now: datetime, zone: ZoneInfo) -> Understood:
    """Return the moment that `text` means, a day alone being its first instant; raise Invalid."""
    folded = _folded(text)
    rest, stated = _split_zone(text, folded)
    where: tzinfo = stated or zone
    spoken = _relative(rest, now)
    if spoken is not None:
        return Understood(spoken, _name(where, spoken), assumed_zone=False, whole_day=False)
    day, hour = _split_day(rest, now.astimezone(where).date(), text)
    moment = _instant(day, hour, where, text)
    name, twice = _name(where, moment), hour is not None and _comes_twice(moment, where)
    return Understood(moment, name, stated is None, whole_day=hour is None, twice=twice)


def parse_past(text: str, now: datetime, zone: ZoneInfo) -> Understood:
    """Return the moment that `text` means, refusing one that has not come yet (`future-moment`)."""
    return _past(parse_moment(text, now, zone), text, now)


def parse_past_there(text: str, now: datetime, zone: ZoneInfo, there: Sequence[ZoneInfo]) -> Understood:
    """Return the past moment that `text` means; a day alone is the one `there`, where it begins first.

    For what happened in another country, whose people told its day: an hour is still one of `zone`.
    """
    understood = parse_moment(text, now, zone)
    if understood.whole_day and understood.assumed_zone and there:
        day = understood.local.date()
        begun = [(first_instant(day, one), one) for one in there]
        begun = [(moment, one) for moment, one in begun if moment.astimezone(one).date() == day]
        if not begun:
            raise Invalid("impossible-date", given=_quoted(text))
        moment, first = min(begun, key=lambda one: one[0])
        name = first.key
        understood = Understood(moment, name, assumed_zone=name == zone.key, whole_day=True)
    return _past(understood, text, now)


def parse_deadline(text: str, now: datetime, zone: ZoneInfo) -> Understood:
    """Return the last moment that `text` allows: a day alone ends at its 24:00 in the zone."""
    understood = parse_moment(text, now, zone)
    if not understood.whole_day:
        return understood
    local = understood.local
    end = first_instant(local.date() + _DAY, local.tzinfo or zone)
    return Understood(end, understood.zone, understood.assumed_zone, whole_day=True, ends=True)


def parse_by(text: str, now: datetime, zone: ZoneInfo) -> Understood:
    """Return the moment before which all lies that is due by a day (`26/11`), or within days or weeks (`7d`).

    What is due with the end of that day is due by it, so that moment is the next instant.
    """
    span = forms.WITHIN.fullmatch(_folded(text))
    if span is None or forms.UNITS.get(span["unit"], timedelta(0)) < _DAY:
        found = parse_deadline(text, now, zone)
    else:
        day = now.astimezone(zone).date() + int(span["count"]) * forms.UNITS[span["unit"]]
        end = first_instant(_within_years(day, text) + _DAY, zone)
        found = Understood(end, zone.key, assumed_zone=True, whole_day=True, ends=True)
    return replace(found, moment=found.moment + _INSTANT)


def parse_before(text: str, now: datetime, zone: ZoneInfo) -> Understood:
    """Return the moment before which a filter looks: before the end of a day, or within days or weeks."""
    span = forms.WITHIN.fullmatch(_folded(text))
    return (parse_deadline if span is None else parse_by)(text, now, zone)


def parse_day(text: str, now: datetime, zone: ZoneInfo) -> date:
    """Return the day that `text` means in `zone`; raise Invalid for a text that says an hour."""
    folded = _folded(text)
    spoken = _relative(folded, now)
    if spoken is not None:
        return spoken.astimezone(zone).date()
    day, hour = _split_day(folded, now.astimezone(zone).date(), text)
    if hour is not None:
        raise Invalid("not-a-day", given=_quoted(text))
    return day


def parse_span(text: str) -> timedelta:
    """Return the length of time that `text` means: `7d`, `12h`, `2 semaines`; raise Invalid."""
    found = forms.WITHIN.match(_folded(text))
    unit = forms.UNITS.get(found["unit"]) if found else None
    if found is None or unit is None:
        raise Invalid("not-a-span", given=_quoted(text))
    return int(found["count"]) * unit


def _past(understood: Understood, text: str, now: datetime) -> Understood:
    if understood.moment > now + TOLERANCE:
        raise Invalid("future-moment", given=_quoted(text))
    return understood


def _folded(text: str) -> str:
    """Lower-case `text`, without accents, with plain spaces and apostrophes."""
    if len(text) > LONGEST:
        raise Invalid("not-a-moment", given=_quoted(text))
    return " ".join(unaccented(text.replace("\u2019", "'")).lower().split())


def _split_zone(text: str, folded: str) -> tuple[str, tzinfo | None]:
    """Take a zone from the end: `Z`, `+02:00`, or a name of the IANA base (`Europe/Paris`)."""
    named = forms.NAMED_ZONE.match(" ".join(text.split()))
    if named:
        try:
            return _folded(named["before"]), ZoneInfo(named["zone"])
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise Invalid("unknown-zone", given=_quoted(named["zone"])) from None
    offset = forms.ZONE.match(folded)
    if not offset:
        return folded, None
    if offset["zone"] in ("z", "utc", "gmt"):
        return offset["before"], UTC
    try:
        return offset["before"], datetime.strptime(offset["zone"], "%z").tzinfo
    except ValueError:
        raise Invalid("unknown-zone", given=_quoted(offset["zone"])) from None


def _relative(folded: str, now: datetime) -> datetime | None:
    """Return the moment that is so long before or after now, where the text says that."""
    if folded in ("now", "maintenant"):
        return now
    ago, ahead = forms.AGO.match(folded), forms.AHEAD.fullmatch(folded)
    if ago and (ago["ago"] or folded.startswith("il y a ")) and ago["unit"] in forms.UNITS:
        return now - int(ago["count"]) * forms.UNITS[ago["unit"]]
    if ahead and forms.UNITS.get(ahead["unit"], _DAY) < _DAY:
        return now + int(ahead["count"]) * forms.UNITS[ahead["unit"]]
    return None


def _split_day(folded: str, today: date, text: str) -> tuple[date, time | timedelta | None]:
    """Read a day, then an hour; the day alone, or the hour alone (today's), are enough."""
    for word, offset in forms.DAY_WORDS.items():
        if folded == word or folded.startswith(word + " "):
            return today + timedelta(days=offset), _hour(folded[len(word) :].strip(), text)
    ahead = forms.AHEAD.match(folded)
    if ahead and forms.UNITS.get(ahead["unit"], timedelta(0)) >= _DAY:
        day = today + int(ahead["count"]) * forms.UNITS[ahead["unit"]]
        return _within_years(day, text), _hour(folded[ahead.end() :].strip(), text)
    for form in (forms.ISO_DAY, forms.FRENCH_DAY, forms.NAMED_DAY, forms.AMERICAN_DAY):
        found = form.match(folded)
        if found and ("name" not in found.groupdict() or found["name"] in forms.MONTH_WORDS):
            return _day(found, today, text), _hour(folded[found.end() :].strip(), text)
    hour = _hour(folded, text)
    if hour is None:
        raise Invalid("not-a-moment", given=_quoted(text))
    return today, hour


def _day(found: re.Match[str], today: date, text: str) -> date:
    parts = found.groupdict()
    month = forms.MONTH_WORDS[parts["name"]] if "name" in parts else int(parts["month"])
    if parts["year"]:
        years = [int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)]
    else:
        years = [today.year - 1, today.year, today.year + 1]
    days = [day for year in years if (day := _date(year, month, int(parts["day"])))]
    if not days:
        raise Invalid("impossible-date", given=_quoted(text))
    return _within_years(min(days, key=lambda day: abs(day - today)), text)


def _within_years(day: date, text: str) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Invalid("moment-year", given=_quoted(text), first=FIRST_YEAR, last=LAST_YEAR)
    return day


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _hour(rest: str, text: str) -> time | timedelta | None:
    """Return the hour that `rest` says; a whole day (24:00) as its length; none for nothing."""
    if not rest:
        return None
    if rest in forms.HOURS:
        return forms.HOURS[rest]
    found = forms.TIME.match(rest)
    if not found:
        raise Invalid("not-a-moment", given=_quoted(text))
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if found["half"]:
        if not 1 <= hour <= 12:
            raise Invalid("impossible-date", given=_quoted(text))
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    if (hour, minute, second) == (24, 0, 0):
        return timedelta(days=1)
    try:
        return time(hour, minute, second)
    except ValueError:
        raise Invalid("impossible-date", given=_quoted(text)) from None


def _instant(day: date, hour: time | timedelta | None, zone: tzinfo, text: str) -> datetime:
    """Return the UTC moment; of an hour that comes twice the first; refuse one that is skipped."""
    if hour is None or isinstance(hour, timedelta):
        moment = first_instant(day, zone)
        if moment.astimezone(zone).date() != day:  # Samoa had no 30 December 2011
            raise Invalid("impossible-date", given=_quoted(text))
        return moment if hour is None else first_instant(day + hour, zone)
    local = datetime.combine(day, hour, zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Invalid("no-such-hour", given=_quoted(text), zone=str(zone))
    return moment


def _comes_twice(moment: datetime, zone: tzinfo) -> bool:
    local = moment.astimezone(zone)
    return not local.fold and local.replace(fold=1).utcoffset() != local.utcoffset()


def _name(zone: tzinfo, moment: datetime) -> str:
    return zone.key if isinstance(zone, ZoneInfo) else f"{moment.astimezone(zone):%z}"


def _quoted(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
