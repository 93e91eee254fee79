// A client as editors have one: the program started as a process, the client library of Visual Studio Code on its pipes.
import { spawn } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import protocol from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";

const { createProtocolConnection, StreamMessageReader, StreamMessageWriter } = protocol;

export const repository = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** The program: the launcher, or what WMSTUDY_PROGRAM names while it is worked on. */
export const program = process.env.WMSTUDY_PROGRAM ?? join(repository, "wmstudy");

/** A folder with these files, removed by `remove`. */
export function folderWith(files) {
  const folder = mkdtempSync(join(tmpdir(), "wmstudy-client-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { folder, uri: (name) => pathToFileURL(join(folder, name)).href, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Servers that tests have started: one whose test failed would keep this process from its end. */
const started = [];
after(() => started.forEach((server) => server.kill()));

/** A server with the client's end of it, initialised for a folder. */
export async function start(folder, initializationOptions = {}, capabilities = {}) {
  const process = spawn(program, ["lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"], cwd: folder });
  started.push(process);
  const ended = new Promise((resolve) => process.on("exit", resolve));
  const connection = createProtocolConnection(new StreamMessageReader(process.stdout), new StreamMessageWriter(process.stdin));
  const published = new Map();
  const history = [];
  const waiting = [];
  const logged = [];
  connection.onNotification("textDocument/publishDiagnostics", (found) => {
    published.set(found.uri, found);
    history.push(found);
    for (const wait of waiting.splice(0)) {
      if (!wait.ready()) waiting.push(wait);
    }
  });
  connection.onNotification("window/logMessage", (message) => logged.push(message.message));
  connection.listen();
  const initialized = await connection.sendRequest("initialize", {
    processId: globalThis.process.pid,
    rootUri: pathToFileURL(folder).href,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "study" }],
    capabilities,
    initializationOptions,
  });
  await connection.sendNotification("initialized", {});
  return {
    connection, process, ended, initialized, logged,
    /** All that was ever published, in order. */
    history,
    request: (method, parameters) => connection.sendRequest(method, parameters),
    notify: (method, parameters) => connection.sendNotification(method, parameters),
    /** Opens a text as the client's own document. */
    async open(uri, text) {
      const document = TextDocument.create(uri, "wmstudy", 1, text);
      await connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "wmstudy", version: 1, text } });
      return document;
    },
    /** Sends changes and applies them to the client's document as its library does. */
    async change(document, contentChanges) {
      const version = document.version + 1;
      TextDocument.update(document, contentChanges, version);
      await connection.sendNotification("textDocument/didChange", { textDocument: { uri: document.uri, version }, contentChanges });
    },
    close: (uri) => connection.sendNotification("textDocument/didClose", { textDocument: { uri } }),
    /** The diagnostics of a version of a document, or those of any file that meet a condition. */
    diagnostics(uri, meets) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no such diagnostics of ${uri}: ${JSON.stringify(published.get(uri))}; the server said: ${logged.join("\n")}`)), 20_000);
        const ready = () => {
          const found = published.get(uri);
          if (!found || !meets(found)) return false;
          clearTimeout(timer);
          resolve(found.diagnostics);
          return true;
        };
        if (!ready()) waiting.push({ ready });
      });
    },
    ofVersion(document) {
      return this.diagnostics(document.uri, (found) => found.version === document.version);
    },
    async stop() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      const code = await ended;
      connection.dispose();
      return code;
    },
  };
}

/** The position of the nth occurrence of a text in a document, `into` characters after its start. */
export function at(document, text, into = 0, occurrence = 1) {
  let offset = -1;
  for (let i = 0; i < occurrence; i++) offset = document.getText().indexOf(text, offset + 1);
  if (offset < 0) throw new Error(`'${text}' is not in the document`);
  return document.positionAt(offset + into);
}

/** The text after a list of edits. */
export function applied(document, edits) {
  return TextDocument.applyEdits(document, edits);
}

/** Numbers of a seed, from 0 to 1: mulberry32. */
export function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
