// The grammar against the catalogue and the examples, the problem matcher against the program's messages, the archive against a reader of archives.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { grammar } from "../grammar.mjs";
import { vsix } from "../package.mjs";

const here = join(dirname(fileURLToPath(import.meta.url)), "..");
const repository = join(here, "../..");
const require = createRequire(import.meta.url);
const textmate = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");
const about = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const catalogue = JSON.parse(readFileSync(join(repository, "docs/reference/catalogue.json"), "utf8"));

const loaded = (async () => {
  await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({ createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns), createOnigString: (text) => new oniguruma.OnigString(text) }),
    loadGrammar: async () => textmate.parseRawGrammar(JSON.stringify(grammar()), "wmstudy.tmLanguage.json"),
  });
  return registry.loadGrammar("source.wmstudy");
})();

/** Each word of a text with its innermost scope. */
async function scopes(text) {
  const found = [];
  let state = textmate.INITIAL;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = (await loaded).tokenizeLine(line, state);
    state = ruleStack;
    for (const token of tokens) found.push([line.slice(token.startIndex, token.endIndex).trim(), token.scopes.at(-1)]);
  }
  return found;
}

test("every kind, function and unit of the catalogue has its colour", async () => {
  for (const { name } of catalogue.kinds) assert.deepEqual((await scopes(`${name} x {`))[0], [name, "keyword.control.kind.wmstudy"]);
  for (const { name } of catalogue.functions) assert.ok((await scopes(`  x = ${name}(`)).some(([text, scope]) => text === name && scope === "support.function.wmstudy"), name);
  for (const { name } of catalogue.units) assert.ok((await scopes(`  x = 5${name}`)).some(([text, scope]) => text === name && scope === "keyword.other.unit.wmstudy"), name);
});

test("texts, comments, placeholders and names have theirs", async () => {
  const found = await scopes('## What it is.\ncohort a from b { include = age >= 45y and site == "A{who}" } # why');
  const scope = (text) => found.find(([word]) => word === text)?.[1];
  assert.equal(scope("## What it is."), "comment.line.documentation.wmstudy");
  assert.equal(scope("# why"), "comment.line.number-sign.wmstudy");
  assert.equal(scope("a"), "entity.name.type.wmstudy");
  assert.equal(scope("from"), "keyword.other.wmstudy");
  assert.equal(scope("include"), "variable.other.property.wmstudy");
  assert.equal(scope("and"), "keyword.operator.logical.wmstudy");
  assert.equal(scope("{who}"), "variable.other.placeholder.wmstudy");
});

test("no line of an example ends inside a text", async () => {
  for (const name of readdirSync(join(repository, "dsl-examples")).filter((file) => /\w\.wmstudy$/.test(file))) {
    let state = textmate.INITIAL;
    for (const line of readFileSync(join(repository, "dsl-examples", name), "utf8").split("\n")) {
      state = (await loaded).tokenizeLine(line, state).ruleStack;
      assert.equal(state.depth, 1, `${name}: ${line}`);
    }
  }
});

test("the problem matcher reads the messages on record", () => {
  const [first, second] = about.contributes.problemMatchers[0].pattern.map((pattern) => new RegExp(pattern.regexp));
  const folder = join(repository, "tests/Baselines/messages");
  let read = 0;
  for (const file of readdirSync(folder)) {
    const lines = readFileSync(join(folder, file), "utf8").split("\n");
    lines.forEach((line, at) => {
      if (!/^(error|warning|info)[a-z]* WM/.test(line)) return;
      const message = first.exec(line);
      assert.ok(message, line);
      const place = second.exec(lines[at + 1] ?? "");
      if (!place) return;
      assert.match(place[2], /^[0-9]+$/);
      read++;
    });
  }
  assert.ok(read > 50, `${read} messages`);
});

test("snippets name kinds and settings that there are", () => {
  const kinds = new Map(catalogue.kinds.map((kind) => [kind.name, kind]));
  for (const { body } of Object.values(JSON.parse(readFileSync(join(here, "snippets/wmstudy.json"), "utf8")))) {
    const text = body.join("\n").replace(/\$\{[0-9]+[:|]([^}|]*)[|]?\}/g, "$1").replace(/\$0/g, "");
    for (const [, kind, block] of text.matchAll(/^([a-z]+) .*?\{([^]*?)\}$/gm)) {
      if (kind === "param" || kind === "import") continue;
      const row = kinds.get(kind);
      assert.ok(row?.available !== false && row, kind);
      for (const [, setting] of block.replace(/\([^)]*\)/g, "").matchAll(/(?:^|[{,]|\n)\s*([a-z_]+) *= /g)) assert.ok([row, ...row.blocks].some(({ settings }) => settings?.some((one) => one.name === setting)), `${kind}.${setting}`);
    }
  }
});

const planPage = (async () => {
  const bundled = await require("esbuild").build({ entryPoints: [join(here, "src/planPage.ts")], bundle: true, format: "esm", write: false });
  return import(`data:text/javascript;base64,${Buffer.from(bundled.outputFiles[0].contents).toString("base64")}`);
})();

test("the plan's page escapes what the program says and takes places from nobody else", async () => {
  const { planPage: page, placeOf } = await planPage;
  assert.ok(page("", "error: found '<script>alert(1)</script>' & \"more\"", "n").includes("found &#39;&lt;script&gt;alert(1)&lt;/script&gt;&#39; &amp; &quot;more&quot;"));
  assert.deepEqual(placeOf({ path: "a.wmstudy", line: 3, more: 1 }), { path: "a.wmstudy", line: 3 });
  for (const other of [undefined, null, "a", {}, { path: 1, line: 1 }, { path: "a", line: 0 }, { path: "a", line: 1.5 }, { path: "a", line: "1" }]) assert.equal(placeOf(other), undefined);
});

test("a click or a key on a step of the plan's picture names its line, and nothing of the picture runs", { skip: !existsSync("/usr/bin/chromium") && "chromium is not installed" }, async () => {
  const { planPage: page } = await planPage;
  const picture = readFileSync(join(repository, "docs/images/graph.svg"), "utf8");
  const hostile = picture.replace("</svg>", '<g data-step="x" data-path="p" data-line="7" onclick="document.title=\'ran\'"><text>x</text></g><script>document.title="ran"</script></svg>');
  const probe = `<script nonce="abc">
    const said = [];
    const steps = [...document.querySelectorAll("g[data-line]")];
    steps[0].dispatchEvent(new MouseEvent("click")); said.push(window.posted.path + ":" + window.posted.line);
    steps[1].dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" })); said.push(window.posted.line);
    steps.at(-1).dispatchEvent(new MouseEvent("click")); said.push(window.posted.line);
    document.body.dataset.said = JSON.stringify([said, steps.length, document.title]);
  </script></body>`;
  const folder = mkdtempSync(join(tmpdir(), "plan-"));
  try {
    const file = join(folder, "plan.html");
    writeFileSync(file, page(hostile, "", "abc").replace("</body>", probe));
    const shown = execFileSync("/usr/bin/chromium", ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${folder}/profile`, "--dump-dom", `file://${file}`], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const [said, steps, title] = JSON.parse(/data-said="([^"]*)"/.exec(shown)[1].replaceAll("&quot;", '"'));
    const places = [...picture.matchAll(/data-path="([^"]*)" data-line="([0-9]+)"/g)];
    assert.ok(places.length > 5);
    assert.equal(steps, places.length + 1);
    assert.deepEqual(said, [`${places[0][1]}:${places[0][2]}`, Number(places[1][2]), 7]);
    assert.equal(title, "Plan");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the archive holds what the editor needs, and the same bytes each time", () => {
  const folder = mkdtempSync(join(tmpdir(), "vsix-"));
  try {
    const file = join(folder, "extension.vsix");
    writeFileSync(file, vsix());
    assert.deepEqual(vsix(), vsix());
    const listed = execFileSync("python3", ["-c", "import sys,zipfile,json\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(json.dumps({n: len(z.read(n)) for n in z.namelist()}))", file], { encoding: "utf8" });
    const names = JSON.parse(listed);
    const manifest = JSON.parse(execFileSync("python3", ["-c", "import sys,zipfile\nprint(zipfile.ZipFile(sys.argv[1]).read('extension/package.json').decode())", file], { encoding: "utf8" }));
    for (const path of [manifest.main, manifest.contributes.grammars[0].path, manifest.contributes.snippets[0].path, manifest.contributes.languages[0].configuration]) {
      assert.ok(names[join("extension", path)] > 0, path);
    }
    assert.ok(names["extension.vsixmanifest"] > 0 && names["[Content_Types].xml"] > 0 && names["extension/LICENSE.txt"] > 0);
    assert.equal(manifest.devDependencies, undefined);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
