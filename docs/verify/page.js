// What a person touches: three files, one button, a verdict, the entries. All text passes by `textContent`.

import { Wrong } from "./bytes.js";
import { isAble } from "./note.js";
import { Listing } from "./listing.js";
import { marked, phrase, setLanguage, language, spoken } from "./speaking.js";
import { visibleLine } from "./foreign.js";
import { readCards, verifyExport } from "./verifying.js";

const LIMITS = [
  ...["limit-mldsa", "limit-timestamp", "limit-signer", "limit-selection", "limit-browser", "limit-page"],
];
const byId = (id) => document.getElementById(id);

class Stopped extends Error {}

/** What is on the page now: the last report, or why there is none, so that another language can say it. */
const state = { report: null, problem: null, stopping: false };

export function start() {
  byId("language").addEventListener("click", () => speak(language() === "fr" ? "en" : "fr"));
  byId("asked").addEventListener("submit", submitted);
  byId("stop").addEventListener("click", () => (state.stopping = true));
  for (const field of document.querySelectorAll(".drop")) droppable(field);
  // A file dropped beside a field must not replace the page by its contents.
  for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
  state.listing = new Listing(byId("reading"));
  speak(navigator.language.startsWith("fr") ? "fr" : "en");
  isAble().then((able) => {
    if (!able) problem("unable");
  });
}

function speak(code) {
  setLanguage(code);
  document.documentElement.lang = code;
  for (const one of document.querySelectorAll("[data-word]")) one.textContent = phrase(one.dataset.word);
  byId("language").textContent = phrase("other-language");
  byId("language").lang = code === "fr" ? "en" : "fr";
  byId("limits").replaceChildren(...LIMITS.map((word) => element("li", phrase(word))));
  document.title = `${phrase("title")} — exchange`;
  show();
}

function element(tag, text, className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

/** A field takes what is dropped on it as what is chosen in it. */
function droppable(field) {
  const input = field.querySelector("input");
  const over = (event) => {
    event.preventDefault();
    field.classList.toggle("over", event.type === "dragover");
  };
  for (const kind of ["dragover", "dragleave", "drop"]) field.addEventListener(kind, over);
  field.addEventListener("drop", ({ dataTransfer }) => {
    const kept = new DataTransfer();
    const files = [...dataTransfer.files];
    for (const file of input.multiple ? files : files.slice(0, 1)) kept.items.add(file);
    input.files = kept.files;
    input.dispatchEvent(new Event("change"));
  });
  input.addEventListener("change", () => {
    byId("verify").disabled = byId("export").files.length === 0;
    forget(); // a verdict is about the files that stand in the fields
  });
}

function forget() {
  [state.report, state.problem] = [null, null];
  show();
}

async function submitted(event) {
  event.preventDefault();
  forget();
  working(true);
  try {
    const cards = await readCards([...byId("cards").files]);
    const older = byId("older").files[0] ?? null;
    state.report = await verifyExport(byId("export").files[0], { cards, older }, progressed);
  } catch (error) {
    if (!(error instanceof Stopped)) state.problem = problemOf(error);
  } finally {
    working(false);
  }
  show();
  if (state.report !== null || state.problem !== null) byId("verdict").focus();
}

function problemOf(error) {
  if (error instanceof Wrong) return "verify-card-given"; // what an export lacks is its report's to say
  return error.name === "NotReadableError" || error.name === "NotFoundError" ? "unreadable" : "broken";
}

function problem(word) {
  state.problem = word;
  show();
}

function working(on) {
  state.stopping = false;
  byId("working").hidden = byId("stop").hidden = !on;
  byId("verify").disabled = on;
  for (const input of document.querySelectorAll("#asked input")) input.disabled = on;
  if (on) progressed("files", 0, 1);
}

async function progressed(phase, done, all) {
  byId("phase").textContent = phrase(`phase-${phase}`);
  byId("bar").value = all ? Math.min(1, done / all) : 0;
  await new Promise((resolve) => setTimeout(resolve)); // lets the page be painted, and the button be pressed
  if (state.stopping) throw new Stopped();
}

function show() {
  const { report, problem: why, listing } = state;
  byId("result").hidden = report === null && why === null;
  const verdict = why === null ? report?.verdict : "failed";
  byId("banner").className = `banner ${verdict}`;
  byId("steps").replaceChildren(...(report?.checks ?? []).map(checkLine));
  byId("steps").previousElementSibling.hidden = report === null;
  byId("facts").replaceChildren(...(report === null ? [] : factsOf(report)));
  const said = why ?? (report === null ? null : `verdict-${verdict}`);
  byId("verdict").textContent = said === null ? "" : phrase(said);
  const remarks = report === null ? [] : remarksOf(report);
  byId("remark").textContent = remarks.map(([word, args]) => phrase(word, args)).join(" ");
  listing.of(report !== null && report.verdict !== "failed" ? report : null);
}

function remarksOf({ verdict, firstWrong, selection, checks }) {
  if (verdict === "failed") return firstWrong === null ? [] : [["first-wrong", { index: firstWrong }]];
  const said = checks.some((check) => check.verdict === "unchecked") ? [["verdict-unchecked", {}]] : [];
  return selection ? [["verdict-selection", {}], ...said] : said;
}

function factsOf({ name, origin, size, fingerprint }) {
  const facts = [["post", name], ["origin", origin], ["size", size], ["fingerprint", fingerprint]];
  const known = facts.filter(([, value]) => value !== "" && value !== null);
  return known.flatMap(([word, value]) => {
    const shown = element("dd", typeof value === "number" ? spoken(value) : visibleLine(value));
    if (word === "fingerprint") shown.className = "digits";
    return [element("dt", phrase(`fact-${word}`)), shown];
  });
}

function checkLine(check, place, all) {
  const line = element("li", "", check.verdict);
  const first = place === 0 || all[place - 1].step !== check.step;
  line.append(element("span", first ? String(check.step) : "", "number"));
  line.append(element("span", first ? phrase(`step-${check.step}`) : "", "name"));
  line.append(element("span", phrase(`mark-${check.verdict}`), "mark"));
  line.append(element("span", marked(check), "said"));
  return line;
}
