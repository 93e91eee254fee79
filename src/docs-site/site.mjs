// The pages as HTML, with what is wrong with their links.
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { coloured, differences, escape, tokenizer } from "./colours.mjs";
import { navigation, readPages, relative, repository } from "./pages.mjs";

const MarkdownIt = createRequire(import.meta.url)("markdown-it");
const here = dirname(fileURLToPath(import.meta.url));

/** The words of fences. A study's is `wmstudy`; a fence without a word is taken for one that was forgotten. */
const languages = new Set(["wmstudy", "sh", "console", "text", "json", "diff", "csharp", "fsharp", "python", "r", "lua", "mermaid"]);

/** The name of a heading in links, as GitHub makes it of the text. */
export const slug = (text) => text.trim().toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, "").replaceAll(" ", "-");

/** The text of inline tokens, without their marks. */
const plain = (tokens) => tokens.map((token) => (token.type === "text" || token.type === "code_inline" ? token.content : token.type === "image" ? plain(token.children) : "")).join("");

/** What a page says before it is written: its tokens, its headings with their names in links, its links and fences with their lines. */
function read(markdown, page) {
  const tokens = markdown.parse(page.text, {});
  const headings = [];
  const links = [];
  const fences = [];
  const mistakes = [];
  const taken = new Map();
  const lines = page.text.split("\n");
  // Cells of tables have no place of their own, only their row has.
  let block = [0, 1];
  tokens.forEach((token, at) => {
    block = token.map ?? block;
    if (token.type === "heading_open") {
      const text = plain(tokens[at + 1].children);
      const base = slug(text);
      const count = taken.get(base) ?? 0;
      taken.set(base, count + 1);
      const id = count === 0 ? base : `${base}-${count}`;
      token.attrSet("id", id);
      headings.push({ level: Number(token.tag[1]), id, text });
    } else if (token.type === "fence") {
      const language = token.info.trim();
      fences.push({ language, text: token.content, line: token.map[0] + 1 });
      if (!languages.has(language)) mistakes.push({ file: page.file, line: token.map[0] + 1, what: language ? `a fence of '${language}', of which the site knows nothing` : "a fence that does not say what it holds, such as wmstudy, sh or text" });
    } else if (token.type === "html_block") {
      if (!/^<!--[^]*-->\s*$/.test(token.content)) mistakes.push({ file: page.file, line: token.map[0] + 1, what: "HTML among Markdown" });
    } else if (token.type === "inline") {
      const [first, end] = token.map ?? block;
      let from = first;
      const lineOf = (piece) => {
        for (let line = from; line < end; line++) if (lines[line].includes(piece)) return (from = line) + 1;
        return first + 1;
      };
      const visit = (children) => {
        for (const child of children) {
          if (child.type === "html_inline" && !child.content.startsWith("<!--")) mistakes.push({ file: page.file, line: lineOf(child.content), what: `HTML among Markdown: ${child.content}` });
          const attribute = child.type === "link_open" ? "href" : child.type === "image" ? "src" : undefined;
          if (attribute) links.push({ token: child, attribute, to: child.attrGet(attribute), line: lineOf(child.attrGet(attribute)) });
          if (child.children) visit(child.children);
        }
      };
      visit(token.children);
    }
  });
  return { ...page, tokens, headings, links, fences, mistakes, title: headings.find((heading) => heading.level === 1)?.text ?? page.file };
}

/** Puts in place of each link where it leads on the site; what is no page is copied, what is not there is a mistake. */
function resolve(page, pages, folders, files, root) {
  const wrong = (line, what) => page.mistakes.push({ file: page.file, line, what });
  for (const { token, attribute, to, line } of page.links) {
    if (/^(https?:|mailto:)/.test(to)) continue;
    const [path, anchor] = to.split("#");
    const target = path === "" ? page.file : posix.normalize(posix.join(posix.dirname(page.file), decodeURIComponent(path)));
    const other = pages.get(target);
    if (other) {
      if (anchor !== undefined && !other.headings.some((heading) => heading.id === decodeURIComponent(anchor))) wrong(line, `${to}: ${target} has no heading of that name`);
      token.attrSet(attribute, (path === "" ? "" : relative(page.path, other.path)) + (anchor === undefined ? "" : `#${anchor}`));
    } else if (target.startsWith("..") || target.startsWith("/") || !existsSync(join(root, target))) wrong(line, `${to} is not there`);
    else if (target.endsWith(".md")) wrong(line, `${to} is no page of the site`);
    else if (statSync(join(root, target)).isDirectory()) {
      const folder = target.replace(/\/$/, "");
      if (![...pages.keys()].some((file) => file.startsWith(`${folder}/`))) wrong(line, `${to} is a folder without pages`);
      const index = pages.get(`${folder}/README.md`)?.path ?? `${folder}/index.html`;
      if (!pages.has(`${folder}/README.md`)) folders.add(folder);
      token.attrSet(attribute, relative(page.path, index));
    } else {
      files.set(target, join(root, target));
      token.attrSet(attribute, relative(page.path, target));
    }
  }
}

/** The navigation as HTML, for a page of the site. */
const navigationOf = (sections, path, pages) =>
  sections
    .map(({ title, pages: listed }) => {
      const holds = listed.some((page) => page.path === path) || (title === "Reference" && path.startsWith("docs/reference/")) || (title === "Decisions" && path.startsWith("docs/decisions/"));
      const items = listed.map((page) => `<li><a href="${escape(relative(path, page.path))}"${page.path === path ? ' aria-current="page"' : ""}>${escape(pages.get(page.file).title)}</a></li>`);
      return `<details${holds || title === "Begin" ? " open" : ""}><summary>${escape(title)}</summary><ul>${items.join("")}</ul></details>`;
    })
    .join("\n");

const contents = (headings) => {
  const listed = headings.filter(({ level }) => level === 2 || level === 3);
  if (listed.length < 2) return "";
  return `<nav class="contents" aria-label="On this page"><p>On this page</p><ul>${listed.map(({ level, id, text }) => `<li class="level${level}"><a href="#${escape(id)}">${escape(text)}</a></li>`).join("")}</ul></nav>`;
};

const layout = ({ path, title, body, menu, toc }) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="stylesheet" href="${escape(relative(path, "style.css"))}">
</head>
<body>
<a class="skip" href="#text">To the text</a>
<nav class="site" aria-label="Pages">
${menu}
</nav>
<main id="text">
${body}
</main>
${toc}
</body>
</html>
`;

/** The whole site of a repository: path and HTML of each page, the files that go with them, and what is wrong. */
export async function site(root = repository) {
  const tokenize = await tokenizer();
  const markdown = new MarkdownIt({ html: true, linkify: false, typographer: false });
  const { rules } = markdown.renderer;
  rules.html_block = rules.html_inline = () => "";
  rules.fence = (tokens, at) => {
    const language = tokens[at].info.trim();
    const text = tokens[at].content.replace(/\n$/, "");
    const html = language === "wmstudy" ? coloured(tokenize, text) : language === "diff" ? differences(text) : escape(text);
    return `<pre class="${escape(language)}" tabindex="0"><code>${html}\n</code></pre>\n`;
  };
  rules.table_open = () => '<div class="table" tabindex="0"><table>\n';
  rules.table_close = () => "</table></div>\n";

  const found = readPages(root).map((page) => read(markdown, page));
  const pages = new Map(found.map((page) => [page.file, page]));
  const folders = new Set();
  const files = new Map([["style.css", join(here, "style.css")]]);
  for (const page of pages.values()) resolve(page, pages, folders, files, root);

  const sections = navigation(found);
  const made = new Map();
  for (const page of pages.values()) {
    const body = markdown.renderer.render(page.tokens, markdown.options, {});
    made.set(page.path, layout({ ...page, body, menu: navigationOf(sections, page.path, pages), toc: contents(page.headings) }));
  }
  for (const folder of folders) {
    const path = `${folder}/index.html`;
    const title = posix.basename(folder).replace(/^./, (c) => c.toUpperCase());
    const items = [...pages.values()].filter((page) => posix.dirname(page.file) === folder).reverse();
    const body = `<h1>${escape(title)}</h1>\n<ul>\n${items.map((page) => `<li><a href="${escape(relative(path, page.path))}">${escape(page.title)}</a> (${escape(posix.basename(page.file, ".md"))})</li>`).join("\n")}\n</ul>`;
    made.set(path, layout({ path, title, body, menu: navigationOf(sections, path, pages), toc: "" }));
  }
  const mistakes = [...pages.values()].flatMap((page) => page.mistakes);
  return { pages: made, files, mistakes, read: pages };
}

