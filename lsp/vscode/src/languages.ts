// Gives YAML and JSON documents that are templates the language CloudFormation, so that extensions for YAML leave them
// alone. Nobody's settings are touched.
import * as vscode from 'vscode';

import { looksLikeJson, recognize } from './detection';

export const CLOUDFORMATION = 'cloudformation';
export const CLOUDFORMATION_JSON = 'cloudformation-json';

export const isTemplateLanguage = (id: string): boolean => id === CLOUDFORMATION || id === CLOUDFORMATION_JSON;
export const isCandidateLanguage = (id: string): boolean => id === 'yaml' || id === 'json' || id === 'jsonc';

// The schemes of documents that people edit.
const EDITED = new Set(['file', 'untitled', 'vscode-remote', 'vscode-userdata']);

export class Languages implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[] = [];
  /** Documents whose language a person took back. */
  private readonly declined = new Set<string>();
  /** What was closed last: a change of language closes a document and opens it again. */
  private closed: { uri: string; language: string; at: number } | undefined;
  private readonly waiting = new Map<string, NodeJS.Timeout>();

  constructor() {
    this.subscriptions.push(
      vscode.workspace.onDidOpenTextDocument((document) => this.opened(document)),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.closed = { uri: document.uri.toString(), language: document.languageId, at: Date.now() };
      }),
      vscode.workspace.onDidChangeTextDocument((event) => this.changed(event.document)),
    );
    for (const document of vscode.workspace.textDocuments) this.look(document);
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Why a document that is not treated as a template is not. */
  reasonAgainst(document: vscode.TextDocument): string {
    if (this.declined.has(document.uri.toString())) return 'its language was changed by hand';
    if (!enabled(document)) return 'the setting virga.recognize is off';
    return recognize(document.getText()).reason;
  }

  /** Makes a document a template because somebody asked for it. */
  async force(document: vscode.TextDocument): Promise<void> {
    this.declined.delete(document.uri.toString());
    await vscode.languages.setTextDocumentLanguage(document, languageOf(document));
  }

  private opened(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    const again = this.closed?.uri === uri && Date.now() - this.closed.at < 500;
    if (again && isTemplateLanguage(this.closed?.language ?? '') && isCandidateLanguage(document.languageId)) {
      this.declined.add(uri);
    } else if (again && isTemplateLanguage(document.languageId)) {
      this.declined.delete(uri);
    }
    this.look(document);
  }

  private changed(document: vscode.TextDocument): void {
    if (!isCandidateLanguage(document.languageId)) return;
    const uri = document.uri.toString();
    clearTimeout(this.waiting.get(uri));
    this.waiting.set(uri, setTimeout(() => {
      this.waiting.delete(uri);
      if (!document.isClosed) this.look(document);
    }, 250));
  }

  private look(document: vscode.TextDocument): void {
    if (!EDITED.has(document.uri.scheme) || this.declined.has(document.uri.toString()) || !enabled(document)) return;
    const wanted = languageOf(document);
    const undecided = isCandidateLanguage(document.languageId) && recognize(document.getText()).isTemplate;
    // A file *.template may hold JSON.
    const mistaken = document.languageId === CLOUDFORMATION && wanted === CLOUDFORMATION_JSON && document.fileName.endsWith('.template');
    if (undecided || mistaken) void vscode.languages.setTextDocumentLanguage(document, wanted);
  }
}

function languageOf(document: vscode.TextDocument): string {
  return document.languageId !== 'yaml' && looksLikeJson(document.getText()) ? CLOUDFORMATION_JSON : CLOUDFORMATION;
}

function enabled(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration('virga', document).get('recognize', true);
}
