// The plan of a study as a picture beside it, drawn anew when the study is saved or has run.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { dirname, isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { placeOf, planPage } from "./planPage";

/** Bytes of a drawing; a plan of 20,000 steps has less. */
const mostBytes = 64 * 1024 * 1024;

interface View {
  panel: vscode.WebviewPanel;
  drawing: string;
  /** Drawings asked for: a slow one does not replace a later one. */
  asked: number;
}

const views = new Map<string, View>();

/** The folder that the program is started in, and that paths of a drawing start from. */
function folderOf(study: vscode.Uri): string {
  return vscode.workspace.getWorkspaceFolder(study)?.uri.fsPath ?? dirname(study.fsPath);
}

function draw(program: string, study: vscode.Uri, view: View): void {
  const turn = ++view.asked;
  execFile(program, ["graph", study.fsPath, "--format", "svg"], { cwd: folderOf(study), maxBuffer: mostBytes }, (mistake, drawing, said) => {
    if (turn !== view.asked || !views.has(study.toString())) return;
    let problem = "";
    if (mistake) problem = said.trim() || mistake.message;
    else view.drawing = drawing;
    view.panel.webview.html = planPage(view.drawing, problem, randomBytes(16).toString("hex"));
  });
}

async function lead(study: vscode.Uri, message: unknown): Promise<void> {
  const place = placeOf(message);
  if (!place) return;
  const path = isAbsolute(place.path) ? place.path : join(folderOf(study), place.path);
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
    const at = new vscode.Position(Math.min(place.line, document.lineCount) - 1, 0);
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, selection: new vscode.Range(at, at) });
  } catch {
    void vscode.window.showInformationMessage(`The file '${place.path}' is not there.`);
  }
}

/** Shows the plan of a study beside it. */
export async function showPlan(program: string, document: vscode.TextDocument): Promise<void> {
  await document.save();
  const key = document.uri.toString();
  let view = views.get(key);
  if (!view) {
    const title = `Plan of ${document.uri.path.split("/").pop() ?? "a study"}`;
    const panel = vscode.window.createWebviewPanel("wmstudy.plan", title, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }, { enableScripts: true, localResourceRoots: [] });
    view = { panel, drawing: "", asked: 0 };
    views.set(key, view);
    panel.onDidDispose(() => views.delete(key));
    panel.webview.onDidReceiveMessage((message) => void lead(document.uri, message));
  } else {
    view.panel.reveal(undefined, true);
  }
  draw(program, document.uri, view);
}

/** Draws the plans that are shown anew. */
export function drawAgain(program: string): void {
  for (const [key, view] of views) draw(program, vscode.Uri.parse(key), view);
}
