// Signed notes and verifier keys (c2sp.org/signed-note), Ed25519 by WebCrypto.
//
// Lines of type 0x06, ML-DSA-44 cosignatures, are read and their form checked: no browser verifies them, and
// this page says so wherever one stands.

import { b64, bytesOf, hex, must, sha256, textOf, unb64 } from "./bytes.js";

export const ED25519 = 1;
export const MLDSA44 = 6;
const SIZES = { [ED25519]: 32, [MLDSA44]: 1312 };
const COSIGNATURE = 8 + 2420; // seconds since 1970, then the ML-DSA-44 signature
const NOTE_LIMIT = 16 * 1024 * 1024;
const LINES_LIMIT = 32;
const DASH = "\u2014 ";
const NOT_IN_TEXT = /[\x00-\x09\x0b-\x1f]/;
const NOT_IN_NAME = /[+\s\x00-\x1f]/;

const PRIME = 2n ** 255n - 19n;
const EIGHTH = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
const LOW_ORDER = new Set([0n, 1n, PRIME - 1n, EIGHTH, PRIME - EIGHTH]);

/** Whether 32 bytes name a point of small order, or another point in a second form. */
function isLow(point) {
  const height = BigInt(`0x${hex(point.slice().reverse())}`) % 2n ** 255n;
  return height >= PRIME || LOW_ORDER.has(height);
}

const imported = new Map();

async function importedKey(bytes) {
  const name = b64(bytes);
  if (!imported.has(name)) {
    const usable = !isLow(bytes);
    const key = usable ? crypto.subtle.importKey("raw", bytes, { name: "Ed25519" }, false, ["verify"]) : null;
    imported.set(name, Promise.resolve(key).catch(() => null)); // 32 bytes that are no point
  }
  return imported.get(name);
}

/** Whether an Ed25519 signature holds (RFC 8032); under a key of small order it would for any text. */
export async function holds(key, data, signature) {
  if (signature.length !== 64 || isLow(signature.subarray(0, 32))) return false;
  const usable = await importedKey(key);
  return usable !== null && crypto.subtle.verify({ name: "Ed25519" }, usable, signature, data);
}

/** Whether this browser knows what the page needs: the first example of RFC 8032, 7.1, holds, another not. */
export async function isAble() {
  const key = unb64("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
  const made = "5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc+bRr0lv18FlbviRlUUFDjnoQCw==";
  try {
    void new DecompressionStream("deflate-raw");
    const [right, wrong] = [new Uint8Array(0), new Uint8Array(1)];
    return (await holds(key, right, unb64(made))) && !(await holds(key, wrong, unb64(made)));
  } catch {
    return false;
  }
}

/** The key that `name+id+base64` is; refused for any other form. */
export async function parseVkey(text, code = "export-key-form") {
  const [name, id, ...rest] = text.split("+");
  const data = rest.length ? unb64(rest.join("+")) : null;
  must(name && !NOT_IN_NAME.test(name) && data !== null && SIZES[data[0]] === data.length - 1, code);
  must(hex((await sha256(bytesOf(`${name}\n`), data)).subarray(0, 4)) === id, code);
  return { name, id, kind: data[0], bytes: data.subarray(1), text };
}

/** A note's text and lines, nothing verified; refused under `code` for any other form. */
export function parseNote(data, code, limit = NOTE_LIMIT) {
  const whole = data.length <= limit ? textOf(data) : null;
  const split = whole === null ? -1 : whole.lastIndexOf("\n\n");
  must(split >= 0 && whole.endsWith("\n"), code);
  const rows = whole.slice(split + 2).split("\n").slice(0, -1);
  const text = whole.slice(0, split + 1);
  must(rows.length >= 1 && rows.length <= LINES_LIMIT && !NOT_IN_TEXT.test(text), code);
  return { text, lines: rows.map((row) => parseRow(row, code)) };
}

function parseRow(row, code) {
  const space = row.indexOf(" ", DASH.length);
  must(row.startsWith(DASH) && space > DASH.length, code);
  const [name, data] = [row.slice(DASH.length, space), unb64(row.slice(space + 1))];
  must(!NOT_IN_NAME.test(name) && data !== null && data.length > 4, code);
  return { name, id: hex(data.subarray(0, 4)), signature: data.subarray(4) };
}

export const isBy = (line, key) => line.name === key.name && line.id === key.id;

/** Those of `keys` that signed, or null where a line of one of them doesn't hold or none of them signed. */
export async function signersOf(note, keys) {
  const signers = new Set();
  for (const line of note.lines) {
    const key = keys.find((one) => isBy(line, one));
    if (key === undefined) continue;
    const text = bytesOf(note.text);
    if (!(key.kind === ED25519 ? await holds(key.bytes, text, line.signature) : isTimed(line))) return null;
    signers.add(key);
  }
  return signers.size ? signers : null;
}

/** Whether a line has the form of an ML-DSA-44 cosignature, whose signature isn't checked here. */
const isTimed = (line) => line.signature.length === COSIGNATURE && line.signature[0] < 0x80;

/** The milliseconds since 1970 that a cosignature says. */
export function timeOf(line) {
  must(isTimed(line), "export-key-form");
  return Number(new DataView(line.signature.slice(0, 8).buffer).getBigUint64(0)) * 1000;
}

/** The member's Ed25519 key; refused unless it bears his id in its name. */
export async function memberKey(text, member) {
  const key = await parseVkey(text, "log-member-vkey");
  must(key.kind === ED25519 && key.name === `exchange/member/${member}`, "log-member-vkey", { member });
  return key;
}
