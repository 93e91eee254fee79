// The pages of this repository, pages with mistakes, and the colours of studies held against what the program reads in them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { classOf, coloured, tokenizer } from "../colours.mjs";
import { repository } from "../pages.mjs";
import { site, slug } from "../site.mjs";

const here = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The program: the launcher, or what WMSTUDY_PROGRAM names while it is worked on. */
const program = process.env.WMSTUDY_PROGRAM ?? join(repository, "wmstudy");
const ours = site();
const kinds = new Set(JSON.parse(readFileSync(join(repository, "docs/reference/catalogue.json"), "utf8")).kinds.map(({ name }) => name));

/** Does something with a folder of these files. */
async function inFolder(files, act) {
  const folder = mkdtempSync(join(tmpdir(), "docs-site-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return await act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The mistakes of a site of these files, as `file:line what`. */
const mistakesOf = (files) => inFolder(files, async (folder) => (await site(folder)).mistakes.map(({ file, line, what }) => `${file}:${line} ${what}`));

test("every page is there, and no link or name of a heading leads nowhere", async () => {
  const { pages, files, mistakes } = await ours;
  assert.deepEqual(mistakes, []);
  assert.ok(pages.size > 600, `${pages.size} pages`);
  for (const name of ["index.html", "docs/tutorial.html", "docs/cookbook/index.html", "docs/decisions/index.html", "docs/reference/diagnostics/WM3012.html", "CHANGELOG.html"]) assert.ok(pages.has(name), name);
  // Once more in what was written: each address in it is a page with that name, or a file that is copied.
  const names = new Map([...pages].map(([path, html]) => [path, new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id))]));
  let followed = 0;
  for (const [path, html] of pages) {
    for (const [, address] of html.matchAll(/ (?:href|src)="([^"]*)"/g)) {
      if (/^(https?|mailto):/.test(address)) continue;
      const [file, id] = address.replaceAll("&amp;", "&").split("#");
      const target = file === "" ? path : posix.join(posix.dirname(path), file);
      assert.ok(pages.has(target) || existsSync(files.get(target) ?? ""), `${path}: ${address}`);
      assert.ok(!target.endsWith(".md"), `${path}: ${address}`);
      if (id !== undefined) assert.ok(names.get(target).has(decodeURIComponent(id)), `${path}: ${address}`);
      followed++;
    }
  }
  assert.ok(followed > 20000, `${followed} addresses`);
});

test("a link, a heading, an image or a folder that is not there is told with file and line", async () => {
  const found = await mistakesOf({
    "README.md": "# A\n\nSee [one](docs/one.md), [two](docs/two.md)\nand [three](docs/one.md#no-such).\n\n| a |\n|---|\n| x |\n| [four](docs/four.md) |\n\n![five](five.png)\n",
    "docs/one.md": "# One\n\n## Such\n\n[home](../README.md#a), [here](#such), [there](#sucht), [folder](../nothing/), [outside](../../etc/passwd)\n",
  });
  assert.deepEqual(found, [
    "README.md:3 docs/two.md is not there",
    "README.md:4 docs/one.md#no-such: docs/one.md has no heading of that name",
    "README.md:9 docs/four.md is not there",
    "README.md:11 five.png is not there",
    "docs/one.md:5 #sucht: docs/one.md has no heading of that name",
    "docs/one.md:5 ../nothing/ is not there",
    "docs/one.md:5 ../../etc/passwd is not there",
  ]);
});

test("HTML among Markdown and a fence that does not say what it holds are mistakes; a comment is not shown", async () => {
  const found = await mistakesOf({ "README.md": "# A\n\n<!-- Rendered. -->\n\na <b>c</b>\n\n```\nx\n```\n\n```cobol\nx\n```\n" });
  assert.deepEqual(found, ["README.md:5 HTML among Markdown: <b>", "README.md:5 HTML among Markdown: </b>", "README.md:7 a fence that does not say what it holds, such as wmstudy, sh or text", "README.md:11 a fence of 'cobol', of which the site knows nothing"]);
  const html = (await ours).pages.get("docs/reference/diagnostics.html");
  assert.ok(!html.includes("Rendered from") && !html.includes("&lt;!--"));
});

// Names that GitHub gave to headings of pages that everybody can look at: https://docs.github.com/en/get-started/writing-on-github (section links).
test("headings are named in links as GitHub names them", () => {
  assert.equal(slug("This'll be a Helpful Section About the Greek Letter Θ!"), "thisll-be-a-helpful-section-about-the-greek-letter-θ");
  assert.equal(slug("This heading is not unique in the file"), "this-heading-is-not-unique-in-the-file");
  assert.equal(slug("Sample Section"), "sample-section");
});

test("a site with a mistake is not written, and one that was written stays", () =>
  inFolder({}, (folder) => {
    const target = join(folder, "site");
    const build = () => spawnSync(process.execPath, [join(here, "build.mjs"), target], { encoding: "utf8" });
    const first = build();
    assert.equal(first.status, 0, first.stderr);
    for (const name of ["index.html", "style.css", "docs/images/report.png", "docs/images/graph.svg", "docs/reference/plan.schema.json", "LICENSE"]) assert.ok(statSync(join(target, name)).size > 0, name);
    const bytes = readFileSync(join(target, "docs/tutorial.html"));
    assert.equal(build().status, 0);
    assert.deepEqual(readFileSync(join(target, "docs/tutorial.html")), bytes);
    writeFileSync(join(folder, "README.md"), "# A\n\n[gone](docs/gone.md)\n");
    const wrong = spawnSync(process.execPath, [join(here, "build.mjs"), target, folder], { encoding: "utf8" });
    assert.equal(wrong.status, 1);
    assert.match(wrong.stderr, /^README\.md:3: docs\/gone\.md is not there\n/);
    assert.deepEqual(readFileSync(join(target, "docs/tutorial.html")), bytes);
  }));

test("studies are in the colours of the editor, on the page as by the grammar", async () => {
  const tokenize = await tokenizer();
  const html = coloured(tokenize, 'wmstudy 1\n## Who.\ncohort young from all { include = age < 45y and site == "A{who}" } # why');
  assert.equal(
    html,
    '<span class="keyword">wmstudy</span> <span class="number">1</span>\n<span class="comment">## Who.</span>\n' +
      '<span class="keyword">cohort</span> <span class="name">young</span> <span class="keyword">from</span> all { <span class="property">include</span> <span class="operator">=</span> age <span class="operator">&lt;</span> ' +
      '<span class="number">45</span><span class="unit">y</span> <span class="operator">and</span> site <span class="operator">==</span> <span class="string">&quot;</span><span class="string">A</span><span class="placeholder">{who}</span><span class="string">&quot;</span> } <span class="comment"># why</span>',
  );
  const { pages, read } = await ours;
  let fences = 0;
  for (const page of read.values()) {
    for (const fence of page.fences.filter(({ language }) => language === "wmstudy")) {
      assert.ok(pages.get(page.path).includes(coloured(tokenize, fence.text.replace(/\n$/, ""))), `${page.file}:${fence.line}`);
      fences++;
    }
  }
  assert.ok(fences > 400, `${fences} fences`);
});

/** The places in a tree of what has a colour that no table of names decides, and of words with one meaning. */
function* places(node, name) {
  if (Array.isArray(node)) {
    for (const one of node) yield* places(one, name);
    return;
  }
  if (node === null || typeof node !== "object") return;
  const { span } = node;
  if (span) {
    if (node.node === "text") yield { span, of: "text" };
    else if (["number", "quantity", "integer", "percentage"].includes(node.node)) yield { span, of: "number" };
    else if (node.text !== undefined && node.node === undefined) yield { span, of: "comment" };
    else if (name === "kind" && kinds.has(node.name)) yield { span, of: "kind" };
    else if (name === "key") yield { span, of: "key" };
  }
  for (const [key, one] of Object.entries(node)) {
    if (key === "pathSpan" || key === "reasonSpan") yield { span: one, of: "text" };
    else yield* places(one, key);
  }
}

test("comments, texts, numbers, kinds and settings of the studies on the pages are where the program reads them", async () => {
  const edition = "wmstudy 1\n";
  const { read } = await ours;
  let fences = [...read.values()].flatMap((page) => page.fences.filter(({ language }) => language === "wmstudy").map((fence) => ({ page, ...fence })));
  const all = fences.length;
  let text, tree;
  // All of them as one study, without those in which the program finds mistakes of syntax, as those on the pages of codes have.
  for (let tries = 0; ; tries++) {
    assert.ok(tries < 40, `${fences.length} of ${all} fences left`);
    text = edition;
    for (const fence of fences) {
      fence.start = text.length;
      fence.first = text.split("\n").length;
      text += fence.text.replace(/^wmstudy 1$/m, "# edition");
    }
    const { status, stdout, stderr } = spawnSync(program, ["tree", "-"], { input: text, encoding: "utf8", maxBuffer: 1 << 28 });
    if (status === 0) {
      tree = JSON.parse(stdout);
      break;
    }
    assert.equal(status, 1, stderr);
    const bad = new Set([...stderr.matchAll(/ --> [^\n]*?:(\d+):\d+/g)].map(([, line]) => fences.findLast(({ first }) => first <= Number(line))));
    assert.ok(bad.size > 0, stderr);
    fences = fences.filter((fence) => !bad.has(fence));
  }
  assert.ok(fences.length > 250, `${fences.length} of ${all} fences`);

  const tokenize = await tokenizer();
  const scopes = new Array(text.length).fill([]);
  const lines = text.split("\n");
  let at = 0;
  tokenize(text).forEach((tokens, line) => {
    for (const { start, end, scopes: found } of tokens) scopes.fill(found, at + start, at + end);
    at += lines[line].length + 1;
  });
  const expected = new Map([["text", ["string", "escape", "placeholder"]], ["number", ["number", "unit"]], ["comment", ["comment"]], ["kind", ["keyword"]], ["key", ["property"]]]);
  const covered = new Array(text.length).fill(undefined);
  const counted = new Map();
  const differ = [];
  const say = (from, what) => {
    const fence = fences.findLast(({ start }) => start <= from);
    differ.push(`${fence?.page.file}:${fence?.line} ${what}: ${JSON.stringify(text.slice(from, from + 30))} is ${scopes[from].at(-1)}`);
  };
  for (const { span, of } of places(tree)) {
    counted.set(of, (counted.get(of) ?? 0) + 1);
    for (let index = span.start; index < span.end; index++) {
      covered[index] = of;
      // A unit that there is none of is in no colour.
      if (of === "number" && !/[0-9.%]/.test(text[index])) continue;
      const inside = of === "text" ? scopes[index].some((scope) => scope.startsWith("string.")) : expected.get(of).includes(classOf(scopes[index]));
      if (!inside && text[index].trim()) {
        say(index, of);
        break;
      }
    }
  }
  // And the other way round: what the grammar takes for a comment, a text or a number is one.
  let before;
  for (let index = edition.length; index < text.length; index++) {
    if (text.startsWith("# edition", index)) index += "# edition".length;
    const name = classOf(scopes[index]);
    const as = name === "comment" ? "comment" : scopes[index].some((scope) => scope.startsWith("string.")) ? "text" : name === "number" ? "number" : undefined;
    if (as !== undefined && covered[index] !== as && (index === 0 || text[index - 1] === " " || as !== before)) say(index, `no ${as}`);
    before = as;
  }
  assert.deepEqual(differ, []);
  for (const [of, least] of [["text", 500], ["number", 250], ["comment", 50], ["kind", 800], ["key", 1000]]) assert.ok((counted.get(of) ?? 0) > least, `${counted.get(of)} of ${of}`);
});
