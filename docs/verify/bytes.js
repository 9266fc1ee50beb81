// Bytes, text, base64 and SHA-256, each in its one form: what has another is refused.

/** What is wrong with an export: a code, which names a sentence, and what fills that sentence. */
export class Wrong extends Error {
  constructor(code, args = {}) {
    super(code);
    this.code = code;
    this.args = args;
  }
}

export function must(truth, code, args) {
  if (!truth) throw new Wrong(code, args);
}

const encoder = new TextEncoder();
// Without `ignoreBOM` a mark at the beginning would vanish, and another text pass for the signed one.
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const bytesOf = (text) => encoder.encode(text);

/** The text of UTF-8 bytes, or null where they are none. */
export function textOf(bytes) {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

export function b64(bytes) {
  let text = "";
  for (const one of bytes) text += String.fromCharCode(one);
  return btoa(text);
}

/** The bytes of canonical base64, `size` of them if given, or null: `atob` takes other forms too. */
export function unb64(text, size = null) {
  let raw;
  try {
    raw = atob(text);
  } catch {
    return null;
  }
  if (btoa(raw) !== text || (size !== null && raw.length !== size)) return null;
  return Uint8Array.from(raw, (character) => character.charCodeAt(0));
}

export const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");

export function same(left, right) {
  return left.length === right.length && left.every((one, place) => one === right[place]);
}

export function joined(parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let place = 0;
  for (const part of parts) {
    all.set(part, place);
    place += part.length;
  }
  return all;
}

export async function sha256(...parts) {
  const data = parts.length === 1 ? parts[0] : joined(parts);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}

/** A value that is made when it is first asked for, and kept; a failure is kept as well. */
export function lazy(make) {
  let kept = null;
  return () => (kept ??= make());
}
