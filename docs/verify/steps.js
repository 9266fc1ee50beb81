// The steps of a verification, under the numbers of VERIFY.md: each gives its lines or throws what is wrong.

import { lazy, must, same, Wrong } from "./bytes.js";
import {
  changesOf, checkCards, checkPrefix, checkRetired, checkWitnessed, erasOf, samePair, verifyInEra,
} from "./eras.js";
import { verifyCheckpoint } from "./checkpoint.js";
import { Evidence, TIMESTAMP } from "./evidence.js";
import { firstDifference, readOlder } from "./older.js";
import { isBy, timeOf } from "./note.js";
import { memberOf, rowsOf } from "./roster.js";

const AHEAD = 86_400_000; // how far an entry may be dated after the checkpoint that covers it: more is said

const line = (step, code, verdict, args) => ({ step, code, verdict, args });
const ok = (step, code, args = {}) => line(step, code, "ok", args);
const warning = (step, code, args = {}) => line(step, code, "warning", args);
/** What stands there and this page can't check, and another tool can. */
const unchecked = (step, code, args = {}) => line(step, code, "unchecked", args);
export const failed = (step, { code, args }) => line(step, code, "failed", args);

/** What one verification has before it: the export, what the verifier gave, what reading found. */
export class Case {
  constructor(container, { cards, older }, progress) {
    this.evidence = new Evidence(container);
    [this.cards, this.given, this.progress] = [cards, older, progress];
    this.findings = lazy(() => this.read());
    this.changes = lazy(async () => changesOf((await this.findings()).roster));
    this.eras = lazy(async () => {
      const [{ roster }, card] = [await this.findings(), await this.evidence.card()];
      return erasOf(roster, await this.changes(), card, await this.evidence.retiredCards());
    });
    this.older = lazy(() => readOlder(older));
  }

  /** Read all entries; the sizes at which the root is asked for are told as far as the files tell them. */
  async read() {
    const sizes = new Set();
    const known = async (find) => {
      try {
        for (const { size } of await find()) sizes.add(size);
      } catch (error) {
        if (!(error instanceof Wrong)) throw error; // told by the step that the file belongs to
      }
    };
    await known(async () => {
      const [witnessed, retired] = [await this.evidence.witnessed(), await this.evidence.retired()];
      return [...witnessed, ...retired.values()];
    });
    if (this.given !== null) await known(async () => [(await this.older()).checkpoint]);
    const expected = await this.evidence.expected();
    return this.evidence.walk(sizes, (done) => this.progress("entries", done, expected));
  }

  /** The findings, for a step that judges nothing beyond the first wrong entry: it was not read. */
  async whole(step) {
    const findings = await this.findings();
    if (findings.wrong?.step === step) throw new Wrong(findings.wrong.code, findings.wrong.args);
    must(findings.wrong === null, "not-read-further", { index: findings.wrong?.index });
    return findings;
  }
}

async function checkContainer({ evidence }) {
  const { selection } = await evidence.inventory();
  await evidence.checkMembers();
  const files = evidence.container.names.length;
  return [ok(1, selection ? "container-selection" : "container-full", { files })];
}

async function checkManifest({ evidence, progress }) {
  const all = evidence.container.size;
  await evidence.checkHashes((done) => progress("files", done, all));
  await evidence.checkSigners();
  const files = (await evidence.manifest()).hashes.size;
  return [ok(2, "manifest-ok", { files, member: await evidence.exporter() })];
}

async function checkCheckpoint({ evidence }) {
  const [head, card] = [await evidence.head(), await evidence.card()];
  must(head.note.lines.length === 2, "checkpoint-signatures");
  await verifyCheckpoint(head, card.log);
  const said = { size: head.size, origin: head.origin };
  return [ok(3, "checkpoint-ok", said), unchecked(3, "mldsa-not-checked")];
}

async function checkSigner(theCase) {
  const { origin, log, fingerprint } = await theCase.evidence.card();
  const given = theCase.cards.filter((card) => card.origin === origin);
  if (given.length) {
    const eras = await theCase.eras();
    const known = [log, ...eras.filter((era) => era.origin === origin).map((era) => era.pair)];
    const right = given.every((card) => known.some((pair) => samePair(pair, card.log)));
    must(right, "signer-other-keys", { origin });
    return [ok(3, "signer-pinned", { origin })];
  }
  must(theCase.cards.length === 0, "signer-other-card", { origin });
  return [warning(3, "signer-not-pinned", { origin, fingerprint })];
}

async function checkTree({ evidence, findings }) {
  const [head, { selection }, found] = [await evidence.head(), await evidence.inventory(), await findings()];
  if (found.wrong?.step === 4) throw new Wrong(found.wrong.code, found.wrong.args);
  if (selection) return [ok(4, "tree-selection", { size: head.size })];
  must(found.size === head.size, "tree-size", { expected: head.size, found: found.size });
  must(same(found.root, head.root), "tree-root", { size: head.size });
  return [ok(4, "tree-ok", { size: head.size })];
}

async function checkEntries(theCase) {
  const { read, clock } = await theCase.whole(5);
  const found = [ok(5, "entries-ok", { size: read })];
  if (clock.backwards) found.push(warning(5, "clock-back", { count: clock.backwards, index: clock.first }));
  const [{ note }, card] = [await theCase.evidence.head(), await theCase.evidence.card()];
  const times = note.lines.filter((one) => isBy(one, card.log[1])).map(timeOf);
  if (clock.latest !== null && times.length && clock.latest > Math.max(...times) + AHEAD) {
    found.push(warning(5, "clock-ahead", { at: new Date(clock.latest).toISOString() }));
  }
  return found;
}

async function checkRoles(theCase) {
  const { roster } = await theCase.whole(6);
  const [rows, handles] = [await theCase.evidence.members(), await theCase.evidence.handles()];
  must(JSON.stringify(rowsOf(roster, handles)) === JSON.stringify(rows), "members-differ");
  return [ok(6, roster.fourEyes ? "members-four-eyes" : "members-ok", { members: handles.size })];
}

async function checkRetiredKeys(theCase) {
  const [{ roster, cards, roots }, { evidence }] = [await theCase.whole(7), theCase];
  const [changes, retired] = [await theCase.changes(), await evidence.retired()];
  await checkCards(roster, await evidence.cardFile(), await evidence.retiredCards(), cards);
  await checkRetired(retired, await theCase.eras(), changes);
  const head = await evidence.head();
  for (const seen of retired.values()) await checkPrefix(seen, head, roots);
  if (changes.length === 0) return [ok(7, "retired-none")];
  return [ok(7, "retired-ok", { changes: changes.length }), unchecked(7, "mldsa-not-checked")];
}

async function checkOwnEntry(theCase) {
  const { last, roster } = await theCase.whole(8);
  const [{ size }, exporter] = [await theCase.evidence.head(), await theCase.evidence.exporter()];
  must(last !== null && last.n === size - 1, "own-entry-missing");
  const { role } = memberOf(roster, exporter);
  const index = last.n;
  if (last.op === "store.retired") return [warning(8, "own-entry-retired", { index, role })];
  must(last.op === "log.exported", "own-entry-missing", { index });
  must(last.by === exporter, "own-entry-other", { index, member: exporter });
  return [ok(8, "own-entry-ok", { index, role, member: exporter })];
}

async function checkWitnesses(theCase) {
  const { evidence, cards } = theCase;
  const [services, witnessed] = [await evidence.services(), await evidence.witnessed()];
  const card = await evidence.card();
  must(services.length === witnessed.length, "witness-cards", {
    expected: witnessed.length, found: services.length,
  });
  const given = cards.filter((one) => one.origin !== card.origin);
  const found = [];
  for (const [k, seen] of witnessed.entries()) {
    const { origin, witness } = services[k];
    await checkWitnessed(seen, services[k], await theCase.eras());
    await checkPrefix(seen, await evidence.head(), (await theCase.findings()).roots);
    const pinned = given.filter((one) => one.origin === origin).map((one) => one.witness.text);
    const mine = pinned.includes(witness.text);
    const code = mine ? "witness-given-unchecked"
      : pinned.length ? "witness-other-card-unchecked" : "witness-claimed-unchecked";
    found.push(unchecked(9, code, { origin, size: seen.size }));
  }
  return found.length ? found : [ok(9, "witnesses-none")];
}

async function checkTimestamp({ evidence }) {
  const present = evidence.container.names.includes(TIMESTAMP);
  return [present ? unchecked(10, "timestamp-not-checked") : ok(10, "timestamp-none")];
}

async function checkAfter(theCase) {
  const { evidence } = theCase;
  const [{ checkpoint, container }, { roots }] = [await theCase.older(), await theCase.findings()];
  must(!(await evidence.inventory()).selection, "after-needs-full");
  await verifyInEra(checkpoint, await theCase.eras());
  const [{ size }, head, root] = [checkpoint, await evidence.head(), roots.get(checkpoint.size)];
  must(size <= head.size, "after-shorter", { expected: size, found: head.size });
  if (root === undefined || !same(root, checkpoint.root)) {
    const index = container === null ? null : await firstDifference(container, evidence.container);
    must(index === null, "after-differs", { size, index });
    throw new Wrong("after-other-root", { size });
  }
  return [ok(11, "after-ok", { size }), unchecked(11, "mldsa-not-checked")];
}

/** The steps in the order of their numbers; an older log is compared where one was given. */
export const STEPS = [
  [1, checkContainer],
  [2, checkManifest],
  [3, checkCheckpoint],
  [3, checkSigner],
  [4, checkTree],
  [5, checkEntries],
  [6, checkRoles],
  [7, checkRetiredKeys],
  [8, checkOwnEntry],
  [9, checkWitnesses],
  [10, checkTimestamp],
  [11, checkAfter],
];
