// The expanded template beside its source, kept in step with it.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { isTemplateLanguage } from './languages';

export const EXPANDED_SCHEME = 'virga-expanded';

interface ExpandedResult {
  text?: string | null;
  message?: string;
}

/** The virtual document of a source: the same path under another scheme, the source's address as its query. */
const expandedOf = (source: vscode.Uri): vscode.Uri =>
  vscode.Uri.from({ scheme: EXPANDED_SCHEME, path: source.path.replace(/(\.[^./]+)?$/, ' (expanded)$1'), query: source.toString() });

export class ExpandedTemplates implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  /** The last good text of each: while the source is broken, the view keeps what it had. */
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
    if (client === undefined || !client.isRunning()) return kept ?? '# Virga does not run.\n';
    try {
      const textDocument = { uri: client.code2ProtocolConverter.asUri(source) };
      const result: ExpandedResult | null = await client.sendRequest('virga/expandedTemplate', { textDocument });
      if (typeof result?.text === 'string') {
        this.last.set(uri.toString(), result.text);
        return result.text;
      }
      return kept ?? `# ${result?.message ?? 'The template cannot be expanded yet; its errors are shown in it.'}\n`;
    } catch (error) {
      return kept ?? `# ${error instanceof Error ? error.message : String(error)}\n`;
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
