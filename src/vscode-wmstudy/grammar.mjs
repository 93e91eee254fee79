// Makes the TextMate grammar of the catalogue's JSON: which words are kinds, functions and units stands there alone.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** Words as one pattern, longer ones first. */
const words = (names) => [...new Set(names)].sort((a, b) => b.length - a.length || a.localeCompare(b)).map((name) => name.replace(/[.*+?^${}()|[\]\\%]/g, "\\$&")).join("|");

export function grammar() {
  const catalogue = JSON.parse(readFileSync(join(here, "../../docs/reference/catalogue.json"), "utf8"));
  const kinds = words(catalogue.kinds.map((kind) => kind.name));
  const functions = words(catalogue.functions.map((row) => row.name));
  const units = words(catalogue.units.map((unit) => unit.name));
  const cases = words(catalogue.enumerations.flatMap((row) => row.cases.map((one) => one.name)));
  const name = "[A-Za-z_][A-Za-z0-9_]*";
  return {
    name: "wmstudy",
    scopeName: "source.wmstudy",
    patterns: [
      { include: "#comments" },
      { match: "^(wmstudy)\\s+([0-9]+)", captures: { 1: { name: "keyword.control.edition.wmstudy" }, 2: { name: "constant.numeric.wmstudy" } } },
      {
        match: `^(import)\\s+("(?:[^"\\\\]|\\\\.)*")\\s+(as)\\s+(${name})`,
        captures: { 1: { name: "keyword.control.import.wmstudy" }, 2: { name: "string.quoted.double.wmstudy" }, 3: { name: "keyword.other.wmstudy" }, 4: { name: "entity.name.namespace.wmstudy" } },
      },
      {
        match: `^(param)\\s+(${name})\\s*:\\s*(\\[?(?:int|float|bool|string|quantity)\\]?)`,
        captures: { 1: { name: "keyword.control.wmstudy" }, 2: { name: "variable.parameter.wmstudy" }, 3: { name: "storage.type.wmstudy" } },
      },
      {
        // The head of a declaration, up to its block: names there are of other declarations, though a brace may follow.
        begin: `^(${kinds})\\b(?:\\s+(?!from\\b)(${name}))?`,
        end: "(?=\\{)|$",
        beginCaptures: { 1: { name: "keyword.control.kind.wmstudy" }, 2: { name: "entity.name.type.wmstudy" } },
        patterns: [{ match: `(?<!\\.)\\b(?!(?:from|accept|not)\\b)${name}\\b(?=\\s*\\{)`, name: "variable.other.wmstudy" }, { include: "#expressions" }],
      },
      { include: "#expressions" },
    ],
    repository: {
      comments: {
        patterns: [
          { match: "##.*$", name: "comment.line.documentation.wmstudy" },
          { match: "#.*$", name: "comment.line.number-sign.wmstudy" },
        ],
      },
      expressions: {
        patterns: [
          { include: "#comments" },
          { include: "#strings" },
          { match: "\\b(accept)\\s+(WM[0-9]{4})\\s+(because)\\b", captures: { 1: { name: "keyword.control.wmstudy" }, 2: { name: "constant.language.wmstudy" }, 3: { name: "keyword.other.wmstudy" } } },
          { match: `(?<![A-Za-z0-9_.])([0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?:(${units})(?![A-Za-z0-9_]))?`, captures: { 1: { name: "constant.numeric.wmstudy" }, 2: { name: "keyword.other.unit.wmstudy" } } },
          { match: "\\b(?:true|false)\\b", name: "constant.language.boolean.wmstudy" },
          { match: "\\b(?:and|or|not|in)\\b", name: "keyword.operator.logical.wmstudy" },
          { match: "\\b(?:from|as|because)\\b", name: "keyword.other.wmstudy" },
          { match: `\\b(${name})(?=\\s*=(?!=))`, name: "variable.other.property.wmstudy" },
          { match: `\\b(${name})(?=\\s*\\{)`, name: "variable.other.property.wmstudy" },
          { match: `(?<!\\.)\\b(?:${functions})(?=\\s*\\()`, name: "support.function.wmstudy" },
          { match: `(?<=\\.)(${name})`, name: "variable.other.member.wmstudy" },
          // Beside an operator a word is a column that has the name of one.
          { match: `(?<![.A-Za-z0-9_]|[-+*^&<>] |[=!<>]= )(?:${cases})(?![A-Za-z0-9_.]|\\s*(?:[-+*^&:<>]|[=!]=|in\\b))`, name: "constant.language.wmstudy" },
          { match: "==|!=|<=|>=|<|>|\\.\\.|[-+*/^&:=]", name: "keyword.operator.wmstudy" },
          { match: `\\b${name}\\b`, name: "variable.other.wmstudy" },
        ],
      },
      strings: {
        begin: '"',
        end: '"|$',
        name: "string.quoted.double.wmstudy",
        patterns: [
          { match: "\\\\.", name: "constant.character.escape.wmstudy" },
          { match: "\\{\\{|\\}\\}", name: "constant.character.escape.wmstudy" },
          { match: "\\{[^}\"]*\\}", name: "variable.other.placeholder.wmstudy" },
        ],
      },
    },
  };
}
