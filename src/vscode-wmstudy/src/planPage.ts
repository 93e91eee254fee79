// The page of the plan view, and what is read off a plan's drawing. Knows nothing of the editor.

/** A place in a study, from line 1. */
export interface Place {
  path: string;
  line: number;
}

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A text as it stands in HTML. */
export const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

/** The place that a message of the page names, where it is one. */
export function placeOf(message: unknown): Place | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const { path, line } = message as Partial<Record<keyof Place, unknown>>;
  return typeof path === "string" && typeof line === "number" && Number.isInteger(line) && line >= 1 ? { path, line } : undefined;
}

/**
 * The page: the drawing of `wmstudy graph`, of which nothing but its own text, lines and boxes is let in, and above it what was wrong when the study was planned last. Steps are buttons that name their place.
 * @param drawing SVG, or nothing where no plan was made yet.
 * @param problem What the program said, where it made no plan.
 * @param nonce A text that nobody can guess, by which the page's script is known.
 */
export function planPage(drawing: string, problem: string, nonce: string): string {
  // The program escapes what studies say; the policy lets nothing run or load besides the script below.
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Plan</title>
<style nonce="${nonce}">
body { margin: 0; padding: 12px; }
svg { max-width: 100%; height: auto; }
pre { white-space: pre-wrap; border-left: 3px solid var(--vscode-editorError-foreground, #b91c1c); padding-left: 8px; }
.old svg { opacity: 0.4; }
g[data-line] { cursor: pointer; }
g[data-line]:focus { outline: 2px solid var(--vscode-focusBorder, #1d4ed8); }
</style>
</head>
<body>
${problem ? `<pre role="alert">${escaped(problem)}</pre>` : ""}
<div class="${problem ? "old" : "new"}">${drawing}</div>
<script nonce="${nonce}">
const editor = typeof acquireVsCodeApi === "function" ? acquireVsCodeApi() : { postMessage: (message) => window.posted = message };
for (const step of document.querySelectorAll("g[data-line]")) {
  step.setAttribute("tabindex", "0");
  step.setAttribute("role", "button");
  const go = () => editor.postMessage({ path: step.dataset.path, line: Number(step.dataset.line) });
  step.addEventListener("click", go);
  step.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); go(); } });
}
</script>
</body>
</html>
`;
}
