// Which files are pages, where each stands on the site, and in which order the navigation lists them.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** The pages outside of docs/. */
const outside = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "dsl-examples/embedding/README.md"];

/** Folders of docs/ in the order of a reader who begins; one that is not named here comes after these. */
const sections = [
  ["cookbook", "Cookbook"],
  ["how-to", "How to"],
  ["reference", "Reference"],
  ["explanation", "Explanation"],
  ["validation", "Validation"],
  ["performance", "Performance"],
  ["decisions", "Decisions"],
];

/** The codes have a page each, which the page of all codes links; the navigation does without them. */
const unlisted = "docs/reference/diagnostics/";

/** The Markdown files under a folder, by name. */
function under(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? under(root, `${folder}/${entry.name}`) : entry.name.endsWith(".md") ? [`${folder}/${entry.name}`] : []))
    .sort();
}

/** The path on the site of a page: a folder's README is its index. */
export const htmlPath = (file) => file.replace(/(^|\/)README\.md$/, "$1index.md").replace(/\.md$/, ".html");

/** The path from one file of the site to another. */
export const relative = (from, to) => posix.relative(posix.dirname(from), to) || posix.basename(to);

/** The pages under a root: its Markdown files with their text. */
export function readPages(root = repository) {
  return [...outside.filter((file) => existsSync(join(root, file))), ...under(root, "docs")].map((file) => ({ file, path: htmlPath(file), text: readFileSync(join(root, file), "utf8") }));
}

/** The navigation: sections of pages. Decisions are listed last first, the others as their folders are. */
export function navigation(pages) {
  const listed = pages.filter((page) => !page.file.startsWith(unlisted));
  const of = (files) => files.map((file) => listed.find((page) => page.file === file)).filter(Boolean);
  const folders = [...new Set(listed.map((page) => /^docs\/([^/]+)\//.exec(page.file)?.[1]).filter(Boolean))];
  const known = sections.map(([name]) => name);
  const inOrder = [...known.filter((name) => folders.includes(name)), ...folders.filter((folder) => !known.includes(folder))];
  const inFolder = (folder) => {
    const found = listed.filter((page) => page.file.startsWith(`docs/${folder}/`));
    const isIndex = (page) => page.file.endsWith("/README.md");
    return [...found.filter(isIndex), ...(folder === "decisions" ? found.filter((page) => !isIndex(page)).reverse() : found.filter((page) => !isIndex(page)))];
  };
  return [
    { title: "Begin", pages: of(["README.md", "docs/tutorial.md"]) },
    ...inOrder.map((folder) => ({ title: sections.find(([name]) => name === folder)?.[1] ?? folder, pages: inFolder(folder) })),
    { title: "Project", pages: of(["dsl-examples/embedding/README.md", "CONTRIBUTING.md", "CHANGELOG.md"]) },
  ].filter((section) => section.pages.length > 0);
}
