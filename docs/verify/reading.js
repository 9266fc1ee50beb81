// Which entries of a verified export a reader asks for: by request, member, operation, days (in UTC).

import { hex, must, sha256, Wrong } from "./bytes.js";
import { MAX_LINE, parseLine } from "./entry.js";
import { isDay } from "./card.js";
import { ENTRIES } from "./evidence.js";

const DAY = 86_400_000;
const LIMIT = 2 * 1024 ** 3 - 1;

/** The moment at which a day begins, or the one `later` days after it; null for none. */
export function midnight(day, later) {
  if (day === "") return null;
  if (!isDay(day)) throw new Wrong("reading-day");
  return Date.parse(day) + later * DAY;
}

/** The requests that an entry is about: its object, and those that it lists. */
function requestsOf({ on, x }) {
  const found = [x.requests, x.request, x.other].flat().filter((one) => typeof one === "string");
  return on === null ? found : [on.id, ...found];
}

/**
 * Hand out the entries that `wanted` ({request, member, op, since, until}) asks for, in order.
 *
 * They are read again from the file: its hash is compared with the one that was verified, so that these are
 * the very bytes that the verdict is about.
 */
export async function picked({ evidence, handles }, wanted) {
  const data = await evidence.container.read(ENTRIES, LIMIT);
  const expected = (await evidence.manifest()).hashes.get(ENTRIES);
  must(hex(await sha256(data)) === expected, "manifest-hash", { name: ENTRIES });
  const [ids, found] = [new Set([wanted.request]), []];
  for (const line of linesOf(data)) {
    must(line.length <= MAX_LINE, "entry-size", { size: line.length });
    const { entry } = parseLine(line);
    // A request's id is learnt from the entries that name its reference, before those that only name its id.
    if (wanted.request !== "" && entry.on?.ref === wanted.request) ids.add(entry.on.id);
    if (takes(entry, wanted, ids, handles)) found.push(entry);
  }
  return found;
}

function takes(entry, { request, member, op, since, until }, ids, handles) {
  const byHim = member === "" || entry.by === member || handles.get(entry.by) === member;
  const inTime = (since === null || entry.at >= since) && (until === null || entry.at < until);
  const onIt = request === "" || requestsOf(entry).some((id) => ids.has(id));
  return byHim && inTime && onIt && (op === "" || entry.op === op);
}

function* linesOf(data) {
  let start = 0;
  for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
    yield data.subarray(start, end);
    start = end + 1;
  }
  if (start < data.length) yield data.subarray(start);
}
