// The entries of a verified export that its reader asks for, in a table.

import { Wrong } from "./bytes.js";
import { visibleLine } from "./foreign.js";
import { midnight, picked } from "./reading.js";
import { coded, phrase, spoken } from "./speaking.js";
import { OPERATIONS } from "./table.js";

const PAGE = 500;
const COLUMNS = ["n", "at", "by", "op", "ref", "why"];

export class Listing {
  constructor(section) {
    this.section = section;
    this.report = null;
    [this.entries, this.shown, this.problem] = [null, PAGE, null];
    this.part("form").addEventListener("submit", (event) => this.ask(event));
    this.part("#more").addEventListener("click", () => {
      this.shown += PAGE;
      this.show();
    });
  }

  part(selector) {
    return this.section.querySelector(selector);
  }

  /** Stand by a report, or by none; called again when the language changes. */
  of(report) {
    if (report !== this.report) [this.entries, this.shown, this.problem] = [null, PAGE, null];
    this.report = report;
    this.section.hidden = report === null;
    if (report === null) return;
    const names = [...report.handles].map(([id, handle]) => [id, visibleLine(handle)]);
    names.sort(([, one], [, other]) => one.localeCompare(other));
    this.offer("member", names);
    this.offer("op", Object.keys(OPERATIONS).map((op) => [op, `${coded("op", op)} (${op})`]));
    this.part("#reading-hint").textContent = phrase(report.selection ? "reading-selection" : "reading-full");
    this.show();
  }

  offer(field, choices) {
    const select = this.part(`#${field}`);
    const kept = select.value;
    const options = [["", phrase(`all-${field}`)], ...choices];
    select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
    select.value = choices.some(([value]) => value === kept) ? kept : "";
  }

  async ask(event) {
    event.preventDefault();
    const value = (name) => this.part(`#${name}`).value.trim();
    const { report } = this;
    [this.entries, this.shown, this.problem] = [null, PAGE, null];
    try {
      const days = { since: midnight(value("since"), 0), until: midnight(value("until"), 1) };
      const wanted = { request: value("request"), member: value("member"), op: value("op"), ...days };
      const found = await picked(report, wanted);
      if (report === this.report) this.entries = found;
    } catch (error) {
      this.problem = error instanceof Wrong && error.code === "reading-day" ? "reading-day" : "unreadable";
    }
    this.show();
  }

  show() {
    const { entries, problem } = this;
    const found = entries?.length ?? 0;
    const said = problem ?? (entries === null ? null : found ? "found" : "found-none");
    this.part("#count").textContent = said === null ? "" : phrase(said, { count: found });
    this.part(".table").hidden = found === 0;
    this.part("#more").hidden = found <= this.shown;
    this.part("thead tr").replaceChildren(...COLUMNS.map((column) => cell("th", phrase(`column-${column}`))));
    const rows = (entries ?? []).slice(0, this.shown).map((entry) => this.row(entry));
    this.part("tbody").replaceChildren(...rows);
  }

  row({ n, time, by, op, on, why }) {
    const row = document.createElement("tr");
    const texts = [
      ...[spoken(n), time.replace("T", " ").replace(/\.\d+Z$/, " UTC"), this.report.handles.get(by) ?? by],
      ...[coded("op", op), on?.ref ?? "", why === null ? "" : coded("purpose", why)],
    ];
    row.append(...texts.map((text) => cell("td", visibleLine(text))));
    return row;
  }
}

/** A cell whose text can't reorder what stands beside it. */
function cell(tag, text) {
  const made = document.createElement(tag);
  if (tag === "th") made.scope = "col";
  const inner = document.createElement("bdi");
  inner.textContent = text;
  made.append(inner);
  return made;
}
