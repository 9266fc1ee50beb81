// typage (npm age-encryption) for the tests that talk to it: obeys orders, a line of JSON each, on stdin,
// and answers each with a line of JSON on stdout. Bytes are in base64.
//   {"act": "identity", "words": []}                       draws an identity
//   {"act": "recipient", "words": [IDENTITY]}              tells its recipient
//   {"act": "seal", "words": [RECIPIENT...], "data": …}    seals
//   {"act": "open", "words": [IDENTITY], "data": …}        opens
//   {"act": "open-phrase", "words": [PHRASE], "data": …}   opens with a phrase
// {"data": …} is what came of it; {"error": "…"} why it was refused.
import { createInterface } from "node:readline";
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";

const opened = (add, data) => {
  const decrypter = new Decrypter();
  add(decrypter);
  return decrypter.decrypt(data);
};

const acts = {
  identity: () => generateHybridIdentity(),
  recipient: ([identity]) => identityToRecipient(identity),
  seal: (recipients, data) => {
    const encrypter = new Encrypter();
    recipients.forEach((recipient) => encrypter.addRecipient(recipient));
    return encrypter.encrypt(data);
  },
  open: ([identity], data) => opened((decrypter) => decrypter.addIdentity(identity), data),
  "open-phrase": ([phrase], data) => opened((decrypter) => decrypter.addPassphrase(phrase), data),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { act, words, data } = JSON.parse(line);
  let answer;
  try {
    const done = await acts[act](words, new Uint8Array(Buffer.from(data, "base64")));
    answer = { data: Buffer.from(done).toString("base64") };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
