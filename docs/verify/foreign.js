// Foreign text made safe to look at: what commands, reorders or hides is shown by a sign, and never dropped.
//
// As `exchange` shows it, but for joiners, which are always shown here, spelling or not.

const MARKS_A_CELL = 8;
const SHORT = {
  0x85: "NEL", 0xad: "SHY", 0x34f: "CGJ", 0x61c: "ALM", 0x180e: "MVS",
  0x200b: "ZWSP", 0x200c: "ZWNJ", 0x200d: "ZWJ", 0x200e: "LRM", 0x200f: "RLM",
  0x2028: "LS", 0x2029: "PS", 0x202a: "LRE", 0x202b: "RLE", 0x202c: "PDF", 0x202d: "LRO", 0x202e: "RLO",
  0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xfeff: "BOM",
};
// Controls, formats, what no character is, separators; letters and marks that draw nothing.
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}]/u;
const UNSEEN =
  /[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/u;
// Formats that do draw: signs written before a number.
const NUMBER_SIGNS = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/u;
const MARK = /[\p{Mn}\p{Me}]/u;

const isHidden = (one) => (HIDDEN.test(one) || UNSEEN.test(one)) && !NUMBER_SIGNS.test(one);

function sign(one) {
  const code = one.codePointAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `\u27e8${SHORT[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`}\u27e9`;
}

/** Text as one line in which nothing hides. */
export function visibleLine(text) {
  const shown = [];
  let [marks, bare] = [0, true]; // a mark without a character to stand on gets a dotted circle
  for (const one of String(text)) {
    if (isHidden(one)) {
      shown.push(sign(one));
      [marks, bare] = [0, true];
    } else if (MARK.test(one)) {
      marks += 1;
      shown.push(marks > MARKS_A_CELL ? sign(one) : bare ? `\u25cc${one}` : one);
      bare = false;
    } else {
      shown.push(one);
      [marks, bare] = [0, false];
    }
  }
  return shown.join("");
}
