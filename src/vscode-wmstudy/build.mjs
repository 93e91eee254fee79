// Bundles the extension into one file that needs nothing but the editor, outside of src/, where it would be taken for a change of the program.
import { build } from "esbuild";

await build({
  entryPoints: ["src/extension.ts"], outfile: "../../build/vscode-wmstudy/extension.cjs", bundle: true, platform: "node", format: "cjs", target: "node20", external: ["vscode"], minify: true, logLevel: "warning",
});
