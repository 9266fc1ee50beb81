// Which log keys hold for which sizes of the log, and the checkpoints of ours that others saw.
//
// A checkpoint under retired keys may cover the entry that replaced them and nothing after it; one under the
// present keys covers that entry at least. A restore closes an origin for ever. The first era's keys bear the
// origin's own hash; each later pair stands in the entry that introduced it; the present one is on the card.

import { b64, hex, must, same, sha256 } from "./bytes.js";
import { bearsBoth, verifyCheckpoint } from "./checkpoint.js";
import { verifyConsistency } from "./merkle.js";
import { ED25519, MLDSA44, parseVkey, signersOf } from "./note.js";
import { originOf } from "./roster.js";

export const samePair = (one, other) => one.every((key, k) => key.text === other[k].text);

/** The entries that changed the log's keys; refused where one names half a pair. */
export async function changesOf(roster) {
  const starts = new Map(roster.origins.map(({ n, origin }) => [n, origin]));
  const found = [];
  let origin = roster.origins[0]?.origin ?? "";
  for (const { n, vkeys } of roster.rekeyed) {
    const restored = starts.has(n) && n > 0;
    origin = restored ? starts.get(n) : origin;
    const pair = await logPair(vkeys, origin);
    if (pair !== null) found.push({ n, origin, pair, restored });
    else must(!restored, "retired-keys-missing", { index: n });
  }
  return found;
}

/** The pair among new keys that bears the log's own name; null where the log's stay. */
async function logPair(vkeys, origin) {
  const keys = [];
  for (const text of vkeys) keys.push(await parseVkey(text, "retired-keys-form"));
  const ours = keys.filter((key) => key.name === origin);
  if (ours.length === 0) return null;
  const pair = [ED25519, MLDSA44].map((kind) => ours.find((key) => key.kind === kind));
  must(ours.length === 2 && !pair.includes(undefined), "retired-keys-form");
  return pair;
}

/** The eras, oldest first; refused unless they lead from the origin to the card. */
export async function erasOf(roster, changes, card, retired) {
  must(roster.origins.length > 0 && card.origin === originOf(roster), "card-origin", { origin: card.origin });
  const due = changes.map(({ n }) => n);
  const counts = { expected: due.length, found: retired.size };
  must(String(due) === String([...retired.keys()]), "retired-cards", counts);
  const eras = [];
  let [origin, first] = [roster.origins[0].origin, 0];
  let pair = (changes.length ? retired.get(changes[0].n) : card).log;
  for (const change of changes) {
    must(samePair(retired.get(change.n).log, pair), "retired-card-keys", { index: change.n });
    eras.push({ origin, pair, first, last: change.restored ? change.n : change.n + 1 });
    [origin, pair, first] = [change.origin, change.pair, change.n + 1];
  }
  eras.push({ origin, pair, first, last: Infinity });
  must(samePair(pair, card.log), "card-log-keys");
  const seen = new Set();
  for (const era of eras) {
    const digits = hex(await sha256(era.pair[0].bytes)).slice(0, 16);
    const named = seen.has(era.origin) || era.origin.split("/").at(-1) === digits;
    must(named, "origin-key", { origin: era.origin });
    seen.add(era.origin);
  }
  return eras;
}

/** Check each card's file against the newest `card.issued` before it. */
export async function checkCards(roster, file, retired, hashes) {
  const pairs = [[file, roster.card?.hash ?? null]];
  for (const [n, card] of retired) pairs.push([card.file, hashes.get(n) ?? null]);
  for (const [data, issued] of pairs) {
    must(issued === null || b64(await sha256(data)) === issued, "card-not-issued", { size: data.length });
  }
}

/** Check that both keys of an era that may sign a checkpoint did. */
export async function verifyInEra(checkpoint, eras) {
  const { origin, size, note } = checkpoint;
  const candidates = eras.filter((era) => era.origin === origin && era.first <= size && size <= era.last);
  const era = candidates.find(({ pair }) => bearsBoth(note, pair));
  must(candidates.length > 0, "checkpoint-other-log");
  must(era !== undefined, "checkpoint-retired-keys");
  await verifyCheckpoint(checkpoint, era.pair);
}

/** Check that the log of `head` begins with a checkpoint that others saw. */
export async function checkPrefix(seen, head, roots) {
  if (seen.proof !== undefined) return verifyConsistency(seen, head, seen.proof);
  const root = roots.get(seen.size);
  return must(root !== undefined && same(root, seen.root), "checkpoint-not-prefix", { size: seen.size });
}

/** Check the last checkpoint of each retired pair; a restore closes an origin without one. */
export async function checkRetired(seen, eras, changes) {
  const due = new Map(changes.map((change, k) => [change.n, eras[k]]).filter((_, k) => !changes[k].restored));
  const missing = String([...seen.keys()]) !== String([...due.keys()]);
  must(!missing, "retired-checkpoints", { expected: due.size, found: seen.size });
  for (const [n, era] of due) {
    const checkpoint = seen.get(n);
    await verifyInEra(checkpoint, [era]);
    const right = checkpoint.size === n + 1 && checkpoint.note.lines.length === 2;
    must(right, "retired-checkpoint-size", { index: n, size: checkpoint.size });
  }
}

/** Check our two lines under a cosigned checkpoint, and that the third is the partner's, unverified. */
export async function checkWitnessed(seen, card, eras) {
  await verifyInEra(seen, eras);
  must(seen.note.lines.length === 3 && card.origin !== seen.origin, "witness-lines", { origin: card.origin });
  must((await signersOf(seen.note, [card.witness])) !== null, "witness-signature", { origin: card.origin });
}
