// The expanded template beside its source, kept in step with it.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { shownExpansion, type Expansion } from './expanded_text';
import { isTemplateLanguage } from './languages';

export const EXPANDED_SCHEME = 'virga-expanded';

/** The virtual document of a source: the same path under another scheme, the source's address as its query. */
const expandedOf = (source: vscode.Uri): vscode.Uri =>
  vscode.Uri.from({ scheme: EXPANDED_SCHEME, path: source.path.replace(/(\.[^./]+)?$/, ' (expanded)$1'), query: source.toString() });

export class ExpandedTemplates implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  /** The last expansion of each: while there is none, the view keeps what it had, and says so. */
  private readonly last = new Map<string, string>();

  constructor(private readonly client: () => LanguageClient | undefined) {
    this.subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(EXPANDED_SCHEME, this),
      vscode.workspace.onDidChangeTextDocument((event) => this.sourceChanged(event.document)),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document.uri.scheme === EXPANDED_SCHEME) this.last.delete(document.uri.toString());
      }),
    ];
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }

  async show(source: vscode.TextDocument): Promise<void> {
    const uri = expandedOf(source.uri);
    const document = await vscode.workspace.openTextDocument(uri);
    this.changed.fire(uri);
    const shown = await vscode.languages.setTextDocumentLanguage(document, source.languageId);
    await vscode.window.showTextDocument(shown, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const client = this.client();
    const source = vscode.Uri.parse(uri.query, true);
    const kept = this.last.get(uri.toString());
    const isJson = source.path.endsWith('.json');
    if (client === undefined || !client.isRunning()) return shownExpansion({ message: 'Virga does not run' }, kept, isJson);
    try {
      const textDocument = { uri: client.code2ProtocolConverter.asUri(source) };
      const answer = (await client.sendRequest<Expansion | null>('virga/expandedTemplate', { textDocument })) ?? {};
      if (typeof answer.text === 'string') this.last.set(uri.toString(), answer.text);
      return shownExpansion(answer, kept, answer.languageId === undefined ? isJson : answer.languageId === 'json');
    } catch (error) {
      return shownExpansion({ message: error instanceof Error ? error.message : String(error) }, kept, isJson);
    }
  }

  private sourceChanged(document: vscode.TextDocument): void {
    if (!isTemplateLanguage(document.languageId) || document.uri.scheme === EXPANDED_SCHEME) return;
    const uri = expandedOf(document.uri);
    const key = uri.toString();
    if (!vscode.workspace.textDocuments.some((open) => open.uri.toString() === key)) return;
    clearTimeout(this.waiting.get(key));
    this.waiting.set(key, setTimeout(() => {
      this.waiting.delete(key);
      this.changed.fire(uri);
    }, 200));
  }
}
