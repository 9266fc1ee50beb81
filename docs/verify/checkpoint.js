// Checkpoints (c2sp.org/tlog-checkpoint) and the proofs that rest on them (c2sp.org/tlog-proof@v1).

import { must, sha256, same, textOf, unb64 } from "./bytes.js";
import { ED25519, isBy, MLDSA44, parseNote, signersOf } from "./note.js";

const ORIGIN = /^[^\s+\x00-\x1f\x7f]{1,200}$/;
const SIZE = /^(0|[1-9][0-9]{0,15})$/;
const HEADER = "c2sp.org/tlog-proof@v1";
const INDEX = /^index (0|[1-9][0-9]{0,15})$/;
const MAX_HASHES = 64; // a tree of 2**64 leaves has no longer path

/** The checkpoint that a signed note says, its signatures not checked: {note, origin, size, root}. */
export async function parseCheckpoint(data) {
  const note = parseNote(data, "checkpoint-form");
  const lines = note.text.split("\n");
  const three = lines.length === 4 && lines[3] === "";
  must(three && SIZE.test(lines[1]) && ORIGIN.test(lines[0]), "checkpoint-form");
  const [size, root] = [Number(lines[1]), unb64(lines[2], 32)];
  must(root !== null && Number.isSafeInteger(size), "checkpoint-form");
  must(size > 0 || same(root, await sha256(new Uint8Array(0))), "checkpoint-form");
  return { note, origin: lines[0], size, root };
}

/** Check that both log keys signed, no third line under their name; of ML-DSA-44 only the line's form. */
export async function verifyCheckpoint({ note, origin }, keys) {
  const ours = keys.filter((key) => key.name === origin);
  const kinds = ours.map((key) => key.kind);
  must(ours.length === 2 && kinds.includes(ED25519) && kinds.includes(MLDSA44), "checkpoint-keys");
  must(note.lines.filter((line) => line.name === origin).length === 2, "checkpoint-signatures");
  const signers = await signersOf(note, ours);
  must(signers !== null && signers.size === 2, "checkpoint-signatures");
}

/** Whether lines by both keys of a pair stand under a note. */
export const bearsBoth = (note, pair) => pair.every((key) => note.lines.some((line) => isBy(line, key)));

/** An entry's proof: its index, its hashes, the bytes of its checkpoint. */
export function parseProof(data) {
  const split = blankAt(data, 0);
  const text = split < 0 ? null : textOf(data.subarray(0, split));
  const lines = text === null ? [] : text.split("\n");
  const index = INDEX.exec(lines[1] ?? "");
  must(lines[0] === HEADER && lines.length <= 2 + MAX_HASHES && index !== null, "proof-form");
  return { index: Number(index[1]), hashes: hashesOf(lines.slice(2)), checkpoint: data.subarray(split + 2) };
}

/** A checkpoint in a selection: the note, an empty line, the hashes that lead from it to the newest. */
export async function parseExcerpted(data) {
  const end = blankAt(data, blankAt(data, 0) + 2);
  const text = end < 0 ? null : textOf(data.subarray(end + 2));
  must(text !== null && (text === "" || text.endsWith("\n")), "proof-form");
  const checkpoint = await parseCheckpoint(data.subarray(0, end + 1));
  return { ...checkpoint, proof: hashesOf(text.split("\n").slice(0, -1)) };
}

function hashesOf(lines) {
  const hashes = lines.map((line) => unb64(line, 32));
  must(hashes.every((hash) => hash !== null), "proof-form");
  return hashes;
}

function blankAt(data, from) {
  let at = data.indexOf(10, from);
  while (at >= 0 && data[at + 1] !== 10) at = data.indexOf(10, at + 1);
  return at;
}
