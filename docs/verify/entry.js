// One entry of the log: `JSON TAB base64(signature)`, and the one form that its operation leaves it.
//
// A pattern is made from an operation's row of the table and matches a line from its first to its last byte:
// nothing is left to be written again and compared but doubled keys, which a pattern can't see.

import { must, textOf, unb64, Wrong } from "./bytes.js";
import { isDay } from "./card.js";
import { OPERATIONS, PURPOSES } from "./table.js";

export const MAX_LINE = 4 * 1024 * 1024;
const TAB = 9;

const listed = (form) => `\\[(?:${form}(?:,${form})*)?\\]`;
const ID = '"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"';
const INT = "(?:0|[1-9][0-9]{0,15})";
const CODE = '"[A-Za-z0-9][A-Za-z0-9.:+-]{0,63}"';
const HASH = '"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="';
const VKEY = '"[a-z0-9./-]{1,120}\\+[0-9a-f]{8}\\+[A-Za-z0-9+/]{40,2400}={0,2}"';
const DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const REF = '"[A-Z0-9]{1,8}-[0-9]{4}-[0-9]{5,9}"';
const MOMENT = `"${DAY}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z"`;
const KEY_KINDS = "store|log|office|card|compartment|index|request";
const KEY = `\\{"kind":"(?:${KEY_KINDS})","id":${ID},"version":${INT},"check":${HASH}\\}`;
const NEXT = '(?:,(?=")|(?=\\}))';
const KINDS = {
  id: ID, int: INT, bool: "(?:true|false)", code: CODE, hash: HASH, ref: REF, moment: MOMENT, vkey: VKEY,
  signature: '"[A-Za-z0-9+/]{85}[AQgw]=="',
  when: `(?:${MOMENT}|"${DAY}")`,
  origin: '"[a-z0-9-]{1,40}/[0-9a-f]{16}"',
  role: '"(?:head|officer|investigator|auditor)"',
  object: `\\{"type":${CODE},"id":${ID}\\}`,
  keys: listed(KEY),
  head: `\\{"size":${INT},"root":${HASH}\\}`,
  numbers: `\\{(?:"[0-9]{4}":${INT}${NEXT})*\\}`,
  args: `\\{(?:${CODE}:(?:${CODE}|${HASH}|${VKEY}|${INT})${NEXT}){0,16}\\}`,
  ids: listed(ID), codes: listed(CODE), hashes: listed(HASH), refs: listed(REF), vkeys: listed(VKEY),
};
const LONG_INT = /:[0-9]{16}(?=[,}])/g;

const patterns = new Map();

function patternOf(op) {
  if (!patterns.has(op)) patterns.set(op, made(op, OPERATIONS[op]));
  return patterns.get(op);
}

function made(op, { duty, objects, fields }) {
  const lg = duty === null ? "null" : `"${duty}"`;
  const types = objects.filter((one) => one !== "-").map((one) => (one === "*" ? CODE : `"${one}"`));
  const on = types.map((type) => `\\{"type":${type},"id":${ID}(?:,"ref":${REF})?\\}`);
  if (objects.includes("-") || objects.includes("*")) on.push("null");
  const x = fields.map(({ name, kind, optional }) => {
    return `(?:"${name}":${KINDS[kind]}${NEXT})${optional ? "?" : ""}`;
  });
  return new RegExp(
    `^\\{"v":1,"n":${INT},"root":${HASH},"at":${MOMENT},"by":${ID},` +
      `"op":"${op.replaceAll(".", "\\.")}","lg":${lg},` +
      `"on":(?:${on.join("|")}),"why":(?:null|"(?:${PURPOSES.join("|")})"),"to":${listed(ID)},` +
      `"c":(?:null|${HASH}),"x":\\{${x.join("")}\\}\\}$`,
  );
}

const decoder = new TextDecoder("latin1"); // a sign beyond ASCII stands in no pattern

/** The entry that a line is, with what was signed and the signature, which isn't checked yet. */
export function parseLine(line) {
  must(line.length <= MAX_LINE, "entry-size", { size: line.length });
  const tab = line.indexOf(TAB);
  must(tab >= 0, "entry-line", { size: line.length });
  const body = line.subarray(0, tab);
  const signature = unb64(decoder.decode(line.subarray(tab + 1)), 64);
  must(signature !== null, "entry-signature-form");
  const text = decoder.decode(body);
  const op = /"op":"([^"]{1,64})"/.exec(text)?.[1] ?? "";
  const known = Object.hasOwn(OPERATIONS, op);
  if (!known || !patternOf(op).test(text)) throw formOf(body, known);
  return { entry: entryOf(text, op), body, signature, line };
}

/** What is wrong with a body that no pattern matches, as far as it is worth telling. */
function formOf(body, known) {
  try {
    JSON.parse(textOf(body) ?? "");
  } catch {
    return new Wrong("entry-json", { size: body.length });
  }
  return new Wrong(known ? "entry-another-form" : "entry-operation");
}

function entryOf(text, op) {
  const long = text.match(LONG_INT) ?? [];
  must(long.every((one) => Number.isSafeInteger(Number(one.slice(1)))), "entry-another-form");
  const entry = JSON.parse(text);
  const at = instant(entry.at);
  for (const { name, kind } of OPERATIONS[op].fields) {
    const value = entry.x[name];
    if (value === undefined) continue;
    if (kind === "moment" || kind === "when") instant(value);
    if (kind === "args" || kind === "numbers") must(!doubles(text, entry), "entry-another-form");
  }
  return { ...entry, time: entry.at, at };
}

/** The milliseconds since 1970 of a day or a moment; refused for one that no calendar or clock shows. */
export function instant(text) {
  const moment = Date.parse(text);
  const shown = Number.isNaN(moment) ? "" : new Date(moment).toISOString();
  const right = isDay(text.slice(0, 10)) && (text.length === 10 ? shown.startsWith(text) : shown === text);
  if (!right) throw new Wrong("entry-field");
  return moment;
}

/** Whether a key stands twice in one object: the text then names more than what was read holds. */
function doubles(text, entry) {
  return text.split('":').length - 1 !== keysIn(entry);
}

function keysIn(value) {
  if (value === null || typeof value !== "object") return 0;
  const inside = Object.values(value).reduce((sum, one) => sum + keysIn(one), 0);
  return Array.isArray(value) ? inside : inside + Object.keys(value).length;
}
