// A post's card: its public keys and its address, as a note signed by its own card key.

import { bytesOf, must, sha256 } from "./bytes.js";
import { ED25519, MLDSA44, parseNote, parseVkey, signersOf } from "./note.js";

const LIMIT = 64 * 1024;
const KEYS = [
  ...["exchange-card", "handle", "prefix", "type", "origin", "name", "country", "host", "languages"],
  "contact",
  ...Array(5).fill("vkey"),
  ...["age", "valid-from", "serial"],
];
const FORMS = {
  "exchange-card": /^v1$/,
  handle: /^[a-z0-9-]{1,40}$/,
  prefix: /^[A-Z][A-Z0-9]{0,7}$/,
  type: /^[a-z]+(-[a-z]+){0,5}$/,
  origin: /^[a-z0-9-]{1,40}\/[0-9a-f]{16}$/,
  country: /^[A-Z]{2}$/,
  host: /^[A-Z]{2}(,[A-Z]{2}){0,59}$/,
  languages: /^[a-z]{2,3}(,[a-z]{2,3}){0,59}$/,
  // The address for dispatches: an export rests on none, so what the key in it is worth isn't judged here.
  age: /^age1pq1[02-9ac-hj-np-z]{1952}$/,
  "valid-from": /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
  serial: /^[1-9][0-9]{0,14}$/,
};

/** The card that `data` is; refused for another form, or where its own key didn't sign it. */
export async function parseCard(data) {
  const note = parseNote(data, "card-form", LIMIT);
  const rows = note.text.split("\n").slice(0, -1).map((row) => row.split(/: (.*)/s, 2));
  must(rows.length === KEYS.length && rows.every(([key], place) => key === KEYS[place]), "card-form");
  must(rows.every(([, value]) => value !== undefined), "card-form");
  const values = Object.fromEntries(rows);
  must(Object.entries(FORMS).every(([key, form]) => form.test(values[key])), "card-form");
  must(["host", "languages"].every((key) => isDistinct(values[key].split(","))), "card-form");
  must(isLine(values.name) && (values.contact === "" || isLine(values.contact)), "card-form");
  must(isDay(values["valid-from"]) && values.origin.startsWith(`${values.handle}/`), "card-form");
  const vkeys = [];
  for (const [key, value] of rows) if (key === "vkey") vkeys.push(await parseVkey(value, "card-form"));
  const origin = values.origin;
  const expected = [
    ...[[origin, ED25519], [origin, MLDSA44], [`${origin}/office`, ED25519], [`${origin}/office`, MLDSA44]],
    [`${origin}/card`, ED25519],
  ];
  must(expected.every(([name, kind], k) => vkeys[k].name === name && vkeys[k].kind === kind), "card-form");
  must(note.lines.length === 1 && (await signersOf(note, [vkeys[4]])) !== null, "card-form");
  const fingerprint = await digitsOf(note.text);
  return { origin, name: values.name, log: vkeys.slice(0, 2), witness: vkeys[3], fingerprint };
}

const isDistinct = (parts) => new Set(parts).size === parts.length;

function isLine(value) {
  const length = [...value].length;
  // What Python's `strip` takes away, and no more: a byte order mark is no space to it.
  const bare = !/^[^\S\ufeff]|[^\S\ufeff]$/u.test(value);
  return length >= 1 && length <= 200 && bare && !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(value);
}

export function isDay(value) {
  const moment = new Date(`${value}T00:00:00.000Z`);
  return value >= "0001" && !Number.isNaN(moment.valueOf()) && moment.toISOString().startsWith(value);
}

/** Eight groups of five digits: what two people compare. */
async function digitsOf(text) {
  const view = new DataView((await sha256(bytesOf(text))).buffer);
  const groups = Array.from({ length: 8 }, (_, place) => view.getUint32(4 * place) % 100000);
  return groups.map((group) => String(group).padStart(5, "0")).join(" ");
}
