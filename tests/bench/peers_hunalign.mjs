// Runs hunalign's WebAssembly build over pairs of texts: node peers_hunalign.mjs MODULE REQUEST
// REQUEST is JSON: {dictionary, documents: [{source, target}]}, all texts ready for hunalign. Ladders go to stdout.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { create } = await import(pathToFileURL(process.argv[2]));
const request = JSON.parse(readFileSync(process.argv[3], "utf8"));
const bytes = (text) => new TextEncoder().encode(text);
const dictionary = bytes(request.dictionary);
const ladders = [];
for (const { source, target } of request.documents) {
  // A module runs once: its printed lines are kept from run to run.
  const hunalign = await create({ printErr: () => {} });
  ladders.push(hunalign.run(dictionary, bytes(source), bytes(target)));
}
process.stdout.write(JSON.stringify(ladders));
