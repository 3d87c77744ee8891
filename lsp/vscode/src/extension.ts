import * as os from 'node:os';
import * as vscode from 'vscode';
import { LanguageClient, RevealOutputChannelOn, type LanguageClientOptions, type ServerOptions } from 'vscode-languageclient/node';
import type { Location, Position } from 'vscode-languageclient';

import { findProgram, type Program } from './binary';
import { EXPANDED_SCHEME, ExpandedTemplates } from './expanded';
import { GraphPanel } from './graph';
import { CLOUDFORMATION, CLOUDFORMATION_JSON, isTemplateLanguage, Languages } from './languages';
import { RuleCards } from './rules';
import { Status } from './status';
import { versionMismatch } from './versions';

let client: LanguageClient | undefined;
let program: Program | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('Virga', { log: true });
  const running = (): LanguageClient | undefined => client;
  const languages = new Languages();
  const status = new Status(languages, running);
  const expanded = new ExpandedTemplates(running);
  const graph = new GraphPanel(running);
  const rules = new RuleCards(() => program?.path);

  const start = async (): Promise<void> => {
    status.setFault(undefined);
    program = findProgram({
      setting: vscode.workspace.getConfiguration('virga').get('path', ''),
      extensionFolder: context.extensionPath,
      workspaceFolder: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
      home: os.homedir(),
      searchPath: process.env['PATH'] ?? '',
      windows: process.platform === 'win32',
    });
    if (program === undefined) {
      const message = 'The program virga was not found; install it, or name it in the setting virga.path.';
      status.setFault(message);
      const open = 'Open the Setting';
      if ((await vscode.window.showErrorMessage(message, open)) === open) {
        await vscode.commands.executeCommand('workbench.action.openSettings', 'virga.path');
      }
      return;
    }
    output.info(`Starting ${program.path} (${program.origin})`);
    client = newClient(program, output);
    client.onDidChangeState(() => void status.update());
    try {
      await client.start();
      const version = client.initializeResult?.serverInfo?.version;
      const mismatch = versionMismatch(String(context.extension.packageJSON.version), version, program.path);
      if (mismatch !== undefined) void vscode.window.showWarningMessage(mismatch);
    } catch (error) {
      status.setFault(`${program.path} could not be started: ${error instanceof Error ? error.message : String(error)}`);
    }
    await status.update();
  };
  const restart = async (): Promise<void> => {
    const old = client;
    client = undefined;
    await old?.dispose().catch(() => undefined);
    await start();
  };
  // The template that a command is about: the one it names, else the one before the user.
  const template = async (named: unknown): Promise<vscode.TextDocument | undefined> => {
    const uri = named instanceof vscode.Uri ? named : typeof named === 'string' ? vscode.Uri.parse(named) : undefined;
    const document = uri === undefined ? vscode.window.activeTextEditor?.document : await vscode.workspace.openTextDocument(uri);
    if (document !== undefined && isTemplateLanguage(document.languageId) && document.uri.scheme !== EXPANDED_SCHEME) return document;
    void vscode.window.showInformationMessage('Open a CloudFormation or SAM template first.');
    return undefined;
  };
  const command = (name: string, run: (...words: unknown[]) => unknown): vscode.Disposable => vscode.commands.registerCommand(name, run);

  context.subscriptions.push(
    output, languages, status, expanded, graph, rules,
    command('virga.showExpandedTemplate', async (named) => {
      const document = await template(named);
      if (document !== undefined) await expanded.show(document);
    }),
    command('virga.graph', async (named) => {
      const document = await template(named);
      if (document !== undefined) await graph.show(document);
    }),
    command('virga.explainRule', (rule) => rules.explain(rule)),
    command('virga.fixAll', () => vscode.commands.executeCommand('editor.action.fixAll')),
    command('virga.restart', restart),
    command('virga.showOutput', () => output.show(true)),
    command('virga.recognizeNow', async () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document !== undefined) await languages.force(document);
    }),
    // Code lenses of the server: it speaks of places in the protocol's terms, the editor's command wants its own.
    command('virga.showReferences', (uri, position, locations) => showReferences(uri as string, position as Position, locations as Location[])),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('virga.path')) void restart();
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.dispose();
}

function newClient(found: Program, output: vscode.LogOutputChannel): LanguageClient {
  const server: ServerOptions = { command: found.path, args: ['lsp'] };
  const options: LanguageClientOptions = {
    documentSelector: [CLOUDFORMATION, CLOUDFORMATION_JSON].flatMap((language) =>
      ['file', 'untitled', 'vscode-remote'].map((scheme) => ({ language, scheme })),
    ),
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: { virga: vscode.workspace.getConfiguration('virga') },
    diagnosticCollectionName: 'virga',
    markdown: { isTrusted: { enabledCommands: ['virga.explainRule', 'virga.showExpandedTemplate', 'virga.graph'] } },
  };
  return new LanguageClient('virga', 'Virga', server, options);
}

async function showReferences(uri: string, position: Position, locations: Location[]): Promise<void> {
  const converter = client?.protocol2CodeConverter;
  if (converter === undefined) return;
  await vscode.commands.executeCommand('editor.action.showReferences', converter.asUri(uri), converter.asPosition(position),
    locations.map((location) => converter.asLocation(location)));
}
