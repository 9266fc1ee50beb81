// Reading a log once: the tree, each entry, keys, roles and four eyes, in one pass.
//
// The first wrong entry ends the replay; the tree of a full log goes on, so that its root is known even then.
// A selection's entries stand by their own proofs, whose left halves give the root of their past.

import { b64, must, same, Wrong } from "./bytes.js";
import { parseProof } from "./checkpoint.js";
import { parseLine } from "./entry.js";
import { leafHash, Tree, verifyInclusion } from "./merkle.js";
import { holds } from "./note.js";
import { applied, authorise, EMPTY, signingKey } from "./roster.js";

const STEP_BACK = 60_000; // two desks' clocks may differ that much; more is said
const STEPS = { entry: 5, proof: 4, edge: 4, checkpoint: 4 };
const KEY_CHANGES = ["post.rekeyed", "backup.restored"];
const EXCERPT_WINDOW = 128;

/** What the entries' own times say: how often one is earlier than those before it, and the latest. */
function ticked(clock, { n, at }) {
  if (clock.latest === null || at > clock.latest) return { ...clock, latest: at };
  if (at >= clock.latest - STEP_BACK) return clock;
  return { ...clock, backwards: clock.backwards + 1, first: clock.backwards ? clock.first : n };
}

/** Judges entries in the order of the log; what is wrong is noted, and ends the judging. */
class Judge {
  constructor() {
    this.roster = EMPTY;
    this.clock = { latest: null, backwards: 0, first: 0 };
    this.last = null;
    this.cards = new Map(); // the card's hash that held before each entry that changed the post's keys
    this.wrong = null; // {index, step, code, args}
    this.claims = [];
  }

  /** Take an entry whose place and past are known to be right. */
  async take({ entry, body, signature }) {
    const key = await signingKey(this.roster, entry);
    authorise(this.roster, entry);
    const card = this.roster.card;
    const [roster, claims] = await applied(this.roster, entry);
    const own = { key: key.bytes, data: body, signature, code: "entry-signature" };
    this.claims.push(...[...claims, own].map((claim) => ({ ...claim, index: entry.n })));
    if (KEY_CHANGES.includes(entry.op)) this.cards.set(entry.n, card?.hash ?? null);
    [this.roster, this.last, this.clock] = [roster, entry, ticked(this.clock, entry)];
  }

  /** Note what is wrong with an entry, unless one before it, or itself before this, was wrong. */
  fail(index, error) {
    if (!(error instanceof Wrong)) throw error;
    if (this.wrong !== null && this.wrong.index <= index) return;
    const { index: _, n: __, ...args } = error.args;
    const step = STEPS[error.code.split("-")[0]] ?? 6;
    this.wrong = { index, step, code: error.code, args: { ...args, index } };
  }

  /** Check the signatures of the entries taken since the last time. */
  async settle() {
    const judged = this.claims.map(({ key, data, signature }) => holds(key, data, signature));
    const held = await Promise.all(judged);
    const first = held.indexOf(false);
    if (first >= 0) this.fail(this.claims[first].index, new Wrong(this.claims[first].code));
    this.claims = [];
  }

  /** What reading a log of this size found; a selection reads fewer entries of it. */
  findings(size, root, roots, read = size) {
    const { roster, clock, cards, wrong } = this;
    return { size, read, root, roots, roster, clock, cards, wrong, last: wrong === null ? this.last : null };
  }
}

/** Up to `size` items of an async iterator at a time; those before a failure come before it. */
async function* windows(items, size) {
  let window = [];
  let failure = null;
  try {
    for await (const item of items) {
      window.push(item);
      if (window.length < size) continue;
      yield window;
      window = [];
    }
  } catch (error) {
    failure = error;
  }
  if (window.length) yield window;
  if (failure !== null) throw failure;
}

/** Read a full log; `sizes`: those at which its root is asked for. */
export async function walkLog(lines, sizes, progress) {
  const [judge, tree, roots] = [new Judge(), new Tree(), new Map()];
  for await (const window of windows(lines, Tree.WINDOW)) {
    const start = tree.size;
    const leaves = await Promise.all(window.map(leafHash));
    const before = await tree.grow(leaves, (n) => judge.wrong === null || sizes.has(n));
    for (const [n, root] of before) if (sizes.has(n)) roots.set(n, root);
    for (let place = 0; place < window.length && judge.wrong === null; place += 1) {
      const n = start + place;
      try {
        const signed = parseLine(window[place]);
        must(signed.entry.n === n, "entry-index", { found: signed.entry.n });
        must(signed.entry.root === b64(before.get(n)), "entry-root");
        await judge.take(signed);
      } catch (error) {
        judge.fail(n, error);
      }
    }
    await judge.settle();
    await progress(tree.size);
  }
  const root = await tree.root();
  roots.set(tree.size, root);
  return judge.findings(tree.size, root, roots);
}

/** Read a selection: `selected` and `support` are {lines, proof(n), numbers}; `head` its checkpoint. */
export async function walkExcerpt(selected, support, checkpoint, head, progress) {
  const judge = new Judge();
  const count = selected.numbers.size + support.numbers.size;
  let [done, previous] = [0, -1];
  for await (const window of windows(merged(selected, support), EXCERPT_WINDOW)) {
    const proven = await Promise.all(window.map((piece) => proof(piece, checkpoint, head)));
    for (const [place, { n, signed, series, error }] of window.entries()) {
      if (judge.wrong !== null) break;
      try {
        if (error) throw error;
        must(n > previous && series.numbers.has(n), "entry-index", { found: n });
        if (proven[place]) throw proven[place];
        await judge.take(signed);
        [done, previous] = [done + 1, n];
      } catch (caught) {
        judge.fail(n, caught);
      }
    }
    await judge.settle();
    await progress(done);
    if (judge.wrong !== null) break;
  }
  // Each entry has its proof, checked one by one: equal counts leave no proof without an entry.
  const lone = judge.wrong === null && done !== count;
  if (lone) judge.fail(previous + 1, new Wrong("proof-without-entry", { expected: count, found: done }));
  return judge.findings(head.size, head.root, new Map([[head.size, head.root]]), done);
}

/** What is wrong with an entry's proof, or null: its place under the root, and the root of its past. */
async function proof({ n, signed, series, error }, checkpoint, head) {
  if (error || !series.numbers.has(n)) return null;
  try {
    const found = parseProof(await series.proof(n));
    must(found.index === n && same(found.checkpoint, checkpoint), "proof-other-entry");
    const leaf = await leafHash(signed.line);
    const past = await verifyInclusion(leaf, n, head.size, found.hashes, head.root);
    must(signed.entry.root === b64(past), "entry-root");
    return null;
  } catch (caught) {
    if (!(caught instanceof Wrong)) throw caught;
    return caught;
  }
}

/** The entries of two series in the order of the log; a line out of form ends them, with its error. */
async function* merged(...series) {
  const iterators = series.map(pieces);
  const heads = await Promise.all(iterators.map((one) => one.next()));
  for (;;) {
    const open = heads.map((_, k) => k).filter((k) => !heads[k].done);
    if (open.length === 0) return;
    const next = open.reduce((best, k) => (heads[k].value.n < heads[best].value.n ? k : best));
    yield heads[next].value;
    if (heads[next].value.error) return;
    heads[next] = await iterators[next].next();
  }
}

async function* pieces(series) {
  let place = 0;
  for await (const line of series.lines) {
    let signed;
    try {
      signed = parseLine(line);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      yield { n: place, series, error };
      return;
    }
    place = signed.entry.n + 1;
    yield { n: signed.entry.n, series, signed };
  }
}
