// The post's members, keys and partners as its entries tell them, and what an entry may do to them.
//
// A roster is a value: `applied` returns the one after an entry, so that a refused one changes nothing.
// Signatures aren't checked here: `applied` hands back those that an entry bears within itself.

import { bytesOf, must, same, unb64 } from "./bytes.js";
import { acts, setAbsence } from "./absences.js";
import { grantsAfter, madeKeys } from "./holdings.js";
import { memberKey } from "./note.js";
import { checkProposal, proposalsAfter } from "./proposals.js";
import { OPERATIONS } from "./table.js";

export const EMPTY = Object.freeze({
  post: "", origins: [], fourEyes: false, members: new Map(), replaced: [], grants: new Map(),
  versions: new Map(), services: new Map(), absences: new Map(), proposals: new Map(), rekeyed: [],
  card: null,
});

export const originOf = (roster) => roster.origins.at(-1)?.origin ?? "";

export function memberOf(roster, id) {
  const found = roster.members.get(id);
  must(found !== undefined, "log-member-unknown", { member: id });
  return found;
}

const isActive = (member) => member !== undefined && member.until === null && !member.provisional;

function present(roster, id) {
  const found = memberOf(roster, id);
  must(found.until === null, "log-member-revoked", { member: id });
  return found;
}

/** The key that must have signed the next entry. */
export async function signingKey(roster, entry) {
  if (!roster.post) {
    must(entry.op === "post.created", "log-post-missing");
    return memberKey(entry.x.vkey, entry.by);
  }
  const found = memberOf(roster, entry.by);
  const inTime = entry.n >= found.since && (found.until === null || entry.n < found.until);
  must(inTime, "log-member-revoked", { member: entry.by });
  return found.key;
}

function may(roster, id, op, at) {
  const { roles, acting } = OPERATIONS[op];
  const member = memberOf(roster, id);
  return roles.includes(member.role) || (acting && acts(roster, member, at, isActive));
}

function needsProposal(roster, op) {
  const proposing = OPERATIONS.proposed.roles;
  const able = [...roster.members.values()].filter((one) => isActive(one) && proposing.includes(one.role));
  return roster.fourEyes && OPERATIONS[op].fourEyes && able.length >= 2;
}

/** Check that its signer may do an entry, by role and by four eyes. */
export function authorise(roster, entry) {
  if (!roster.post) return;
  must(entry.op !== "post.created", "log-post-twice");
  const signer = memberOf(roster, entry.by);
  must(!signer.provisional || entry.op === "member.keyed", "log-member-provisional", { member: entry.by });
  must(may(roster, entry.by, entry.op, entry.at), "log-role-may-not", { op: entry.op, role: signer.role });
  if (Object.hasOwn(entry.x, "proposed")) {
    const proposal = checkProposal(roster.proposals, entry);
    must(isActive(roster.members.get(proposal.by)), "log-proposal-unknown", { n: proposal.n });
  } else {
    must(!needsProposal(roster, entry.op), "log-proposal-missing", { op: entry.op });
  }
}

/** The roster after an authorised entry, and the signatures that the entry itself bears. */
export async function applied(roster, entry) {
  const change = Object.hasOwn(CHANGES, entry.op) ? CHANGES[entry.op] : null;
  const keys = Object.hasOwn(entry.x, "keys") ? entry.x.keys : null;
  const claims = [];
  let after = roster;
  if (change !== null || keys !== null || entry.op.startsWith("grant.")) {
    after = structuredClone(roster);
    if (change !== null) await change(after, entry, claims);
    grantsAfter(after, entry, (id) => present(after, id), isActive);
    if (keys !== null) madeKeys(after, entry, keys);
  }
  const proposals = proposalsAfter(after.proposals, entry);
  return [proposals === after.proposals ? after : { ...after, proposals }, claims];
}

/** The rows of `members.json`: one a key, in the order of their entries. */
export function rowsOf(roster, handles) {
  const keys = [...roster.replaced, ...roster.members.values()];
  keys.sort((one, other) => one.since - other.since || (one.id < other.id ? -1 : Number(one.id > other.id)));
  return keys.map(({ id, role, key, since, until }) => ({
    id, handle: handles.get(id) ?? id, role, vkey: key.text, from: since, to: until,
  }));
}

function onItself(entry, expected) {
  must(entry.on !== null && entry.on.id === expected, "log-object-differs", { op: entry.op });
}

function introduced(roster, id, role, key, since, provisional) {
  const known = [...roster.members.values(), ...roster.replaced];
  must(!known.some((one) => same(one.key.bytes, key.bytes)), "log-member-key-known", { member: id });
  roster.members.set(id, { id, role, key, since, until: null, provisional });
}

async function newcomer(roster, { n, x }) {
  const key = await memberKey(x.vkey, x.member);
  must(!roster.members.has(x.member), "log-member-known", { member: x.member });
  introduced(roster, x.member, x.role, key, n + 1, true);
}

function changed(roster, member) {
  roster.members.set(member.id, member);
  const headed = [...roster.members.values()].some((one) => one.role === "head" && isActive(one));
  must(headed, "log-member-last-head", { member: member.id });
}

const revoked = (roster, id, n) => changed(roster, { ...present(roster, id), until: n + 1 });

function trusted(roster, { x }) {
  roster.services.set(x.service, { card: x.card ?? null, age: x.age ?? null });
}

const CHANGES = {
  "post.created": async (roster, entry) => {
    const { x, by } = entry;
    onItself(entry, x.post);
    must(by === x.member && x.role === "head", "log-post-founder");
    introduced(roster, by, "head", await memberKey(x.vkey, by), 0, false);
    Object.assign(roster, { post: x.post, fourEyes: x.four_eyes, origins: [{ n: 0, origin: x.origin }] });
  },
  "member.added": async (roster, entry) => {
    onItself(entry, entry.x.member);
    await newcomer(roster, entry);
  },
  "member.keyed": async (roster, entry, claims) => {
    const { by, n, x } = entry;
    onItself(entry, by);
    const key = await memberKey(x.vkey, by);
    const proven = JSON.stringify(["exchange/v1/member-key", originOf(roster), by, n, x.vkey, x.kem]);
    const claim = { key: key.bytes, data: bytesOf(proven), signature: unb64(x.pop, 64) };
    claims.push({ ...claim, code: "log-member-possession" });
    const old = present(roster, by);
    roster.replaced.push({ ...old, until: n + 1 });
    introduced(roster, by, old.role, key, n + 1, false);
  },
  "member.role": (roster, entry) => {
    onItself(entry, entry.x.member);
    changed(roster, { ...present(roster, entry.x.member), role: entry.x.role });
  },
  "member.renewed": async (roster, entry) => {
    const old = present(roster, entry.x.old);
    onItself(entry, old.id);
    must(old.role === entry.x.role, "log-member-renewed-role", { member: old.id });
    revoked(roster, old.id, entry.n);
    await newcomer(roster, entry);
  },
  "member.revoked": (roster, entry) => {
    onItself(entry, entry.x.member);
    revoked(roster, entry.x.member, entry.n);
  },
  "absence.set": (roster, entry) => {
    onItself(entry, entry.x.member);
    setAbsence(roster, entry, isActive);
  },
  "absence.ended": (roster, entry) => {
    const absence = roster.absences.get(entry.x.set);
    must(absence !== undefined && entry.on?.id === absence.member, "log-absence-unknown");
    roster.absences.delete(entry.x.set);
  },
  "service.trusted": (roster, entry) => {
    onItself(entry, entry.x.service);
    must((entry.x.card === undefined) !== (entry.x.age === undefined), "log-service-key", { op: entry.op });
    trusted(roster, entry);
  },
  "service.amended": (roster, entry) => {
    const { x, by, op, at } = entry;
    onItself(entry, x.service);
    if (x.card === undefined && x.age === undefined) return;
    // A card goes on from a card; an age recipient has nothing that would vouch for the next.
    const follows = (roster.services.get(x.service)?.card ?? null) !== null && x.age === undefined;
    const anew = x.age !== undefined && may(roster, by, "service.trusted", at);
    must(follows || anew, "log-service-key", { op });
    must(follows || !needsProposal(roster, "service.trusted"), "log-proposal-missing", { op });
    trusted(roster, entry);
  },
  "service.distrusted": (roster, entry) => {
    onItself(entry, entry.x.service);
    roster.services.delete(entry.x.service);
  },
  "post.rekeyed": (roster, entry) => {
    onItself(entry, roster.post);
    roster.rekeyed.push({ n: entry.n, vkeys: entry.x.vkeys });
  },
  "card.issued": (roster, entry) => {
    const { serial, card } = entry.x;
    onItself(entry, roster.post);
    must(roster.card === null || serial > roster.card.serial, "log-card-serial", { serial });
    roster.card = { serial, hash: card };
  },
  "backup.restored": (roster, { n, x }) => {
    must(x.old_origin === originOf(roster) && x.size === n, "log-restored-from");
    must(roster.origins.every(({ origin }) => origin !== x.origin), "log-restored-origin");
    roster.origins.push({ n, origin: x.origin });
    roster.rekeyed.push({ n, vkeys: x.vkeys });
  },
};
