// A long study: what is wrong after an edit is told before all of it is checked again, and stays as it was told.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { folderWith, start } from "./client.mjs";
import { people } from "./study.mjs";

const part = (i) => `
## Part ${i}
cohort part${i} from everyone { include = age >= ${40 + (i % 20)}y and site == 1 }
covariates base${i} { age * sex }
phenotypes traits${i} from part${i} { columns = [height] }
gwas g${i} from part${i} { traits = traits${i}, genotypes = chips, adjust = base${i} }
loci leads${i} from g${i} { p = 5e-8, r2 = 0.1, window = 250kb, ${i % 30 === 7 ? "refrence" : "reference"} = chips }
`;

const text =
  'wmstudy 1\nstudy long { build = GRCh37 }\ncohort everyone { table = tsv("people.tsv", id = IID), columns { age : y, site : factor, sex : factor } }\n' +
  Array.from({ length: 60 }, (_, i) => part(i)).join("") +
  'genotypes chips from everyone { bed = "chips.bed" }\n';

const essence = (found) => found.diagnostics.map((one) => JSON.stringify([one.code, one.severity, one.message, one.range])).sort();

test("what an edit of a long study does is told at once and confirmed by the check of all", { timeout: 120_000 }, async () => {
  const folder = folderWith({ "people.tsv": people });
  const server = await start(folder.folder);
  const document = await server.open(folder.uri("long.wmstudy"), text);
  await server.ofVersion(document);

  const edit = async (was, is, times = 2) => {
    const at = document.getText().indexOf(was);
    assert.ok(at > 0);
    await server.change(document, [{ range: { start: document.positionAt(at), end: document.positionAt(at + was.length) }, text: is }]);
    const ofVersion = () => server.history.filter((found) => found.uri === document.uri && found.version === document.version);
    for (let waited = 0; ofVersion().length < times && waited < 20_000; waited += 20) await sleep(20);
    return ofVersion();
  };

  const kept = essence(server.history.at(-1));
  assert.ok(kept.some((one) => one.includes("refrence")));

  // A line more in front of most of what is wrong: it moves, and what was typed is told with it.
  const told = await edit("cohort part3 from everyone { include = age >= 43y", "cohort part3 from everyone {\n  include = agge >= 43y");
  assert.equal(told.length, 2);
  assert.ok(essence(told[0]).some((one) => one.includes("agge")));
  assert.equal(essence(told[0]).filter((one) => one.includes("refrence")).length, 2);
  assert.deepEqual(essence(told[0]), essence(told[1]));

  const mended = await edit("{\n  include = agge", "{ include = age");
  assert.equal(mended.length, 2);
  for (const found of mended) assert.deepEqual(essence(found), kept);

  // What says the name of a declaration for which two others stand is told with it; the nearest name is another when it is back, which the check of all tells.
  const others = await edit("covariates base8 { age * sex }\n", "covariates other { age }\ncovariates another { age }\n");
  assert.equal(others.length, 2);
  assert.ok(essence(others[0]).some((one) => one.includes("base8")));
  assert.deepEqual(essence(others[0]), essence(others[1]));
  const back = await edit("covariates other { age }\ncovariates another { age }\n", "covariates base8 { age * sex }\n", 1);
  assert.deepEqual(essence(back[0]), kept);

  // And of one that is gone.
  const gone = await edit("covariates base9 { age * sex }\n", "");
  assert.equal(gone.length, 2);
  assert.ok(essence(gone[0]).some((one) => one.includes("base9")));
  assert.deepEqual(essence(gone[0]), essence(gone[1]));

  // Edits far from each other, with no pause between them, are told each at once; the check of all follows the last.
  const typed = [
    ["age >= 41y and site == 1 }\ncovariates base1 ", "agge >= 41y and site == 1 }\ncovariates base1 "],
    ["p = 5e-8, r2 = 0.1, window = 250kb, reference = chips }\n\n## Part 31\n", "p = 5, r2 = 0.1, window = 250kb, reference = chips }\n\n## Part 31\n"],
    ["phenotypes traits50 from part50", "phenotypes traits50 from part55"],
  ];
  for (const [was, is] of typed.slice(0, 2)) assert.equal((await edit(was, is, 1)).length, 1);
  const last = await edit(...typed[2]);
  assert.equal(last.length, 2);
  assert.ok(essence(last[0]).some((one) => one.includes("agge")));
  assert.deepEqual(essence(last[0]), essence(last[1]));

  await server.stop();
  folder.remove();
});

test("a question about a text that has changed since ends, and what is wrong with the newer text is told", { timeout: 120_000 }, async () => {
  const folder = folderWith({ "people.tsv": people });
  const server = await start(folder.folder);
  const document = await server.open(folder.uri("long.wmstudy"), text);
  await server.ofVersion(document);
  const refusals = new Set();

  for (let round = 0; round < 20; round++) {
    // A letter more in the name that all of the study is made from, which waits for the check of all, or in another; and away again.
    const name = round % 2 === 0 ? "cohort everyone" : "covariates base12";
    const at = document.positionAt(text.indexOf(name) + name.length);
    await server.change(document, [{ range: { start: at, end: at }, text: "x" }]);
    const asked = server.request("textDocument/hover", { textDocument: { uri: document.uri }, position: at }).catch((refused) => refusals.add(refused.code));
    await sleep([0, 1, 3, 10, 30][round % 5]);
    await server.change(document, [{ range: { start: at, end: { line: at.line, character: at.character + 1 } }, text: "" }]);
    await asked;
    await server.ofVersion(document);
  }

  // -32801: the content was modified.
  assert.deepEqual([...refusals].filter((code) => code !== -32801), []);
  assert.deepEqual(server.logged, []);
  await server.stop();
  folder.remove();
});

test("a table that is saved while somebody types is seen at once", { timeout: 120_000 }, async () => {
  const folder = folderWith({ "people.tsv": people });
  const server = await start(folder.folder);
  const document = await server.open(folder.uri("long.wmstudy"), text);
  await server.ofVersion(document);
  const mentions = () => server.history.findLast((found) => found.uri === document.uri).diagnostics.some((one) => one.message.includes("site"));
  assert.ok(!mentions());

  writeFileSync(join(folder.folder, "people.tsv"), people.replace("site", "scanner"));
  await server.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: folder.uri("people.tsv"), type: 2 }] });

  // Keys for less than a pause apart, for two seconds.
  const at = document.positionAt(text.indexOf("age >= 41y") + "age >= 4".length);
  let seen = false;
  for (let key = 0; key < 10; key++) {
    await server.change(document, [{ range: { start: at, end: { line: at.line, character: at.character + 1 } }, text: String(key) }]);
    await sleep(200);
    seen ||= mentions();
  }
  assert.ok(seen);
  await server.stop();
  folder.remove();
});
