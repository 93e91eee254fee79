// Neovim's own language client drives the server.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { folderWith, program, repository } from "./client.mjs";
import { files } from "./study.mjs";

const absent = spawnSync("nvim", ["--version"]).error ? "Neovim is not installed" : false;

test("Neovim opens, edits, completes, hovers, renames, formats and ends", { skip: absent, timeout: 120_000 }, () => {
  const folder = folderWith(files);
  const study = join(folder.folder, "heights.wmstudy");
  // What the page tells its readers to write is what is tried.
  const page = readFileSync(join(repository, "docs/how-to/editors.md"), "utf8");
  const configuration = join(folder.folder, "init.lua");
  writeFileSync(configuration, /```lua\n([^`]*)```/.exec(page)[1].replace("/path/to/wmstudy", program));
  const run = spawnSync("nvim", ["--headless", "-u", configuration, "-i", "NONE", "-n", "-c", `luafile ${join(repository, "tests/LanguageClient/neovim.lua")}`], {
    cwd: folder.folder, encoding: "utf8", timeout: 100_000, env: { ...process.env, WMSTUDY_PROGRAM: program, WMSTUDY_STUDY: study, XDG_STATE_HOME: folder.folder, XDG_CACHE_HOME: folder.folder },
  });
  const said = (run.stdout + run.stderr).split(/\r?\n/).map((line) => line.trim());
  assert.deepEqual(said.filter((line) => line.startsWith("not ok") || line.includes("Error")), []);
  assert.equal(said.filter((line) => line.startsWith("ok ")).length, 9, said.join("\n"));
  assert.match(readFileSync(study, "utf8"), /genotypes = array/);
  folder.remove();
});
