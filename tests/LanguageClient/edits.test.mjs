// A long sequence of random edits, after which the server must hold the text that the client holds and find in it what the command finds.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { folderWith, program, random, repository, start } from "./client.mjs";
import { files, study } from "./study.mjs";

const seed = Number(process.env.WMSTUDY_SEED ?? 20261126);
const count = Number(process.env.WMSTUDY_EDITS ?? 2000);

/** What is written into studies: pieces of studies, broken pieces, line ends of three kinds, letters outside the BMP. */
const pieces = [
  "\n", "\r\n", "\r", " ", "{", "}", "(", ")", "[", "]", '"', "#", "## doc\n", ",", "=", "==", ".", "..", "+", "and ", "from ", "😀", "é",
  "age", "site", "everyone", "chips", "lib.", "5kb", "70y", "1e-8", "true", "\ncohort more from everyone { sample = 15% }\n",
  "\ngwas again from europeans { traits = sizes, genotypes = chips }\n", "accept WM3002 because \"one site\"\n", "import \"x.wmstudy\" as x\n", "wmstudy 1\n",
];

const essence = (found) => found.map((one) => [one.code, one.severity, one.message, one.range]).map((one) => JSON.stringify(one)).sort();

test(`${count} random edits (seed ${seed}) leave server and file in agreement`, { timeout: 600_000 }, async () => {
  const folder = folderWith(files);
  const server = await start(folder.folder);
  const next = random(seed);
  const below = (n) => Math.floor(next() * n);
  const document = await server.open(folder.uri("heights.wmstudy"), study);

  const edit = () => {
    const text = document.getText();
    const start = below(text.length + 1);
    const finish = next() < 0.5 ? start : Math.min(text.length, start + below(next() < 0.9 ? 12 : 200));
    const piece = () => (next() < 0.3 ? text.slice(below(text.length), below(text.length)) : pieces[below(pieces.length)]);
    const written = next() < 0.4 ? "" : piece().slice(0, 400);
    return { range: { start: document.positionAt(start), end: document.positionAt(finish) }, text: written };
  };

  // The same text opened anew must be seen as the edited one is: its findings, its outline, its colours.
  const compare = async () => {
    const found = await server.ofVersion(document);
    const ask = async (uri) => ({
      outline: await server.request("textDocument/documentSymbol", { textDocument: { uri } }),
      // Each answer has a number of its own, by which later ones tell what differs.
      colours: (await server.request("textDocument/semanticTokens/full", { textDocument: { uri } })).data,
      folds: await server.request("textDocument/foldingRange", { textDocument: { uri } }),
    });
    const edited = await ask(document.uri);
    await server.close(document.uri);
    const fresh = await server.open(document.uri, document.getText());
    const again = await server.diagnostics(document.uri, (now) => now.version === 1);
    assert.deepEqual(essence(found), essence(again));
    assert.deepEqual(edited, await ask(fresh.uri));
    await server.close(fresh.uri);
    await server.notify("textDocument/didOpen", { textDocument: { uri: document.uri, languageId: "wmstudy", version: document.version, text: document.getText() } });
  };

  for (let done = 1; done <= count; done++) {
    const text = document.getText();
    // A text that has become a heap begins anew, as one change of the whole text.
    if (text.length > 12_000 || text.length < 200 || done % 400 === 0) await server.change(document, [{ text: study }]);
    const several = next() < 0.1 ? 3 : 1;
    if (several === 1) await server.change(document, [edit()]);
    else for (let i = 0; i < several; i++) await server.change(document, [edit()]);
    if (next() < 0.2) {
      const position = document.positionAt(below(document.getText().length));
      const textDocument = { uri: document.uri };
      const method = ["completion", "hover", "signatureHelp", "definition", "prepareRename"][below(5)];
      await server.request(`textDocument/${method}`, { textDocument, position }).catch((refused) => {
        // Why what stands there cannot be renamed.
        if (method !== "prepareRename" || refused.code !== -32803) throw refused;
      });
    }
    if (done % 100 === 0) await compare();
  }

  await compare();
  // What the command finds in the file when it is saved.
  const found = await server.ofVersion(document);
  writeFileSync(join(folder.folder, "heights.wmstudy"), document.getText());
  const checked = spawnSync(program, ["check", "--json", "heights.wmstudy"], { cwd: folder.folder, encoding: "utf8" });
  const said = JSON.parse(checked.stdout).diagnostics.filter((one) => one.span && one.span.path === "heights.wmstudy");
  const places = (list) => list.map((one) => `${one.code} ${one.start}`).sort();
  assert.deepEqual(
    places(found.map((one) => ({ code: one.code, start: document.offsetAt(one.range.start) }))),
    places(said.map((one) => ({ code: one.code, start: one.span.start }))));
  assert.deepEqual(server.logged, []);
  assert.equal(await server.stop(), 0);
  folder.remove();
});

test("every example is opened without an error", async () => {
  const folder = join(repository, "dsl-examples");
  const server = await start(folder);
  for (const name of ["quickstart", "roi-only", "many-traits", "white-matter-blueprint", "meta-analysis"]) {
    const path = join(folder, `${name}.wmstudy`);
    const document = await server.open(new URL(`file://${path}`).href, readFileSync(path, "utf8"));
    const found = await server.ofVersion(document);
    assert.deepEqual(found.filter((one) => one.severity === 1), [], name);
    const edits = await server.request("textDocument/formatting", { textDocument: { uri: document.uri }, options: { tabSize: 2, insertSpaces: true } });
    assert.deepEqual(edits, [], name);
  }
  assert.equal(await server.stop(), 0);
});
