// Runs the script of docs/verify.html without its page: jobs as JSON on stdin, what it found as JSON on stdout.

import { openAsBlob, readFileSync } from "node:fs";

const [file] = process.argv.slice(2);
const script = /<script>([^]*)<\/script>/.exec(readFileSync(file, "utf-8"))[1];
const { verifying, reading, foreign, speaking, note, container } = new Function(
  `${script}\nreturn { verifying, reading, foreign, speaking, note, container };`,
)();

async function reported({ zip, cards = [], older = null, wanted = {} }) {
  const blob = await openAsBlob(zip);
  const given = { cards: await verifying.readCards(await Promise.all(cards.map((path) => openAsBlob(path)))) };
  if (older !== null) given.older = await openAsBlob(older);
  const report = await verifying.verifyExport(blob, given);
  const { verdict, firstWrong, checks, selection, origin, fingerprint, size } = report;
  const entries = {};
  for (const [name, one] of Object.entries(wanted)) {
    entries[name] = (await reading.picked(report, asked(one))).map((entry) => entry.n);
  }
  const sentences = Object.fromEntries(["fr", "en"].map((language) => {
    speaking.setLanguage(language);
    return [language, checks.map((check) => speaking.marked(check))];
  }));
  return { verdict, firstWrong, checks, selection, origin, fingerprint, size, entries, sentences };
}

function asked({ request = "", member = "", op = "", since = "", until = "" }) {
  return { request, member, op, since: reading.midnight(since, 0), until: reading.midnight(until, 1) };
}

const JOBS = {
  verify: reported,
  visible: ({ texts }) => texts.map(foreign.visibleLine),
  able: () => note.isAble(),
  holds: ({ key, data, signature }) => note.holds(...[key, data, signature].map((one) => Buffer.from(one, "base64"))),
  async files({ zip }) {
    const found = await container.Container.open(await openAsBlob(zip));
    for (const name of found.names) for await (const _ of found.chunks(name));
    return found.names;
  },
};

const answers = [];
for (const { job, ...given } of JSON.parse(readFileSync(0, "utf-8"))) {
  try {
    answers.push({ found: await JOBS[job](given) });
  } catch (error) {
    answers.push(error.code ? { refused: error.code, args: error.args } : { broken: String(error.stack) });
  }
}
process.stdout.write(JSON.stringify(answers));
