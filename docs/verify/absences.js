// Absences: between which moments an officer acts for an absent head.

import { must } from "./bytes.js";
import { instant } from "./entry.js";

const DAY = 86_400_000;

/** Whether a member, an officer, acts at that moment for a head who is absent. */
export function acts(roster, member, at, isActive) {
  if (member.role !== "officer" || !isActive(member)) return false;
  return [...roster.absences.values()].some((absence) => {
    const absent = roster.members.get(absence.member);
    const within = absence.start <= at && at <= absence.end;
    return within && absence.deputy === member.id && isActive(absent) && absent.role === "head";
  });
}

export function setAbsence(roster, { n, x }, isActive) {
  const both = [x.member, x.deputy].every((id) => isActive(roster.members.get(id)));
  must(both && x.member !== x.deputy, "log-absence-members");
  const [start, last] = [instant(x.from), instant(x.to)];
  const end = x.to.length === 10 ? last + DAY - 1 : last; // of a day, in UTC, its last millisecond
  must(start <= end, "log-absence-dates");
  roster.absences.set(n, { member: x.member, deputy: x.deputy, start, end });
}
