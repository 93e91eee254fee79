// Bundles the page's script and styles and collects the licences of every package that is inlined.
// Usage: node bundle.mjs OUTPUT_FOLDER
import { build } from "esbuild";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const output = process.argv[2];
if (!output) {
  throw new Error("usage: node bundle.mjs OUTPUT_FOLDER");
}
mkdirSync(output, { recursive: true });

const common = { absWorkingDir: here, bundle: true, minify: true, legalComments: "none", write: false, metafile: true, logLevel: "warning" };
const script = await build({ ...common, entryPoints: ["src/main.ts"], format: "iife", target: "es2021", charset: "ascii" });
const styles = await build({ ...common, entryPoints: ["src/report.css"], charset: "ascii" });

const packages = new Set();
for (const result of [script, styles]) {
  for (const input of Object.keys(result.metafile.inputs)) {
    const match = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) {
      packages.add(match[1]);
    }
  }
}

const licences = [...packages].sort().map((name) => {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) {
    throw new Error(`${name} ships no licence text; it cannot be inlined`);
  }
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
});

writeFileSync(join(output, "report.js"), script.outputFiles[0].text);
writeFileSync(join(output, "report.css"), styles.outputFiles[0].text);
writeFileSync(join(output, "licences.txt"), licences.join("\n"));
