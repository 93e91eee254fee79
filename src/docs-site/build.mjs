// Writes the documentation as a web site into build/docs-site, whole or not at all: where a link leads nowhere it says so, and what was there stays.
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { repository } from "./pages.mjs";
import { site } from "./site.mjs";

const target = process.argv[2] ?? join(repository, "build/docs-site");
const { pages, files, mistakes } = await site(process.argv[3] ?? repository);
if (mistakes.length > 0) {
  for (const { file, line, what } of mistakes) console.error(`${file}:${line}: ${what}`);
  console.error(`${mistakes.length} mistakes; nothing was written.`);
  process.exit(1);
}

const draft = `${target}.new`;
rmSync(draft, { recursive: true, force: true });
const place = (path) => {
  mkdirSync(dirname(join(draft, path)), { recursive: true });
  return join(draft, path);
};
for (const [path, html] of pages) writeFileSync(place(path), html);
for (const [path, source] of files) copyFileSync(source, place(path));
rmSync(target, { recursive: true, force: true });
renameSync(draft, target);
console.log(`${pages.size} pages: ${join(target, "index.html")}`);
