// What an editor asks of `wmstudy lsp`, through the client library of Visual Studio Code.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { applied, at, folderWith, program, repository, start } from "./client.mjs";
import { files, shared, study } from "./study.mjs";

const folder = folderWith(files);
let server;
let document;
const whole = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
const named = (parameters) => ({ textDocument: { uri: document.uri }, ...parameters });
const ask = (method, parameters) => server.request(`textDocument/${method}`, named(parameters));
const labels = (list) => list.items.map((item) => item.label);

before(async () => {
  server = await start(folder.folder, { lenses: true });
  document = await server.open(folder.uri("heights.wmstudy"), study);
});
after(() => folder.remove());

/** Completion in the study with one text replaced by another, which ends where the cursor is. */
async function complete(text, replacement) {
  const uri = folder.uri("typed.wmstudy");
  const start = study.indexOf(text);
  assert.ok(start >= 0, text);
  const opened = await server.open(uri, study.slice(0, start) + replacement + study.slice(start + text.length));
  await server.ofVersion(opened);
  const position = opened.positionAt(start + replacement.length);
  const list = await server.request("textDocument/completion", { textDocument: { uri }, position });
  await server.close(uri);
  return { list, opened };
}

describe("an open study", () => {
  test("is told what is wrong, with codes, once it is opened", async () => {
    const found = await server.ofVersion(document);
    assert.deepEqual(found.map((one) => [one.code, one.severity, document.getText(one.range)]), [
      ["WM4002", 2, '"chips.bed"'],
      ["WM3002", 2, "lib.base"],
    ]);
    assert.ok(found.every((one) => one.source === "wmstudy" && one.message.length > 0));
  });

  test("has a misspelt name told with its other uses and its remedy", async () => {
    const uri = folder.uri("misspelt.wmstudy");
    const opened = await server.open(uri, study.replaceAll("reference = chips", "reference = chipss").replace("genotypes = chips", "genotypes = chipss"));
    const found = (await server.ofVersion(opened)).find((one) => one.code === "WM2001");
    assert.equal(opened.getText(found.range), "chipss");
    assert.equal(found.relatedInformation.length, 1);
    assert.equal(found.relatedInformation[0].location.uri, uri);
    const actions = await server.request("textDocument/codeAction", { textDocument: { uri }, range: found.range, context: { diagnostics: [found] } });
    const fixes = actions.filter((action) => action.kind === "quickfix" && action.title === "Write 'chips'");
    assert.ok(fixes.length > 0);
    assert.ok(fixes.every((action) => !action.isPreferred), "which declaration is meant, somebody has to choose");
    const fixAll = () => server.request("textDocument/codeAction", { textDocument: { uri }, range: whole, context: { diagnostics: [], only: ["source.fixAll"] } });
    assert.deepEqual(await fixAll(), []);
    await server.close(uri);
    const other = await server.open(uri, study.replaceAll("reference = chips", "referense = chips"));
    await server.ofVersion(other);
    const all = await fixAll();
    assert.equal(applied(other, all[0].edit.changes[uri]), study);
    await server.close(uri);
  });

  test("shows types, values, columns and documentation on hover", async () => {
    const hover = async (text, into = 0, occurrence = 1) => (await ask("hover", { position: at(document, text, into, occurrence) })).contents.value;
    assert.match(await hover("oldest", 1, 2), /param oldest : quantity = 70y[^]*The oldest who stay/);
    assert.match(await hover("everyone", 2), /cohort everyone : Cohort[^]*Everybody of the table[^]*40 people/);
    assert.match(await hover("ancestry"), /ancestry : text[^]*`AFR`/);
    assert.match(await hover("window"), /genomic distance[^]*Here: `250kb`/);
    assert.match(await hover("lib.base", 5), /covariates lib\.base : Covariates[^]*Age and sex/);
    assert.match(await hover("leads.count", 7), /\.count : int[^]*Known after the run/);
    assert.match(await hover("tsv"), /tsv\(path, id, \[family\]\) : PeopleTable/);
    assert.match(await hover("70y", 2), /years/);
    assert.match(await hover("GRCh37", 1), /genome build/);
  });

  test("tells on hover what a run would do with a declaration, and why", async () => {
    // The first plan of a process that has just begun may take longer than a hover waits for it.
    let hover = "";
    for (let tries = 0; tries < 20 && !hover.includes("Plan"); tries++) hover = (await ask("hover", { position: at(document, "europeans from", 1) })).contents.value;
    assert.match(hover, /Plan: run because it has not run before/);
    assert.match((await ask("hover", { position: at(document, "chips from", 1) })).contents.value, /Plan:? .*blocked because .*chips\.bed is not there/);
    // Of several steps each is named.
    assert.match((await ask("hover", { position: at(document, "size_gwas", 1) })).contents.value, /Plan:\n- `design:size_gwas` [^]*\n- `association:size_gwas` /);
    assert.doesNotMatch((await ask("hover", { position: at(document, "oldest", 1, 2) })).contents.value, /Plan/);
  });

  test("has lenses that plan and run it, for clients with these commands", async () => {
    const lenses = await ask("codeLens");
    const shown = lenses.map((lens) => `${document.getText(lens.range)}: ${lens.command.title}`);
    assert.deepEqual(shown.slice(0, 2), ["heights: plan", "heights: run"]);
    assert.ok(shown.includes("size_gwas: plan this") && shown.includes("size_gwas: run this") && !shown.some((one) => one.startsWith("oldest") || one.startsWith("expect")));
    assert.deepEqual(lenses.at(-1).command.arguments, [document.uri, "leads"]);
    assert.ok(server.initialized.capabilities.codeLensProvider);
  });

  test("leads from a name to its declaration, also in another file", async () => {
    const own = await ask("definition", { position: at(document, "reference = chips", 13) });
    assert.equal(own.uri, document.uri);
    assert.deepEqual(own.range.start, at(document, "genotypes chips", 10));
    const other = await ask("definition", { position: at(document, "lib.base", 5) });
    assert.equal(other.uri, folder.uri("lib/shared.wmstudy"));
    assert.equal(other.range.start.line, shared.split("\n").findIndex((line) => line.startsWith("covariates base")));
    const file = await ask("definition", { position: at(document, "lib/shared", 3) });
    assert.equal(file.uri, folder.uri("lib/shared.wmstudy"));
  });

  test("leads from a column to what declares it, else to its table", async () => {
    const lead = async (...place) => document.getText((await ask("definition", { position: at(document, ...place) })).range);
    assert.equal(await lead("age <= oldest", 1), "age");
    assert.equal(await lead("ancestry == ", 1), '"people.tsv"');
    const table = await ask("definition", { position: at(document, '"people.tsv"', 3) });
    assert.equal(table.uri, folder.uri("people.tsv"));
    assert.deepEqual(table.range, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
  });

  test("is told of without Markdown to a client that shows none", async () => {
    const plain = ["plaintext"];
    const other = await start(folder.folder, {}, { textDocument: { hover: { contentFormat: plain }, completion: { completionItem: { documentationFormat: plain } } } });
    const opened = await other.open(document.uri, study);
    const of = { textDocument: { uri: document.uri } };
    const hover = await other.request("textDocument/hover", { ...of, position: at(opened, "adjust = lib.base", 1) });
    assert.equal(hover.contents.kind, "plaintext");
    assert.match(hover.contents.value, /^adjust : /);
    assert.doesNotMatch(hover.contents.value, /[`*]/);
    const list = await other.request("textDocument/completion", { ...of, position: at(opened, "adjust = lib.base", 9) });
    const documented = list.items.filter((item) => item.documentation !== undefined);
    assert.ok(documented.length > 0);
    assert.ok(documented.every((item) => item.documentation.kind === "plaintext" && !item.documentation.value.includes("`")));
    assert.equal((await ask("hover", { position: at(document, "adjust = lib.base", 1) })).contents.kind, "markdown");
    await other.request("shutdown");
    await other.notify("exit");
    await other.ended;
  });

  test("proposes what was pasted a moment ago", async () => {
    const uri = folder.uri("pasted.wmstudy");
    const opened = await server.open(uri, study);
    await server.ofVersion(opened);
    const pasted = "\ncohort pastedpeople from everyone { include = age <= 50y }\n\ncohort more from pas";
    const end = opened.positionAt(study.length);
    await server.change(opened, [{ range: { start: end, end }, text: pasted }]);
    const list = await server.request("textDocument/completion", { textDocument: { uri }, position: opened.positionAt(opened.getText().length) });
    assert.ok(labels(list).includes("pastedpeople"), labels(list).join());
    await server.close(uri);
  });

  test("finds declarations of the open folder by a part of their names, open or not", async () => {
    const find = async (query) => (await server.request("workspace/symbol", { query })).map((one) => [one.name, one.location.uri]);
    assert.deepEqual(await find("_GWAS"), [["size_gwas", document.uri]]);
    assert.deepEqual(await find("least"), [["least", folder.uri("lib/shared.wmstudy")]]);
    assert.deepEqual(await find("nothing has this name"), []);
    const [found] = await server.request("workspace/symbol", { query: "size_gwas" });
    assert.equal(document.getText(found.location.range), "size_gwas");
    assert.ok(server.initialized.capabilities.workspaceSymbolProvider);
  });

  test("proposes the files and folders that an import may name", async () => {
    const uri = folder.uri("importing-files.wmstudy");
    const propose = async (written) => {
      const text = `wmstudy 1\nimport "${written}`;
      const opened = await server.open(uri, text);
      const list = await server.request("textDocument/completion", { textDocument: { uri }, position: opened.positionAt(text.length) });
      await server.close(uri);
      return labels(list);
    };
    const first = await propose("");
    assert.ok(first.includes("lib/") && first.includes("std/ukb"), first.join());
    assert.ok((await propose("lib/")).includes("lib/shared.wmstudy"));
    assert.ok((await propose("./lib/")).includes("./lib/shared.wmstudy"));
  });

  test("proposes the files and folders that paths may name, those of the wanted kind first", async () => {
    const uri = folder.uri("naming-files.wmstudy");
    const propose = async (written, after = "") => {
      const text = `wmstudy 1\ncohort a { ${written}`;
      const opened = await server.open(uri, text + after);
      const list = await server.request("textDocument/completion", { textDocument: { uri }, position: opened.positionAt(text.length) });
      await server.close(uri);
      return list.items ?? list;
    };
    const tables = await propose('table = tsv("');
    assert.ok(tables.map((one) => one.label).includes("people.tsv"), JSON.stringify(tables.map((one) => one.label)));
    assert.ok(tables.map((one) => one.label).includes("lib/"));
    assert.ok(!tables.some((one) => one.label.endsWith(".wmstudy")));
    assert.ok(tables.find((one) => one.label === "people.tsv").sortText < tables.find((one) => one.label === "lib/").sortText);
    const inside = await propose('table = tsv("./', '", id = IID) }\n');
    const { textEdit } = inside.find((one) => one.label === "./people.tsv");
    assert.equal(textEdit.newText, "./people.tsv");
    assert.equal(textEdit.range.end.character - textEdit.range.start.character, 2);
    assert.ok(server.initialized.capabilities.completionProvider.triggerCharacters.includes("/"));
  });

  test("finds every use of a column, and says why it cannot be renamed", async () => {
    const uses = await ask("references", { position: at(document, "ancestry == ", 1), context: { includeDeclaration: true } });
    assert.ok(uses.length >= 1);
    for (const use of uses) assert.equal(document.getText(use.range), "ancestry");
    assert.equal((await ask("documentHighlight", { position: at(document, "ancestry == ", 1) })).length, uses.length);
    await assert.rejects(ask("rename", { position: at(document, "ancestry == ", 1), newName: "group" }), /'ancestry' is a column of the table 'people.tsv', which gives it its name/);
  });

  test("finds only what is not there wrong with the extension's snippets, filled in as they are", async () => {
    const snippets = JSON.parse(readFileSync(join(repository, "src/vscode-wmstudy/snippets/wmstudy.json"), "utf8"));
    const text = Object.values(snippets).map(({ body }) => body.join("\n")).join("\n")
      .replace(/\$\{[0-9]+\|([^,|}]*)[^}]*\}/g, "$1").replace(/\$\{[0-9]+:([^}]*)\}/g, "$1").replace(/\$0/g, "");
    const opened = await server.open(folder.uri("elsewhere/snippets.wmstudy"), text);
    const errors = (await server.ofVersion(opened)).filter(({ severity }) => severity === 1);
    // The replication is of an association that is somebody else's.
    assert.deepEqual(errors.map(({ code, range }) => [code, opened.getText(range)]), [["WM2001", "held_out"]]);
    await server.close(folder.uri("elsewhere/snippets.wmstudy"));
  });

  test("opens a file of the library that comes with the program, and takes it for what it is when it is open", async () => {
    const uri = folder.uri("fields.wmstudy");
    const study = await server.open(uri, 'wmstudy 1\nimport "std/ukb" as ukb\nstudy s { build = GRCh37 }\ncovariates base { ukb.demographic }\n');
    const lead = () => server.request("textDocument/definition", { textDocument: { uri }, position: at(study, "demographic", 2) });
    const found = await lead();
    const path = fileURLToPath(found.uri);
    const text = readFileSync(path, "utf8");
    assert.ok(text.split("\n")[found.range.start.line].startsWith("covariates demographic"));
    assert.equal(statSync(path).mode & 0o222, 0);
    const library = await server.open(found.uri, text);
    assert.deepEqual(await server.ofVersion(library), []);
    assert.equal((await lead()).uri, found.uri);
    await server.close(found.uri);
    await server.close(uri);
  });

  test("finds every use of a name", async () => {
    const uses = await ask("references", { position: at(document, "chips", 2), context: { includeDeclaration: false } });
    assert.deepEqual(uses.map((use) => document.getText(use.range)), ["chips", "chips"]);
    assert.equal((await ask("documentHighlight", { position: at(document, "chips", 2) })).length, 3);
  });

  test("renames in the study and in the file it imports, and refuses names that are none or taken", async () => {
    assert.equal(document.getText(await ask("prepareRename", { position: at(document, "lib.base", 5) })), "base");
    assert.equal(await ask("prepareRename", { position: document.positionAt(document.getText().length) }), null);
    const failed = { code: -32803 };
    await assert.rejects(ask("prepareRename", { position: at(document, "title", 1) }), { ...failed, message: "Only names that the study declares can be changed." });
    await assert.rejects(ask("prepareRename", { position: at(document, "age <= oldest", 1) }), { ...failed, message: /^'age' is a column of .*, which gives it its name\.$/ });
    const edit = await ask("rename", { position: at(document, "lib.base", 5), newName: "covariates_of_all" });
    assert.deepEqual(Object.keys(edit.changes).sort(), [document.uri, folder.uri("lib/shared.wmstudy")].sort());
    assert.equal(applied(document, edit.changes[document.uri]), study.replace("lib.base", "lib.covariates_of_all"));
    await assert.rejects(ask("rename", { position: at(document, "chips", 2), newName: "two words" }), /no name/);
    await assert.rejects(ask("rename", { position: at(document, "chips", 2), newName: "from" }), /word of the language/);
    await assert.rejects(ask("rename", { position: at(document, "chips", 2), newName: "leads" }), /already declared/);
  });

  test("refuses to rename what would mean something else, or stands where nothing can be read", async () => {
    // A column of everybody's table: the condition would compare it with itself.
    await assert.rejects(ask("rename", { position: at(document, "param oldest", 8), newName: "age" }), /cannot be its name/);
    const uri = folder.uri("unreadable.wmstudy");
    const opened = await server.open(uri, `${study}gwas again from europeans { traits = sizes, genotypes = chips ] adjust = 1 }\nloci more of chips ? { }\n`);
    await assert.rejects(server.request("textDocument/rename", { textDocument: { uri }, position: at(opened, "chips", 2), newName: "array" }), /cannot be read/);
    await server.close(uri);
  });

  test("is told of an import again once the imported file is opened, and once it is closed unsaved", async () => {
    const uri = folder.uri("importing.wmstudy");
    const opened = await server.open(uri, study.replace('"lib/shared.wmstudy"', '"lib/new.wmstudy"'));
    assert.ok((await server.ofVersion(opened)).some((one) => one.code === "WM4003"));
    const library = folder.uri("lib/new.wmstudy");
    await server.open(library, shared);
    await server.diagnostics(uri, (now) => now.diagnostics.every((one) => one.code !== "WM4003"));
    await server.close(library);
    await server.diagnostics(uri, (now) => now.diagnostics.some((one) => one.code === "WM4003"));
    await server.close(uri);
  });

  test("renames from within the imported file what studies of the folder use", async () => {
    const uri = folder.uri("lib/shared.wmstudy");
    const library = await server.open(uri, shared);
    const edit = await server.request("textDocument/rename", { textDocument: { uri }, position: at(library, "least", 1, 2), newName: "rarest" });
    assert.equal(applied(library, edit.changes[uri]), shared.replace("param least", "param rarest"));
    assert.equal(applied(document, edit.changes[document.uri]), study.replace("lib.least", "lib.rarest"));
    await server.close(uri);
  });

  test("renames what studies use that are not open, also where they import without the extension", async () => {
    const uri = folder.uri("lib/shared.wmstudy");
    writeFileSync(join(folder.folder, "second.wmstudy"), study.replace('"lib/shared.wmstudy"', '"lib/shared"'));
    const library = await server.open(uri, shared);
    const position = at(library, "least", 1, 2);
    const edit = await server.request("textDocument/rename", { textDocument: { uri }, position, newName: "rarest" });
    assert.ok(Object.keys(edit.changes).includes(folder.uri("second.wmstudy")), Object.keys(edit.changes).join());
    const uses = await server.request("textDocument/references", { textDocument: { uri }, position, context: { includeDeclaration: false } });
    assert.ok(uses.some((use) => use.uri === folder.uri("second.wmstudy")));
    await server.close(uri);
    rmSync(join(folder.folder, "second.wmstudy"));
  });

  test("finds a column alike from the study and from the file it imports, and in studies that are not open", async () => {
    const uri = folder.uri("lib/shared.wmstudy");
    writeFileSync(join(folder.folder, "second.wmstudy"), study);
    const library = await server.open(uri, shared);
    const places = async (textDocument, position) => (await server.request("textDocument/references", { textDocument, position, context: { includeDeclaration: true } }))
      .map((use) => `${use.uri} ${use.range.start.line}:${use.range.start.character}`).sort();
    const fromStudy = await places({ uri: document.uri }, at(document, "age <= oldest", 1));
    const fromLibrary = await places({ uri }, at(library, "age + sex", 1));
    assert.deepEqual(fromLibrary, fromStudy);
    for (const file of ["heights.wmstudy", "second.wmstudy", "lib/shared.wmstudy"]) {
      assert.ok(fromStudy.some((place) => place.startsWith(folder.uri(file))), file);
    }
    await server.close(uri);
    rmSync(join(folder.folder, "second.wmstudy"));
  });

  test("sends of its colours what an edit changed, to a client that has the others", async () => {
    const uri = folder.uri("coloured.wmstudy");
    const opened = await server.open(uri, study);
    const tokens = (method, more = {}) => server.request(`textDocument/semanticTokens/${method}`, { textDocument: { uri }, ...more });
    const before = await tokens("full");
    assert.deepEqual((await tokens("full/delta", { previousResultId: before.resultId })).edits, []);
    const since = await tokens("full");
    const place = at(opened, "age <= oldest");
    await server.change(opened, [{ range: { start: place, end: place }, text: "site == \"1\" and " }]);
    const { edits, resultId } = await tokens("full/delta", { previousResultId: since.resultId });
    const data = [...since.data];
    assert.equal(edits.length, 1);
    data.splice(edits[0].start, edits[0].deleteCount, ...edits[0].data);
    assert.ok(edits[0].data.length < 30, `${edits[0].data}`);
    const whole = await tokens("full");
    assert.deepEqual(data, whole.data);
    assert.notEqual(resultId, since.resultId);
    // To one that has an older answer, all are sent.
    assert.deepEqual((await tokens("full/delta", { previousResultId: before.resultId })).data, whole.data);
    await server.close(uri);
  });

  test("shows its outline, its foldings, its colours and its notes", async () => {
    const outline = await ask("documentSymbol");
    assert.deepEqual(outline.map((entry) => entry.name),
      ["lib", "heights", "oldest", "everyone", "europeans", "chips", "sizes", "size_gwas", "leads", "expect"]);
    assert.deepEqual(outline[3].children.map((entry) => entry.name), ["table", "columns"]);
    const folds = await ask("foldingRange");
    assert.ok(folds.some((fold) => fold.startLine === at(document, "gwas size_gwas").line));
    const legend = server.initialized.capabilities.semanticTokensProvider.legend;
    const { data } = await ask("semanticTokens/full");
    assert.equal(data.length % 5, 0);
    const coloured = [];
    for (let i = 0, line = 0, column = 0; i < data.length; i += 5) {
      column = data[i] === 0 ? column + data[i + 1] : data[i + 1];
      line += data[i];
      const text = document.getText({ start: { line, character: column }, end: { line, character: column + data[i + 2] } });
      coloured.push(`${text}:${legend.tokenTypes[data[i + 3]]}`);
    }
    for (const wanted of ["cohort:keyword", "everyone:variable", "oldest:parameter", "ancestry:column", "lib:namespace", "GRCh37:enumMember", "y:number", "tsv:function", "adjust:property"]) {
      assert.ok(coloured.includes(wanted), wanted);
    }
    const notes = await ask("inlayHint", { range: whole });
    assert.ok(notes.some((note) => note.label === ": SumStats"));
    assert.ok(notes.some((note) => note.label === ": 40 people"));
    assert.ok(notes.some((note) => note.label === "path ="));
  });

  test("tells by hover what a run beside the editor has done", async () => {
    const text = 'wmstudy 1\nstudy small { build = GRCh37 }\ncohort everyone { table = tsv("people.tsv", id = IID), columns { age : y } }\nphenotypes tall from everyone { columns = [height] }\n';
    writeFileSync(join(folder.folder, "small.wmstudy"), text);
    const uri = folder.uri("small.wmstudy");
    const opened = await server.open(uri, text);
    const hover = async () => (await server.request("textDocument/hover", { textDocument: { uri }, position: at(opened, "tall from", 1) })).contents.value;
    assert.match(await hover(), /has not run before/);
    const run = spawnSync(program, ["run", "small.wmstudy"], { cwd: folder.folder, encoding: "utf8" });
    assert.equal(run.status, 0, run.stdout + run.stderr);
    await new Promise((later) => setTimeout(later, 5_500));
    assert.match(await hover(), /cached/);
    await server.close(uri);
  });

  test("has its arguments shown while a call is written", async () => {
    const help = await ask("signatureHelp", { position: at(document, "id = IID", 6) });
    assert.equal(help.signatures[0].label, "tsv(path : string, id : ColumnName, [family : ColumnName])");
    assert.equal(help.activeParameter, 1);
  });

  test("is formatted as `wmstudy fmt` does it, whole or in part", async () => {
    const edits = await ask("formatting", { options: { tabSize: 2, insertSpaces: true } });
    const formatted = applied(document, edits);
    const child = spawn(program, ["fmt", "--stdin"], { stdio: ["pipe", "pipe", "inherit"] });
    child.stdin.end(study);
    let out = "";
    for await (const part of child.stdout) out += part;
    assert.equal(formatted, out);
    const line = at(document, "bed = ").line;
    const part = await ask("rangeFormatting", { range: { start: { line, character: 0 }, end: { line, character: 3 } }, options: { tabSize: 2, insertSpaces: true } });
    assert.equal(applied(document, part), study.replace("bed = ", "bed  = "));
  });
});

describe("typing", () => {
  test("lays a declaration out once its brace is closed, and not while a block inside it is", async () => {
    const uri = folder.uri("brace.wmstudy");
    const opened = await server.open(uri, `${study}model m from chips {fit_on=everyone, train {epochs=3}\n}\nloci more from size_gwas {p=1e-5,reference=chips}\n`);
    const typed = (text) => opened.positionAt(opened.getText().indexOf(text) + text.length);
    const of = (position) => server.request("textDocument/onTypeFormatting", { textDocument: { uri }, position, ch: "}", options: { tabSize: 2, insertSpaces: true } });
    assert.deepEqual(await of(typed("{epochs=3}")), []);
    const edits = await of(typed("reference=chips}"));
    assert.ok(applied(opened, edits).endsWith("loci more from size_gwas { p = 1e-5, reference = chips }\n"));
    assert.ok(applied(opened, edits).includes("train {epochs=3}"));
    await server.close(uri);
  });
});

describe("completion proposes", () => {
  test("kinds in the first column", async () => {
    const { list } = await complete("expect {", "ge");
    for (const kind of ["cohort", "gwas", "genotypes", "import", "param"]) assert.ok(labels(list).includes(kind), kind);
    assert.equal(list.items.find((item) => item.label === "genotypes").textEdit.range.start.character, 0);
  });

  test("the settings of a kind that are not written, the required first", async () => {
    const { list } = await complete("  adjust = lib.base\n", "  ");
    const found = labels(list);
    assert.ok(found.includes("adjust") && found.includes("method") && found.includes("transform"));
    assert.ok(!found.includes("traits") && !found.includes("genotypes"));
  });

  test("after `from` and in settings what has the right type", async () => {
    const cohorts = labels((await complete("gwas size_gwas from europeans", "gwas size_gwas from ")).list);
    assert.ok(cohorts.includes("everyone") && cohorts.includes("europeans") && !cohorts.includes("chips"));
    const genotypes = labels((await complete("genotypes = chips", "genotypes = ")).list);
    assert.ok(genotypes.includes("chips") && !genotypes.includes("sizes") && !genotypes.includes("everyone"));
  });

  test("columns of the cohort's table and their values in conditions", async () => {
    const columns = labels((await complete('include = ancestry == "EUR" and age <= oldest', "include = an")).list);
    for (const wanted of ["ancestry", "age", "site", "oldest"]) assert.ok(columns.includes(wanted), wanted);
    const values = labels((await complete('ancestry == "EUR" and age <= oldest', "ancestry == ")).list);
    assert.deepEqual(values.slice(0, 3).sort(), ['"AFR"', '"EAS"', '"EUR"']);
  });

  test("computed columns in `keep`, and columns of a table in its call", async () => {
    const computed = labels((await complete("keep = maf >= lib.least", "keep = m")).list);
    assert.ok(computed.includes("maf") && computed.includes("hwe_p"));
    const ids = labels((await complete("id = IID", "id = ")).list);
    assert.ok(ids.includes("IID") && ids.includes("height"));
  });

  test("words of an enumeration, functions with their arguments, units and members", async () => {
    assert.deepEqual(labels((await complete("build = GRCh37", "build = ")).list).slice(0, 3), ["GRCh36", "GRCh37", "GRCh38"]);
    assert.ok(labels((await complete('table = tsv("people.tsv", id = IID)', "table = ")).list).includes("tsv"));
    assert.ok(labels((await complete('tsv("people.tsv", id = IID)', 'tsv("people.tsv", ')).list).includes("family"));
    const units = await complete("window = 250kb", "window = 250k");
    assert.deepEqual(labels(units.list).sort(), ["Mb", "bp", "kb"]);
    assert.equal(units.opened.getText(units.list.items[0].textEdit.range), "k");
    assert.ok(labels((await complete("leads.count", "leads.")).list).includes("count"));
    assert.ok(labels((await complete("lib.base", "lib.")).list).includes("base"));
  });

  test("roles and units in `columns`, and nothing in comments and texts", async () => {
    const roles = labels((await complete("site : factor", "site : ")).list);
    assert.ok(roles.includes("factor") && roles.includes("y"));
    assert.deepEqual(labels((await complete('title = "Height"', 'title = "He')).list), []);
    assert.ok(labels((await complete("adjust = lib.base", "accept ")).list).some((label) => label.startsWith("WM3")));
    assert.ok(labels((await complete("expect {", "param most : [")).list).includes("int"));
    assert.ok(labels((await complete("loci leads from size_gwas", "meta all from ")).list).includes("size_gwas"));
    assert.deepEqual(labels((await complete("## Everybody of", "## Everybody ")).list), []);
  });
});

describe("the protocol", () => {
  test("answers what it does not know with the protocol's errors", async () => {
    await assert.rejects(server.request("textDocument/moniker", named({})), (error) => error.code === -32601);
    await assert.rejects(server.request("textDocument/hover", named({})), (error) => error.code === -32602);
    await assert.rejects(server.request("textDocument/hover", { textDocument: { uri: "file:///nowhere.wmstudy" }, position: { line: 0, character: 0 } }), (error) => error.code === -32602);
    await server.notify("workspace/ofNoOne", {});
  });

  test("counts columns in UTF-16 and keeps the line ends of a text", async () => {
    const uri = folder.uri("crlf.wmstudy");
    const text = 'wmstudy 1\r\n# 😀 a face before the study\r\nstudy s { title = "😀", build = GRCh37, seed=1 }\r\n';
    const opened = await server.open(uri, text);
    await server.change(opened, [{ range: { start: { line: 2, character: 19 }, end: { line: 2, character: 21 } }, text: "Größe" }]);
    assert.ok(opened.getText().includes('title = "Größe", build'));
    const hover = await server.request("textDocument/hover", { textDocument: { uri }, position: at(opened, "GRCh37", 1) });
    assert.equal(opened.getText(hover.range), "GRCh37");
    const edits = await server.request("textDocument/formatting", { textDocument: { uri }, options: { tabSize: 2, insertSpaces: true } });
    const formatted = applied(opened, edits);
    assert.ok(formatted.includes("seed = 1"));
    assert.equal(formatted.replaceAll("\r\n", "").includes("\n"), false);
    await server.close(uri);
  });

  test("uses the unsaved text of an imported file, and tells what is wrong with it there", async () => {
    const uri = folder.uri("lib/shared.wmstudy");
    const library = await server.open(uri, shared.replace("covariates base", "covariates foundation"));
    const found = await server.diagnostics(document.uri, (now) => now.diagnostics.some((one) => one.code === "WM2001"));
    assert.ok(found.some((one) => document.getText(one.range) === "lib.base"));
    await server.change(library, [{ text: shared.replace("0.01", "maybe") }]);
    const inLibrary = await server.diagnostics(uri, (now) => now.diagnostics.some((one) => library.getText(one.range) === "maybe"));
    assert.ok(inLibrary.length > 0);
    await server.change(library, [{ text: shared }]);
    await server.diagnostics(document.uri, (now) => now.diagnostics.every((one) => one.severity > 1));
    await server.close(uri);
  });

  test("lets a request be cancelled", async () => {
    const { CancellationTokenSource } = (await import("vscode-languageserver-protocol/node")).default;
    const asked = [];
    for (let i = 0; i < 40; i++) {
      const source = new CancellationTokenSource();
      asked.push(server.connection.sendRequest("textDocument/semanticTokens/full", named({}), source.token).then(() => "done", (error) => error.code));
      if (i % 2 === 1) source.cancel();
    }
    const ends = await Promise.all(asked);
    assert.ok(ends.every((end) => end === "done" || end === -32800), JSON.stringify(ends));
    assert.ok(ends.filter((_, i) => i % 2 === 0).every((end) => end === "done"));
  });

  test("survives frames that are none", async () => {
    const child = spawn(program, ["lsp"], { stdio: ["pipe", "pipe", "inherit"], cwd: folder.folder });
    let out = "";
    child.stdout.on("data", (part) => (out += part));
    const send = (text) => child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    child.stdin.write("Content-Type: nonsense\r\n\r\n");
    child.stdin.write("Content-Length: many\r\n\r\n");
    send("{ this is no JSON");
    send("[1, 2]");
    send('{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{}}');
    send('{"jsonrpc":"2.0","id":2,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}');
    send('{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{}}}');
    send('{"jsonrpc":"2.0","id":3,"method":"shutdown"}');
    send('{"jsonrpc":"2.0","method":"exit"}');
    const code = await new Promise((resolve) => child.on("exit", resolve));
    assert.equal(code, 0);
    assert.equal((out.match(/-32700/g) ?? []).length, 3);
    assert.equal((out.match(/-32600/g) ?? []).length, 1);
    assert.match(out, /"id":1,"error":\{"code":-32002/);
    assert.match(out, /"id":2,"result":\{"capabilities"/);
    assert.match(out, /"id":3,"result":null/);
  });

  test("goes on after a message whose header has no length, and says so of one that is cut off", async () => {
    const ask = (id, more = "") => `{"jsonrpc":"2.0","id":${id},"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}${more}}`;
    const framed = (text) => `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
    const answers = async (sent) => {
      const child = spawn(program, ["lsp"], { stdio: ["pipe", "pipe", "inherit"], cwd: folder.folder });
      let out = "";
      child.stdout.on("data", (part) => (out += part));
      const ended = new Promise((resolve) => child.on("exit", resolve));
      child.stdin.end(sent);
      await ended;
      return [...out.matchAll(/"id":([0-9]+|null),"(result|error":\{"code":-?[0-9]+)/g)].map(([, id, what]) => `${id} ${what.replace('":{"code":', " ")}`);
    };
    const rest = framed('{"jsonrpc":"2.0","id":3,"method":"shutdown"}') + framed('{"jsonrpc":"2.0","method":"exit"}');
    // Its bytes cannot be told from a header; the next message is taken all the same, however long the lost one is.
    for (const more of ["", `,"x":"${"Content-Length: 7 ".repeat(600)}"`]) {
      assert.deepEqual(await answers(`Content-Length: abc\r\n\r\n${ask(1, more)}${framed(ask(2))}${rest}`), ["null error -32700", "2 result", "3 result"]);
    }
    assert.deepEqual(await answers(`Content-Length: -5\r\n\r\n${framed(ask(2))}${rest}`), ["null error -32700", "2 result", "3 result"]);
    assert.deepEqual(await answers("Content-Length: abc\r\n"), ["null error -32700"]);
  });

  test("ends with 1 when the client goes away, and with 0 when it asks", async () => {
    const left = spawn(program, ["lsp"], { stdio: ["pipe", "ignore", "inherit"], cwd: folder.folder });
    left.stdin.end();
    assert.equal(await new Promise((resolve) => left.on("exit", resolve)), 1);
    assert.deepEqual(server.logged, []);
    assert.equal(await server.stop(), 0);
  });
});
