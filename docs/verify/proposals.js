// Four eyes: what one member proposed and another may still do.

import { must } from "./bytes.js";
import { OPERATIONS } from "./table.js";

const LAPSE = 7 * 86_400_000;
const CHANGING_DUTIES = ["collection", "alteration", "combination", "erasure"];
/** Operations that answer no logging duty and yet change what they are on. */
const CHANGING = [
  ...["member.keyed", "member.role", "member.renewed", "member.revoked", "absence.set", "absence.ended"],
  ...["service.amended", "service.trusted", "service.distrusted"],
];

function objectOf(entry) {
  const target = entry.x.part ?? entry.on;
  must(target !== null, "log-proposal-object");
  return `${target.type} ${target.id}`;
}

/** The proposal that an entry does; refused where there is no such one. */
export function checkProposal(proposals, entry) {
  const found = proposals.get(entry.x.proposed);
  must(found !== undefined, "log-proposal-unknown", { n: entry.x.proposed });
  const n = found.n;
  const wanted = entry.op === "release.refused" ? "release.given" : entry.op;
  must(found.op === wanted && found.object === objectOf(entry), "log-proposal-other", { n });
  const kept = ([name, value]) => Object.hasOwn(entry.x, name) && entry.x[name] === value;
  must(Object.entries(found.args).every(kept), "log-proposal-other", { n });
  must(found.by !== entry.by, "log-proposal-own", { n });
  must(entry.at - found.at <= LAPSE, "log-proposal-lapsed", { n });
  return found;
}

/** What is pending after an entry: its own proposal added, what it did or changed gone. */
export function proposalsAfter(proposals, entry) {
  const made = proposalOf(entry);
  if (made !== null) {
    const alive = [...proposals].filter(([, old]) => entry.at - old.at <= LAPSE);
    return new Map([...alive, [made.n, made]]);
  }
  if (proposals.size === 0) return proposals;
  return new Map([...proposals].filter(([n, old]) => n !== entry.x.proposed && !changes(entry, old)));
}

function proposalOf(entry) {
  const { n, by, at, op, x } = entry;
  const known = { n, by, at, rev: x.rev ?? null };
  if (op === "release.asked") return { ...known, op: "release.given", object: objectOf(entry), args: {} };
  if (op !== "proposed") return null;
  const takesTwo = Object.hasOwn(OPERATIONS, x.op) && OPERATIONS[x.op].fourEyes;
  must(takesTwo && x.op !== "release.given", "log-proposal-operation");
  return { ...known, op: x.op, object: `${x.object.type} ${x.object.id}`, args: x.args };
}

function changes({ op, on, x }, proposal) {
  const touched = [on, x.part ?? null].filter((one) => one !== null).map(({ type, id }) => `${type} ${id}`);
  if (!touched.includes(proposal.object)) return false;
  const newer = x.rev !== undefined && proposal.rev !== null && x.rev !== proposal.rev;
  return newer || CHANGING_DUTIES.includes(OPERATIONS[op].duty) || CHANGING.includes(op);
}
