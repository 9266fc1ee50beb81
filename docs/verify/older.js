// The older log that a newer export must extend: another export, or a checkpoint alone.

import { must, same } from "./bytes.js";
import { parseCheckpoint } from "./checkpoint.js";
import { Container } from "./container.js";
import { MAX_LINE } from "./entry.js";
import { ENTRIES, SMALL, SUPPORT } from "./evidence.js";

/** The older checkpoint, its signatures not checked, and the full export that it came from, or null. */
export async function readOlder(blob) {
  const mark = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  if (mark[0] !== 0x50 || mark[1] !== 0x4b) {
    must(blob.size <= SMALL, "after-form");
    return { checkpoint: await parseCheckpoint(new Uint8Array(await blob.arrayBuffer())), container: null };
  }
  const container = await Container.open(blob);
  const checkpoint = await parseCheckpoint(await container.read("checkpoint", SMALL));
  return { checkpoint, container: container.members.has(SUPPORT) ? null : container };
}

/** The index of the first entry in which a full older export and a newer one differ, or null. */
export async function firstDifference(older, newer) {
  const lines = newer.lines(ENTRIES, MAX_LINE);
  let n = 0;
  for await (const line of older.lines(ENTRIES, MAX_LINE)) {
    const { done, value } = await lines.next();
    if (done || !same(line, value)) return n;
    n += 1;
  }
  return null;
}
