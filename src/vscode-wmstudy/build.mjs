// Writes the grammar, and bundles the extension into one file that needs nothing but the editor, outside of src/, where it would be taken for a change of the program.
import { mkdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { grammar } from "./grammar.mjs";

mkdirSync("../../build/vscode-wmstudy", { recursive: true });
writeFileSync("../../build/vscode-wmstudy/wmstudy.tmLanguage.json", JSON.stringify(grammar(), null, 2) + "\n");

await build({
  entryPoints: ["src/extension.ts"], outfile: "../../build/vscode-wmstudy/extension.cjs", bundle: true, platform: "node", format: "cjs", target: "node20", external: ["vscode"], minify: true, logLevel: "warning",
});
