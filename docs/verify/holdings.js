// Who holds which compartment, and which keys an entry may make.

import { must } from "./bytes.js";

const SEEDS = ["log", "office", "card"];
const PAIR = ["compartment", "index"];
/** The kinds of key that each operation may make, those on requests aside. */
const MAKES = {
  "post.created": ["store", ...SEEDS],
  "post.rekeyed": SEEDS,
  "store.rekeyed": ["store"],
  "compartment.added": PAIR,
  "compartment.rekeyed": PAIR,
  "grant.withdrawn": PAIR,
  "member.revoked": PAIR,
  "backup.restored": ["store", ...SEEDS, ...PAIR],
};
const ON_ITSELF = ["compartment.added", "compartment.rekeyed", "grant.withdrawn"];
/** Operations that make one key of a request, and from which version to which. */
const REQUEST_VERSIONS = {
  "request.opened": [1, 1],
  "request.unassigned": [2, Number.MAX_SAFE_INTEGER - 1],
  "request.rekeyed": [2, Number.MAX_SAFE_INTEGER - 1],
};
const GRANTABLE = ["head", "officer"];

/** Take what an entry does to grants; `present` gives a member who isn't revoked. */
export function grantsAfter(roster, entry, present, isActive) {
  if (!Object.hasOwn(CHANGES, entry.op)) return;
  CHANGES[entry.op](roster, entry, present);
  for (const [compartment, held] of roster.grants) {
    const heads = [...held].map((id) => roster.members.get(id)).filter((one) => one?.role === "head");
    must(heads.some(isActive), "log-compartment-headless", { compartment });
  }
}

function lose(roster, member) {
  for (const held of roster.grants.values()) held.delete(member);
}

function holdersOf(roster, place, member) {
  const held = roster.grants.get(place);
  must(held?.has(member), "log-grant-missing", { member });
  return held;
}

const CHANGES = {
  "compartment.added": (roster, { on, by }) => {
    must(!roster.grants.has(on.id), "log-compartment-known", { compartment: on.id });
    roster.grants.set(on.id, new Set([by]));
  },
  "grant.given": (roster, { on, by, x }, present) => {
    const held = holdersOf(roster, on.id, by);
    const given = present(x.member);
    must(GRANTABLE.includes(given.role) && !held.has(given.id), "log-grant-given", { member: given.id });
    held.add(given.id);
  },
  "grant.withdrawn": (roster, { on, x }) => {
    holdersOf(roster, on.id, x.member).delete(x.member);
  },
  "member.revoked": (roster, { x }) => lose(roster, x.member),
  "member.role": (roster, { x }) => {
    if (!GRANTABLE.includes(x.role)) lose(roster, x.member);
  },
  "member.renewed": (roster, { x }) => {
    for (const held of roster.grants.values()) if (held.delete(x.old)) held.add(x.member);
  },
};

/** Take the keys that an entry makes: of its kinds, each the next version, a compartment's by a holder. */
export function madeKeys(roster, entry, keys) {
  const { op, on, by } = entry;
  if (op.startsWith("request.")) return checkRequest(entry, keys);
  for (const { kind, id, version } of keys) {
    const own = !ON_ITSELF.includes(op) || on?.id === id;
    must(Object.hasOwn(MAKES, op) && MAKES[op].includes(kind) && own, "log-key-kind", { op });
    const name = `${kind} ${id}`;
    must(version === (roster.versions.get(name) ?? 0) + 1, "log-key-version", { op });
    if (PAIR.includes(kind)) holdersOf(roster, id, by);
    roster.versions.set(name, version);
  }
}

/** A request's keys are too many to be kept: only that they are that request's own is judged. */
function checkRequest({ op, on }, keys) {
  must(keys.every(({ kind, id }) => kind === "request" && on?.id === id), "log-key-kind", { op });
  if (!Object.hasOwn(REQUEST_VERSIONS, op)) return;
  const [first, last] = REQUEST_VERSIONS[op];
  const right = keys.length === 1 && keys[0].version >= first && keys[0].version <= last;
  must(right, "log-key-version", { op });
}
