// The dependency graph of a template in a panel; a click on a resource leads to it.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { drawGraph, type Graph } from './graph_layout';
import { isTemplateLanguage } from './languages';

export class GraphPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private source: vscode.Uri | undefined;
  private waiting: NodeJS.Timeout | undefined;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly client: () => LanguageClient | undefined) {
    this.subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      if (this.panel === undefined || event.document.uri.toString() !== this.source?.toString()) return;
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => void this.draw(), 300);
    });
  }

  dispose(): void {
    clearTimeout(this.waiting);
    this.subscription.dispose();
    this.panel?.dispose();
  }

  async show(document: vscode.TextDocument): Promise<void> {
    this.source = document.uri;
    if (this.panel === undefined) {
      this.panel = vscode.window.createWebviewPanel('virga.graph', 'Dependencies', { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }, { enableScripts: true, localResourceRoots: [] });
      this.panel.onDidDispose(() => (this.panel = undefined));
      this.panel.webview.onDidReceiveMessage((message: { reveal?: unknown }) => {
        if (typeof message.reveal === 'string') void this.reveal(message.reveal);
      });
    }
    this.panel.title = `Dependencies: ${document.fileName.split(/[/\\]/).at(-1) ?? ''}`;
    this.panel.reveal(undefined, true);
    await this.draw();
  }

  private async draw(): Promise<void> {
    const client = this.client();
    if (this.panel === undefined || this.source === undefined || client === undefined) return;
    const textDocument = { uri: client.code2ProtocolConverter.asUri(this.source) };
    try {
      const result: { text?: string } | null = await client.sendRequest('virga/graph', { textDocument, format: 'json' });
      // While the text is broken the last picture stays.
      if (result?.text === undefined) return;
      const graph = JSON.parse(result.text) as Graph;
      this.panel.webview.html = page(drawGraph(graph), graph.nodes.length);
    } catch (error) {
      void vscode.window.showErrorMessage(`Virga: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private async reveal(id: string): Promise<void> {
    if (this.source === undefined) return;
    const document = await vscode.workspace.openTextDocument(this.source);
    if (!isTemplateLanguage(document.languageId)) return;
    const symbols = (await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri)) ?? [];
    const resources = symbols.find((symbol) => symbol.name === 'Resources');
    const target = resources?.children.find((symbol) => symbol.name === id);
    if (target === undefined) return;
    await vscode.window.showTextDocument(document, { selection: target.selectionRange, viewColumn: vscode.ViewColumn.One });
  }
}

function page(svg: string, nodes: number): string {
  const nonce = randomBytes(16).toString('base64');
  const body = nodes > 0 ? svg : '<p>This template has no resources yet.</p>';
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<style nonce="${nonce}">
  body { background: var(--vscode-editor-background); color: var(--vscode-editor-foreground); font-family: var(--vscode-font-family); }
  .node { cursor: pointer; }
  .node rect { fill: var(--vscode-editorWidget-background); stroke: var(--vscode-editorWidget-border, var(--vscode-contrastBorder, gray)); }
  .node:hover rect { stroke: var(--vscode-focusBorder); }
  .node text { fill: var(--vscode-editor-foreground); font-size: 12px; }
  .node .type { fill: var(--vscode-descriptionForeground); font-size: 10px; }
  .edge { fill: none; stroke: var(--vscode-descriptionForeground); stroke-opacity: 0.7; }
  .head { fill: var(--vscode-descriptionForeground); }
  .edge.circle, .node.circle rect { stroke: var(--vscode-errorForeground); }
</style></head><body>${body}
<script nonce="${nonce}">
  const vscode = acquireVsCodeApi();
  document.addEventListener('click', (event) => {
    const node = event.target.closest?.('.node');
    if (node) vscode.postMessage({ reveal: node.dataset.id });
  });
</script></body></html>`;
}
