// An export as opened for verification: its files, read and parsed on demand, nothing believed yet.

import { bytesOf, hex, lazy, must, sha256, textOf, Wrong } from "./bytes.js";
import { parseCard } from "./card.js";
import { parseCheckpoint, parseExcerpted } from "./checkpoint.js";
import { MAX_LINE } from "./entry.js";
import { parseNote, parseVkey, signersOf } from "./note.js";
import { walkExcerpt, walkLog } from "./walk.js";

export const ENTRIES = "entries.log";
export const TIMESTAMP = "timestamp.tsr";
export const SMALL = 1024 * 1024;
export const SUPPORT = "keys/entries.log";
const MANIFEST = "MANIFEST";
const MEMBERS = "keys/members.json";
const SERVICES = "keys/services.json";
const POST_CARD = "keys/post.card";
const ALWAYS = [
  ...[MANIFEST, "VERIFY.md", "checkpoint", ENTRIES, MEMBERS, POST_CARD, SERVICES],
  ...["report.csv", "report.html"],
];
const MANIFEST_LIMIT = 32 * 1024 * 1024;
const LIST_LIMIT = 64 * 1024 * 1024;
const PROOF_LIMIT = 64 * 1024;
const BATCH = 128; // small files read at once
const HASHED_LIMIT = 2 * 1024 ** 3 - 1; // WebCrypto hashes a file whole: no larger one fits into a browser
const ROW_KEYS = ["id", "handle", "role", "vkey", "from", "to"];
const MEMBER_NAME = "exchange/member/";
const NUMBER = "(0|[1-9][0-9]{0,15})";
const NUMBERED = {
  witnessed: new RegExp(`^witnessed/${NUMBER}$`),
  retired: new RegExp(`^checkpoints/${NUMBER}$`),
  retiredCards: new RegExp(`^keys/retired/${NUMBER}\\.card$`),
  proofs: new RegExp(`^proofs/${NUMBER}\\.tlog-proof$`),
  supportProofs: new RegExp(`^keys/proofs/${NUMBER}\\.tlog-proof$`),
};

/** Sort the files of an export; refuse one that is missing or that no export has. */
function inventoryOf(names) {
  const present = new Set(names);
  for (const name of ALWAYS) must(present.has(name), "export-file-missing", { name });
  const found = Object.fromEntries(Object.keys(NUMBERED).map((kind) => [kind, new Set()]));
  for (const name of names.filter((one) => ![...ALWAYS, TIMESTAMP, SUPPORT].includes(one)).sort()) {
    const kind = Object.keys(NUMBERED).find((one) => NUMBERED[one].test(name));
    must(kind !== undefined, "export-file-unknown", { name });
    found[kind].add(Number(NUMBERED[kind].exec(name)[1]));
  }
  const selection = present.has(SUPPORT);
  const proofs = found.proofs.size + found.supportProofs.size;
  must(selection || proofs === 0, "export-file-missing", { name: SUPPORT });
  const gapless = [...found.witnessed].every((k) => k < found.witnessed.size);
  must(gapless, "export-file-missing", { name: "witnessed/" });
  return { selection, ...found };
}

const sorted = (numbers) => [...numbers].sort((one, other) => one - other);

export class Evidence {
  constructor(container) {
    this.container = container;
    this.inventory = lazy(async () => inventoryOf(container.names));
    this.manifest = lazy(async () => parseManifest(await container.read(MANIFEST, MANIFEST_LIMIT)));
    this.checkpointFile = lazy(() => container.read("checkpoint", SMALL));
    this.head = lazy(async () => parseCheckpoint(await this.checkpointFile()));
    this.cardFile = lazy(() => container.read(POST_CARD, SMALL));
    this.card = lazy(async () => parseCard(await this.cardFile()));
    this.members = lazy(async () => parseMembers(await container.read(MEMBERS, LIST_LIMIT)));
    this.services = lazy(async () => parseServices(await container.read(SERVICES, LIST_LIMIT)));
    this.witnessed = lazy(async () => {
      const { witnessed } = await this.inventory();
      return [...(await this.seen("witnessed", sorted(witnessed))).values()];
    });
    this.retired = lazy(async () => this.seen("checkpoints", sorted((await this.inventory()).retired)));
    this.retiredCards = lazy(async () => {
      const cards = new Map();
      for (const n of sorted((await this.inventory()).retiredCards)) {
        const file = await container.read(`keys/retired/${n}.card`, SMALL);
        cards.set(n, { file, ...(await parseCard(file)) });
      }
      return cards;
    });
  }

  async seen(folder, numbers) {
    const { selection } = await this.inventory();
    const parse = selection ? parseExcerpted : parseCheckpoint;
    const found = new Map();
    for (const n of numbers) found.set(n, await parse(await this.container.read(`${folder}/${n}`, SMALL)));
    return found;
  }

  /** The id of the member whose signature stands under MANIFEST. */
  async exporter() {
    const names = (await this.manifest()).note.lines.map((line) => line.name);
    const found = names.filter((name) => name.startsWith(MEMBER_NAME));
    must(found.length === 1, "manifest-signers", { found: found.length });
    return found[0].slice(MEMBER_NAME.length);
  }

  async handles() {
    return new Map((await this.members()).map(({ id, handle }) => [id, handle]));
  }

  /** Check that the files are those that MANIFEST lists, none more, none fewer. */
  async checkMembers() {
    const { hashes } = await this.manifest();
    const present = new Set(this.container.names.filter((name) => name !== MANIFEST && name !== TIMESTAMP));
    for (const name of present) must(hashes.has(name), "export-file-unlisted", { name });
    for (const name of hashes.keys()) must(present.has(name), "export-file-missing", { name });
  }

  /** Check each listed file's hash, those of small files many at a time. */
  async checkHashes(progress) {
    const { hashes } = await this.manifest();
    let done = 0;
    for (const names of this.batches([...hashes.keys()])) {
      const files = await Promise.all(names.map((name) => this.container.read(name, HASHED_LIMIT)));
      const found = await Promise.all(files.map((data) => sha256(data)));
      const wrong = names.find((name, k) => hex(found[k]) !== hashes.get(name));
      must(wrong === undefined, "manifest-hash", { name: wrong });
      done += files.reduce((sum, data) => sum + data.length, 0);
      await progress(done);
    }
  }

  /** Cut names into runs of small files, and large ones alone. */
  batches(names) {
    const runs = [[]];
    for (const name of names) {
      const isSmall = this.container.member(name).size <= PROOF_LIMIT;
      if (!isSmall || runs.at(-1).length === BATCH) runs.push([]);
      runs.at(-1).push(name);
      if (!isSmall) runs.push([]);
    }
    return runs;
  }

  /** Check both signatures under MANIFEST, and that nobody else signed. */
  async checkSigners() {
    const { note } = await this.manifest();
    const [{ size }, card, exporter] = [await this.head(), await this.card(), await this.exporter()];
    const member = await keyAt(await this.members(), exporter, Math.max(size - 1, 0));
    must(note.lines.length === 2, "manifest-signers", { found: note.lines.length });
    const signers = await signersOf(note, [card.log[0], member]);
    must(signers !== null && signers.size === 2, "manifest-signature");
  }

  async walk(sizes, progress) {
    const { selection, proofs, supportProofs } = await this.inventory();
    if (!selection) return walkLog(this.container.lines(ENTRIES, MAX_LINE), sizes, progress);
    const series = (name, folder, numbers) => ({
      lines: this.container.lines(name, MAX_LINE),
      proof: (n) => this.container.read(`${folder}/${n}.tlog-proof`, PROOF_LIMIT),
      numbers,
    });
    const selected = series(ENTRIES, "proofs", proofs);
    const support = series(SUPPORT, "keys/proofs", supportProofs);
    return walkExcerpt(selected, support, await this.checkpointFile(), await this.head(), progress);
  }

  /** How many entries there are to judge, for the bar. */
  async expected() {
    const { selection, proofs, supportProofs } = await this.inventory();
    return selection ? proofs.size + supportProofs.size : (await this.head()).size;
  }
}

/** MANIFEST in its one form: sorted, no name twice, neither itself nor the time stamp. */
function parseManifest(data) {
  const note = parseNote(data, "manifest-form", MANIFEST_LIMIT);
  const hashes = new Map();
  for (const line of note.text.split("\n").slice(0, -1)) {
    const found = /^([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._/-]*)$/.exec(line);
    must(found !== null, "manifest-form");
    hashes.set(found[2], found[1]);
  }
  const again = [...hashes.keys()].sort().map((name) => `${hashes.get(name)}  ${name}\n`).join("");
  must(again === note.text && !hashes.has(MANIFEST) && !hashes.has(TIMESTAMP), "manifest-form");
  return { hashes, note };
}

/** A JSON list whose one form these bytes are, and a line feed. */
function listIn(data, code) {
  const text = textOf(data);
  let value = null;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Wrong(code);
  }
  must(Array.isArray(value) && `${JSON.stringify(value)}\n` === text, code);
  return value;
}

function parseMembers(data) {
  const rows = listIn(data, "members-form");
  const isRow = (row) => {
    if (row === null || typeof row !== "object") return false;
    if (String(Object.keys(row)) !== String(ROW_KEYS)) return false;
    const texts = ROW_KEYS.slice(0, 4).every((key) => typeof row[key] === "string");
    return texts && Number.isSafeInteger(row.from) && (row.to === null || Number.isSafeInteger(row.to));
  };
  must(rows.every(isRow), "members-form");
  return rows;
}

async function parseServices(data) {
  const cards = [];
  for (const text of listIn(data, "services-form")) cards.push(await parseCard(bytesOf(String(text))));
  return cards;
}

/** The key under which rows let a member sign entry n. */
async function keyAt(rows, member, n) {
  const row = rows.find(({ id, from, to }) => id === member && from <= n && (to === null || n < to));
  must(row !== undefined, "manifest-member", { member });
  return parseVkey(row.vkey, "members-form");
}
