// The Merkle tree of RFC 6962, 2.1: growing a log's tree window by window, and verifying proofs.

import { must, same, sha256 } from "./bytes.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (line) => sha256(LEAF, line);
const nodeHash = (left, right) => sha256(NODE, left, right);

async function folded(hashes) {
  if (hashes.length === 0) return sha256(new Uint8Array(0));
  let root = hashes.at(-1);
  for (const left of hashes.slice(0, -1).reverse()) root = await nodeHash(left, root);
  return root;
}

/** A log's tree as read so far; it takes windows of WINDOW leaves, the last of fewer. */
export class Tree {
  static WINDOW = 256; // a quarter of a second's work: the page stays awake between two

  constructor() {
    this.size = 0;
    this.edge = []; // the complete subtrees, left to right: {level, hash}
  }

  root() {
    return folded(this.edge.map((one) => one.hash));
  }

  /** Take the next window of leaf hashes; return the root before each leaf that `asked` picks, by index. */
  async grow(leaves, asked) {
    const levels = await levelsOf(leaves);
    const before = this.edge.map((one) => one.hash);
    const indexes = leaves.map((_, place) => place).filter((place) => asked(this.size + place));
    const roots = await Promise.all(
      indexes.map((place) => folded([...before, ...partsOf(levels, place).map((one) => one.hash)])),
    );
    const found = new Map(indexes.map((place, k) => [this.size + place, roots[k]]));
    for (const part of partsOf(levels, leaves.length)) await this.join(part);
    this.size += leaves.length;
    return found;
  }

  async join(part) {
    let top = part;
    while (this.edge.at(-1)?.level === top.level) {
      top = { level: top.level + 1, hash: await nodeHash(this.edge.pop().hash, top.hash) };
    }
    this.edge.push(top);
  }
}

/** The hashes of all complete subtrees over some leaves, level by level. */
async function levelsOf(leaves) {
  const levels = [leaves];
  while (levels.at(-1).length > 1) {
    const [below, pairs] = [levels.at(-1), []];
    for (let place = 0; place + 1 < below.length; place += 2) {
      pairs.push(nodeHash(below[place], below[place + 1]));
    }
    levels.push(await Promise.all(pairs));
  }
  return levels;
}

/** The complete subtrees of the first `size` leaves, left to right: one for each bit of the size. */
function partsOf(levels, size) {
  const parts = [];
  for (let level = levels.length - 1; level >= 0; level -= 1) {
    const index = Math.floor(size / 2 ** level);
    if (index % 2 === 1) parts.push({ level, hash: levels[level][index - 1] });
  }
  return parts;
}

/** Climb a proof: each sibling with whether it stands left (RFC 9162, 2.1.3.2); BigInt-free up to 2**53. */
function* climbed(index, size, siblings, code) {
  let [place, last] = [index, size - 1];
  for (const sibling of siblings) {
    must(last > 0, code);
    const isLeft = place % 2 === 1 || place === last;
    yield [sibling, isLeft];
    while (isLeft && place > 0 && place % 2 === 0) [place, last] = [place / 2, Math.floor(last / 2)];
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  must(last === 0, code);
}

/** Check that a leaf stands at `index` under `root`; return the root of all before it. */
export async function verifyInclusion(leaf, index, size, proof, root) {
  must(index < size, "proof-index");
  const lefts = [];
  let found = leaf;
  for (const [sibling, isLeft] of climbed(index, size, proof, "proof-length")) {
    if (isLeft) lefts.push(sibling);
    found = isLeft ? await nodeHash(sibling, found) : await nodeHash(found, sibling);
  }
  must(same(found, root), "proof-root");
  return folded(lefts.reverse()); // the left siblings are the complete subtrees of what stands before
}

/** Check that the newer tree begins with the older (RFC 9162, 2.1.4.2). */
export async function verifyConsistency(old, head, proof) {
  const args = { index: old.size, size: head.size };
  must(old.size <= head.size, "proof-sizes", { old: old.size, new: head.size });
  if (old.size === 0 || old.size === head.size) {
    const expected = old.size === 0 ? await sha256(new Uint8Array(0)) : head.root;
    return must(proof.length === 0 && same(old.root, expected), "proof-root", args);
  }
  const isComplete = Number.isInteger(Math.log2(old.size));
  const path = isComplete ? [old.root, ...proof] : proof;
  must(path.length > 0, "proof-length", args);
  let [place, last] = [old.size - 1, head.size - 1];
  while (place % 2 === 1) [place, last] = [(place - 1) / 2, Math.floor(last / 2)];
  let [older, newer] = [path[0], path[0]];
  for (const [sibling, isLeft] of climbed(place, last + 1, path.slice(1), "proof-length")) {
    if (isLeft) older = await nodeHash(sibling, older);
    newer = isLeft ? await nodeHash(sibling, newer) : await nodeHash(newer, sibling);
  }
  return must(same(older, old.root) && same(newer, head.root), "proof-root", args);
}
