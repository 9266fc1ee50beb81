// Verifying an export: each step is judged even when one before it failed, so that the first wrong entry is
// named whatever else is wrong; what a failed step would have shown is never taken for shown.

import { Wrong } from "./bytes.js";
import { parseCard } from "./card.js";
import { Container } from "./container.js";
import { Case, failed, STEPS } from "./steps.js";

/** Read the cards that the verifier had by another way; refused where one is none. */
export async function readCards(blobs) {
  const cards = [];
  for (const blob of blobs) cards.push(await parseCard(new Uint8Array(await blob.arrayBuffer())));
  return cards;
}

/** Verify the export that `blob` is; `given`: {cards, older}; `progress(phase, done, all)` is awaited. */
export async function verifyExport(blob, given = {}, progress = async () => {}) {
  const asked = { cards: given.cards ?? [], older: given.older ?? null };
  const checks = [];
  let theCase = null;
  try {
    theCase = new Case(await Container.open(blob), asked, progress);
  } catch (error) {
    checks.push(failed(1, wrongOf(error))); // the container alone: every later step lands its own
  }
  for (const [step, check] of theCase === null ? [] : STEPS) {
    if (step === 11 && asked.older === null) continue;
    try {
      checks.push(...(await check(theCase)));
    } catch (error) {
      checks.push(failed(step, wrongOf(error)));
    }
  }
  return { checks, ...verdictOf(checks), ...(theCase === null ? NOTHING : await factsOf(theCase)) };
}

const NOTHING = { selection: false, origin: "", name: "", fingerprint: "", size: null, handles: new Map() };

function wrongOf(error) {
  if (error instanceof Wrong) return error;
  throw error;
}

function verdictOf(checks) {
  const has = (verdict) => checks.some((check) => check.verdict === verdict);
  const wrong = checks.filter((check) => check.verdict === "failed" && check.args.index !== undefined);
  return {
    verdict: has("failed") ? "failed" : has("warning") ? "warning" : "ok",
    firstWrong: wrong.length ? Math.min(...wrong.map((check) => check.args.index)) : null,
  };
}

/** What the export says of itself, as far as it can be read. */
async function factsOf({ evidence }) {
  const facts = { ...NOTHING, evidence };
  try {
    facts.selection = (await evidence.inventory()).selection;
    const { origin, name, fingerprint } = await evidence.card();
    Object.assign(facts, { origin, name, fingerprint, size: (await evidence.head()).size });
    facts.handles = await evidence.handles();
  } catch (error) {
    wrongOf(error); // its checks say what can't be read
  }
  return facts;
}
