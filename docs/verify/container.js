// The zip that carries an export: members by name, streamed, and believed only where size and checksum hold.

import { joined, must, Wrong } from "./bytes.js";
import { readLayout, Source, STORED } from "./zip.js";

const PART = 256 * 1024;
const MAX_TOTAL = 64 * 1024 ** 3; // all members together, unpacked
const MAX_RATIO = 100; // each entry holds two hashes of randomness: honest files pack to a tenth at best
const RATIO_FREE = 1024 * 1024; // up to this size a member's ratio says nothing
const NEWLINE = 10;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb8_8320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes, before) {
  let value = ~before;
  for (let place = 0; place < bytes.length; place += 1) {
    value = CRC_TABLE[(value ^ bytes[place]) & 0xff] ^ (value >>> 8);
  }
  return ~value >>> 0;
}

export class Container {
  static async open(blob) {
    const source = new Source(blob);
    const members = await readLayout(source);
    for (const { name, size, packed } of members) {
      must(size <= Math.max(RATIO_FREE, packed * MAX_RATIO), "zip-bomb", { name, limit: MAX_RATIO });
    }
    const container = new Container(source, members);
    must(container.size <= MAX_TOTAL, "zip-too-big", { limit: MAX_TOTAL });
    return container;
  }

  constructor(source, members) {
    this.source = source;
    this.members = new Map(members.map((member) => [member.name, member]));
  }

  get names() {
    return [...this.members.keys()];
  }

  /** The bytes of all members together, unpacked. */
  get size() {
    return [...this.members.values()].reduce((sum, member) => sum + member.size, 0);
  }

  member(name) {
    const member = this.members.get(name);
    must(member !== undefined, "export-file-missing", { name });
    return member;
  }

  /** A member whole; refused where it is missing, damaged or over `limit`. */
  async read(name, limit) {
    must(this.member(name).size <= limit, "zip-member-size", { name, limit });
    const parts = [];
    for await (const part of this.chunks(name)) parts.push(part);
    return parts.length === 1 ? parts[0] : joined(parts);
  }

  /** A member's bytes; a wrong size or checksum is told at the end. */
  async *chunks(name) {
    const member = this.member(name);
    let [size, crc] = [0, 0];
    for await (const part of member.method === STORED ? this.stored(member) : this.inflated(member)) {
      [size, crc] = [size + part.length, crc32(part, crc)];
      must(size <= member.size, "zip-member-damaged", { name });
      yield part;
    }
    must(size === member.size && crc === member.crc, "zip-member-damaged", { name });
  }

  /** A member's lines without their newline; a last line without one is given too. */
  async *lines(name, limit) {
    let rest = new Uint8Array(0);
    for await (const part of this.chunks(name)) {
      const bytes = rest.length ? joined([rest, part]) : part;
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
        yield bytes.subarray(start, end);
        start = end + 1;
      }
      rest = bytes.subarray(start);
      must(rest.length <= limit, "zip-line-size", { name, limit });
    }
    if (rest.length) yield rest;
  }

  async *stored(member) {
    for (let done = 0; done < member.packed; ) {
      const size = Math.min(PART, member.packed - done);
      yield await this.source.at(member.start + done, size);
      done += size;
    }
  }

  async *inflated(member) {
    const stream = new DecompressionStream("deflate-raw");
    const reader = stream.readable.getReader();
    const fed = this.feed(member, stream.writable.getWriter());
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        yield value;
      }
      await fed;
    } catch (error) {
      const ours = error instanceof Wrong || error.name === "NotReadableError";
      throw ours ? error : new Wrong("zip-member-damaged", { name: member.name });
    } finally {
      reader.cancel().catch(() => {}); // whoever stopped early wants no more, and the feeder stops with it
      fed.catch(() => {});
    }
  }

  async feed(member, writer) {
    try {
      for await (const part of this.stored(member)) await writer.write(part);
      await writer.close();
    } catch (error) {
      writer.abort(error).catch(() => {}); // or whoever reads would wait for ever
      throw error;
    }
  }
}
