// Studies in colours: the grammar of the editor extension, its scopes as classes of the style sheet.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { grammar } from "../vscode-wmstudy/grammar.mjs";

const require = createRequire(import.meta.url);
const textmate = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");

export const escape = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

/** The class of a scope; the first that begins it is taken. What has none is in the colour of the text. */
export const classes = [
  ["comment", "comment"],
  ["string", "string"],
  ["constant.character.escape", "escape"],
  ["variable.other.placeholder", "placeholder"],
  ["constant.numeric", "number"],
  ["keyword.other.unit", "unit"],
  ["keyword.operator", "operator"],
  ["keyword", "keyword"],
  ["constant.language", "word"],
  ["storage.type", "type"],
  ["entity.name", "name"],
  ["variable.parameter", "name"],
  ["variable.other.property", "property"],
  ["variable.other.member", "member"],
  ["support.function", "function"],
];

/** The class of a token: its innermost scope that has one. */
export const classOf = (scopes) => scopes.toReversed().map((scope) => classes.find(([prefix]) => scope === prefix || scope.startsWith(`${prefix}.`))?.[1]).find(Boolean);

const loaded = (async () => {
  await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({ createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns), createOnigString: (text) => new oniguruma.OnigString(text) }),
    loadGrammar: async () => textmate.parseRawGrammar(JSON.stringify(grammar()), "wmstudy.tmLanguage.json"),
  });
  return registry.loadGrammar("source.wmstudy");
})();

/** What colours a text: a function from the text to its tokens, a list for each line, with start, end and scopes. */
export async function tokenizer() {
  const rules = await loaded;
  return (text) => {
    let state = textmate.INITIAL;
    return text.split("\n").map((line) => {
      const { tokens, ruleStack } = rules.tokenizeLine(line, state);
      state = ruleStack;
      // The last token may reach over the line's end, which the grammar sees as a character.
      return tokens.map(({ startIndex, endIndex, scopes }) => ({ start: startIndex, end: Math.min(endIndex, line.length), scopes })).filter(({ start, end }) => start < end);
    });
  };
}

/** A study as HTML. */
export function coloured(tokenize, text) {
  const lines = text.split("\n");
  return tokenize(text)
    .map((tokens, at) =>
      tokens
        .map(({ start, end, scopes }) => {
          const piece = escape(lines[at].slice(start, end));
          const name = classOf(scopes);
          return name && piece.trim() ? `<span class="${name}">${piece}</span>` : piece;
        })
        .join(""),
    )
    .join("\n");
}

/** What was taken away and what was put in, as `diff` marks it. */
export const differences = (text) =>
  text
    .split("\n")
    .map((line) => (/^[+-]/.test(line) ? `<span class="${line[0] === "+" ? "added" : "removed"}">${escape(line)}</span>` : escape(line)))
    .join("\n");
