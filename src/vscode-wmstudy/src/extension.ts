// The client of `wmstudy lsp`, and tasks that check, plan and run a study.
import * as vscode from "vscode";
import { LanguageClient, TransportKind, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";
import { drawAgain, showPlan } from "./planView";

let client: LanguageClient | undefined;

const actions = ["check", "plan", "run"] as const;
type Action = (typeof actions)[number];

interface StudyTask extends vscode.TaskDefinition {
  command: Action;
  study?: string;
  only?: string;
}

function program(): string {
  return vscode.workspace.getConfiguration("wmstudy").get<string>("program", "wmstudy");
}

async function start(): Promise<void> {
  const run = { command: program(), args: ["lsp"], transport: TransportKind.stdio };
  const server: ServerOptions = { run, debug: run };
  const options: LanguageClientOptions = {
    documentSelector: [{ language: "wmstudy", scheme: "file" }, { language: "wmstudy", scheme: "untitled" }],
    initializationOptions: { lenses: true },
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{wmstudy,tsv,csv,txt,covars,pheno,gz,bed,bim,fam,pgen,pvar,psam,bgen,sample,vcf,bcf,nii,bval,bvec}") },
  };
  client = new LanguageClient("wmstudy", "wmstudy", server, options);
  try {
    await client.start();
  } catch (mistake) {
    const choice = await vscode.window.showErrorMessage(
      `The program '${run.command}' cannot be started as a language server: ${mistake instanceof Error ? mistake.message : String(mistake)}`, "Set its path");
    if (choice) await vscode.commands.executeCommand("workbench.action.openSettings", "wmstudy.program");
  }
}

/** The words after the program's name; one declaration is planned by a run that computes nothing. */
function wordsOf(definition: StudyTask, study: string): string[] {
  if (!definition.only) return [definition.command, study];
  return definition.command === "plan" ? ["run", study, "--only", definition.only, "--dry-run"] : [definition.command, study, "--only", definition.only];
}

function taskOf(definition: StudyTask, scope: vscode.WorkspaceFolder | vscode.TaskScope): vscode.Task {
  const study = definition.study ?? "${file}";
  const execution = new vscode.ShellExecution(program(), wordsOf(definition, study));
  return new vscode.Task(definition, scope, `${definition.command} ${definition.study ?? "the open study"}`, "wmstudy", execution, "$wmstudy");
}

/** Plans or runs a study: that of a lens, with the declaration that it stands at, or the open one. */
async function carryOut(command: Action, uri?: string, only?: string): Promise<void> {
  const document = uri ? await vscode.workspace.openTextDocument(vscode.Uri.parse(uri)) : vscode.window.activeTextEditor?.document;
  if (document?.languageId !== "wmstudy") {
    void vscode.window.showInformationMessage("Open a study first.");
    return;
  }
  await document.save();
  const scope = vscode.workspace.getWorkspaceFolder(document.uri) ?? vscode.TaskScope.Workspace;
  const definition: StudyTask = { type: "wmstudy", command, study: document.uri.fsPath, ...(only ? { only } : {}) };
  await vscode.tasks.executeTask(taskOf(definition, scope));
}

/** A command's argument where it is a text: menus pass other things. */
const text = (value: unknown) => (typeof value === "string" ? value : undefined);

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("wmstudy.plan", (uri, only) => carryOut("plan", text(uri), text(only))),
    vscode.commands.registerCommand("wmstudy.run", (uri, only) => carryOut("run", text(uri), text(only))),
    vscode.commands.registerCommand("wmstudy.showPlan", async () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document?.languageId === "wmstudy") await showPlan(program(), document);
      else void vscode.window.showInformationMessage("Open a study first.");
    }),
    // An imported file may be in any plan that is shown.
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (document.languageId === "wmstudy") drawAgain(program());
    }),
    vscode.tasks.onDidEndTask((ended) => {
      if (ended.execution.task.definition.type === "wmstudy") drawAgain(program());
    }),
    vscode.commands.registerCommand("wmstudy.restart", async () => {
      await client?.stop();
      await start();
    }),
    vscode.tasks.registerTaskProvider("wmstudy", {
      provideTasks: () => actions.map((command) => taskOf({ type: "wmstudy", command }, vscode.TaskScope.Workspace)),
      resolveTask: (task) => taskOf(task.definition as StudyTask, task.scope ?? vscode.TaskScope.Workspace),
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
