// typage (npm age-encryption) as a command: stdin to stdout, for the tests that talk to it.
//   node typage.mjs identity                       draws an identity, prints it
//   node typage.mjs recipient IDENTITY             prints its recipient
//   node typage.mjs seal RECIPIENT...              seals stdin
//   node typage.mjs open IDENTITY                  opens stdin
//   node typage.mjs open-phrase PHRASE             opens stdin with a phrase
import { buffer } from "node:stream/consumers";
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";

const opened = async (add) => {
  const decrypter = new Decrypter();
  add(decrypter);
  return decrypter.decrypt(new Uint8Array(await buffer(process.stdin)));
};

const acts = {
  identity: () => generateHybridIdentity(),
  recipient: (identity) => identityToRecipient(identity),
  seal: async (...recipients) => {
    const encrypter = new Encrypter();
    recipients.forEach((recipient) => encrypter.addRecipient(recipient));
    return encrypter.encrypt(new Uint8Array(await buffer(process.stdin)));
  },
  open: (identity) => opened((decrypter) => decrypter.addIdentity(identity)),
  "open-phrase": (phrase) => opened((decrypter) => decrypter.addPassphrase(phrase)),
};

const [act, ...args] = process.argv.slice(2);
process.stdout.write(await acts[act](...args));
