// Words by code, French or English; what fills them is foreign text.

import { visibleLine } from "./foreign.js";
import { WORDS } from "./words.js";

let now = "fr";

export const language = () => now;

export function setLanguage(code) {
  now = code;
}

export const spoken = (number) => number.toLocaleString(now);

/** What a code of a list is called; the code itself where it has no words. */
export function coded(list, code) {
  const name = `${list}.${code}`;
  return Object.hasOwn(WORDS[now], name) ? WORDS[now][name] : code;
}

/** The sentence of a code, filled. */
export function phrase(code, args = {}) {
  const words = Object.hasOwn(WORDS[now], code) ? WORDS[now][code] : code;
  const fill = (whole, name) => (Object.hasOwn(args, name) ? filled(name, args[name]) : whole);
  return words.replace(/\{([a-z_]+)\}/g, fill);
}

function filled(name, value) {
  if (typeof value === "number") return spoken(value);
  return visibleLine(name === "role" || name === "op" ? coded(name, value) : value);
}

/** What a check says, with the entry's index where a failure's own sentence doesn't tell it. */
export function marked({ verdict, code, args }) {
  const said = phrase(code, args);
  const told = verdict !== "failed" || args.index === undefined || WORDS[now][code]?.includes("{index}");
  return told ? said : `${phrase("entry", args)} ${said}`;
}
