// A long study: what is wrong after an edit is told before all of it is checked again, and stays as it was told.
import assert from "node:assert/strict";
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

  // What says the name of a declaration that is gone is told with it.
  const gone = await edit("covariates base9 { age * sex }\n", "");
  assert.equal(gone.length, 2);
  assert.ok(essence(gone[0]).some((one) => one.includes("base9")));
  assert.deepEqual(essence(gone[0]), essence(gone[1]));

  // More than one declaration waits for the check of all, which tells once.
  await edit("covariates base8 { age * sex }\n", "covariates other { age }\ncovariates another { age }\n", 1);
  await sleep(500);
  assert.equal(server.history.filter((found) => found.uri === document.uri && found.version === document.version).length, 1);
  assert.ok(essence(server.history.at(-1)).some((one) => one.includes("base8")));

  await server.stop();
  folder.remove();
});
