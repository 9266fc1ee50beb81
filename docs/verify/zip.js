// The layout of a zip file, read strictly: every byte belongs to one listed member or to the directory.
//
// What two readers could read in two ways is refused, so that this page and any other program see the same
// members. The empty members by which archivers list folders are read over. PKWARE APPNOTE.TXT 6.3.10,
// sections 4.3 (structure), 4.4 (fields), 4.5 (extra fields).

import { must, same, Wrong } from "./bytes.js";

const PIECE = 1024 * 1024;
const MAX_MEMBERS = 250_000;
const MAX_NAME = 200;
const ONES = 0xffff_ffff;
export const STORED = 0;
const DEFLATED = 8;
const DESCRIPTOR = 0x0008;
// Deflate's level (bits 1, 2), a descriptor after the data (3), a name in UTF-8 (11); no encryption.
const FLAGS = 0x0006 | DESCRIPTOR | 0x0800;
const VERSION = 45; // of the format, times ten: 4.5 brought zip64, and nothing later is needed
const UNIX = 3;
const ZIP64 = 0x0001;
const OTHER_NAMES = [0x7075, 0x6375]; // Info-ZIP's Unicode path and comment: another name for the same member
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*\/?$/;
const MARKS = {
  end: 0x06054b50, end64: 0x06064b50, locator: 0x07064b50, central: 0x02014b50, local: 0x04034b50,
};

/** Little-endian numbers of a header. */
class Fields {
  constructor(bytes) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(at) {
    return this.view.getUint8(at);
  }

  u16(at) {
    return this.view.getUint16(at, true);
  }

  u32(at) {
    return this.view.getUint32(at, true);
  }

  u64(at) {
    const value = Number(this.view.getBigUint64(at, true));
    must(Number.isSafeInteger(value), "zip-layout");
    return value;
  }
}

/** A file read in pieces: members follow each other, so the next bytes are mostly there already. */
export class Source {
  constructor(blob) {
    this.blob = blob;
    this.size = blob.size;
    this.start = 0;
    this.piece = new Uint8Array(0);
    this.loading = null;
  }

  async at(place, size) {
    must(place >= 0, "zip-layout");
    must(place + size <= this.size, "zip-damaged");
    const isThere = () => place >= this.start && place + size <= this.start + this.piece.length;
    // One load at a time: of many members asked for at once, most stand in the piece that one of them needs.
    while (!isThere()) await (this.loading ??= this.load(place, size));
    return this.piece.subarray(place - this.start, place - this.start + size);
  }

  async load(place, size) {
    try {
      const end = Math.min(this.size, place + Math.max(size, PIECE));
      this.piece = new Uint8Array(await this.blob.slice(place, end).arrayBuffer());
      this.start = place;
    } finally {
      this.loading = null;
    }
  }
}

/** The members in the order of their bytes: name, method, flags, crc, packed, size, start. */
export async function readLayout(source) {
  const { count, first, last } = await directoryBounds(source);
  const listed = directory(await source.at(first, last - first), count);
  listed.sort((one, other) => one.offset - other.offset);
  refuseCollisions(listed);
  await placed(source, listed, first);
  return listed.filter((member) => !isFolder(member));
}

async function directoryBounds(source) {
  const end = source.size - 22;
  must(end >= 0, "zip-not-zip");
  const head = new Fields(await source.at(end, 22));
  must(head.u32(0) === MARKS.end && head.u16(20) === 0, "zip-not-zip");
  let [count, size, first, last] = [head.u16(10), head.u32(12), head.u32(16), end];
  let alone = head.u16(4) === 0 && head.u16(6) === 0 && head.u16(8) === count;
  if (size === ONES || first === ONES || count === 0xffff) {
    ({ count, size, first, last, alone } = await largeBounds(source, end));
  }
  must(alone && first + size === last, "zip-layout");
  must(count <= MAX_MEMBERS, "zip-too-many", { limit: MAX_MEMBERS });
  return { count, first, last };
}

async function largeBounds(source, end) {
  const locator = end - 20;
  const found = new Fields(await source.at(locator, 20));
  const place = found.u64(8);
  const alone = found.u32(4) === 0 && found.u32(16) === 1;
  must(found.u32(0) === MARKS.locator && alone && place + 56 === locator, "zip-layout");
  const head = new Fields(await source.at(place, 56));
  must(head.u32(0) === MARKS.end64 && head.u64(4) === 44, "zip-layout");
  const count = head.u64(32);
  const whole = head.u32(16) === 0 && head.u32(20) === 0 && head.u64(24) === count;
  return { count, size: head.u64(40), first: head.u64(48), last: place, alone: whole };
}

function directory(bytes, count) {
  const members = [];
  let place = 0;
  for (let done = 0; done < count; done += 1) {
    must(place + 46 <= bytes.length, "zip-layout");
    const head = new Fields(bytes.subarray(place, place + 46));
    const [nameSize, extraSize] = [head.u16(28), head.u16(30)];
    const [from, next] = [place + 46, place + 46 + nameSize + extraSize];
    const plain = head.u16(32) === 0 && head.u16(34) === 0;
    must(head.u32(0) === MARKS.central && plain && next <= bytes.length, "zip-layout");
    const [name, extra] = [bytes.subarray(from, from + nameSize), bytes.subarray(from + nameSize, next)];
    members.push(listedMember(head, name, extra));
    place = next;
  }
  must(place === bytes.length, "zip-layout");
  return members;
}

function listedMember(head, rawName, rawExtra) {
  const [name, flags, method] = [nameOf(rawName), head.u16(8), head.u16(10)];
  refuseUnplain(name, head.u8(5), head.u32(38), flags, method);
  must(head.u8(6) <= VERSION, "zip-method");
  const wide = [head.u32(24), head.u32(20), head.u32(42)];
  const [size, packed, offset] = widened(extraOf(rawExtra), wide);
  return { name, method, flags, crc: head.u32(16), packed, size, offset, start: 0 };
}

function nameOf(raw) {
  const name = String.fromCharCode(...raw.subarray(0, MAX_NAME + 1));
  must(raw.length <= MAX_NAME && NAME.test(name), "zip-name");
  return name;
}

const isFolder = (member) => member.name.endsWith("/");

function refuseUnplain(name, system, attributes, flags, method) {
  must((flags & ~FLAGS) === 0, "zip-encrypted");
  must(method === STORED || method === DEFLATED, "zip-method");
  const kind = system === UNIX ? (attributes >>> 16) & 0o170000 : 0;
  if (name.endsWith("/")) must((kind === 0 || kind === 0o040000) && method === STORED, "zip-not-plain");
  else must((kind === 0 || kind === 0o100000) && (attributes & 0x10) === 0, "zip-not-plain");
}

/** Refuse names that are one, or that some file systems take for one, and folders that hold nothing. */
function refuseCollisions(members) {
  const names = new Set(members.map((member) => member.name.toLowerCase()));
  must(names.size === members.length, "zip-duplicate");
  for (const name of names) must(!parentsOf(name).some((parent) => names.has(parent)), "zip-duplicate");
  const files = members.filter((member) => !isFolder(member));
  const parents = new Set(files.flatMap((member) => parentsOf(member.name)));
  for (const member of members.filter(isFolder)) {
    const empty = member.size === 0 && member.packed === 0;
    must(empty && parents.has(member.name.slice(0, -1)), "zip-not-plain");
  }
}

function parentsOf(name) {
  const parts = name.split("/");
  return parts.slice(1).map((_, depth) => parts.slice(0, depth + 1).join("/"));
}

function extraOf(raw) {
  const [fields, found] = [new Fields(raw), new Map()];
  let place = 0;
  while (place < raw.length) {
    must(place + 4 <= raw.length, "zip-damaged");
    const [code, size] = [fields.u16(place), fields.u16(place + 2)];
    place += 4 + size;
    must(place <= raw.length && !found.has(code) && !OTHER_NAMES.includes(code), "zip-layout");
    found.set(code, raw.subarray(place - size, place));
  }
  return found;
}

/** Put the 64-bit values of the zip64 field where the 32-bit ones say so, in order (4.5.3). */
function widened(extra, values) {
  const raw = extra.get(ZIP64) ?? new Uint8Array(0);
  const wide = new Fields(raw);
  let place = 0;
  return values.map((value) => {
    if (value !== ONES) return value;
    must(place + 8 <= raw.length, "zip-layout");
    place += 8;
    return wide.u64(place - 8);
  });
}

/** Check that the members follow each other from the first byte to the directory, without a gap. */
async function placed(source, members, first) {
  must(members.length > 0, "zip-not-zip");
  let place = 0;
  for (const [index, member] of members.entries()) {
    const end = members[index + 1]?.offset ?? first;
    if (member.offset !== place) throw new Wrong(member.offset < place ? "zip-overlap" : "zip-layout");
    member.start = await dataStart(source, member);
    must(member.start + member.packed <= end, "zip-overlap");
    await checkDescriptor(source, member, member.start + member.packed, end);
    place = end;
  }
}

/** Compare the local header with the directory: no reader may see another member here (4.3.7). */
async function dataStart(source, member) {
  const head = new Fields(await source.at(member.offset, 30));
  const [nameSize, extraSize, flags] = [head.u16(26), head.u16(28), head.u16(6)];
  const [crc, told] = [head.u32(14), [head.u32(22), head.u32(18)]];
  const agrees = head.u16(8) === member.method && flags === member.flags && head.u8(4) <= VERSION;
  must(head.u32(0) === MARKS.local && agrees, "zip-layout");
  const tail = await source.at(member.offset + 30, nameSize + extraSize);
  must(nameOf(tail.subarray(0, nameSize)) === member.name, "zip-layout");
  const [size, packed] = widened(extraOf(tail.subarray(nameSize)), told);
  // With a descriptor after the data, the header may leave each of the three at nought.
  const later = (flags & DESCRIPTOR) !== 0;
  for (const [here, listed] of [[crc, member.crc], [size, member.size], [packed, member.packed]]) {
    must(here === listed || (later && here === 0), "zip-layout");
  }
  return member.offset + 30 + nameSize + extraSize;
}

/** Between the data and the next header there is nothing, or the one descriptor (4.3.9). */
async function checkDescriptor(source, member, place, end) {
  const found = await source.at(place, Math.min(end - place, 25));
  if ((member.flags & DESCRIPTOR) === 0) return must(found.length === 0, "zip-layout");
  const forms = [descriptor(member, 8)];
  if (member.packed <= ONES && member.size <= ONES) forms.push(descriptor(member, 4));
  const marked = forms.map((form) => new Uint8Array([0x50, 0x4b, 0x07, 0x08, ...form]));
  return must([...forms, ...marked].some((form) => same(form, found)), "zip-layout");
}

function descriptor(member, width) {
  const view = new DataView(new ArrayBuffer(4 + 2 * width));
  view.setUint32(0, member.crc, true);
  for (const [place, value] of [[4, member.packed], [4 + width, member.size]]) {
    if (width === 8) view.setBigUint64(place, BigInt(value), true);
    else view.setUint32(place, value, true);
  }
  return new Uint8Array(view.buffer);
}
