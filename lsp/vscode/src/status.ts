// The status item: is the file before you a template, and why?
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { isTemplateLanguage, type Languages } from './languages';

interface StatusResult {
  isTemplate?: boolean;
  reason?: string;
  version?: string;
  regions?: string[];
  configurationFiles?: string[];
  problems?: string[];
}

const SELECTOR = ['cloudformation', 'cloudformation-json', 'yaml', 'json', 'jsonc'].map((language) => ({ language }));

export class Status implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('virga', SELECTOR);
  private readonly subscriptions: vscode.Disposable[];
  private asked = 0;
  /** Why there is no server, if there is none. */
  private fault: string | undefined;

  constructor(
    private readonly languages: Languages,
    private readonly client: () => LanguageClient | undefined,
  ) {
    this.item.name = 'Virga';
    this.subscriptions = [
      vscode.window.onDidChangeActiveTextEditor(() => void this.update()),
      vscode.workspace.onDidOpenTextDocument(() => void this.update()),
      vscode.workspace.onDidSaveTextDocument(() => void this.update()),
      vscode.workspace.onDidChangeConfiguration(() => void this.update()),
    ];
  }

  dispose(): void {
    this.item.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  setFault(fault: string | undefined): void {
    this.fault = fault;
    void this.update();
  }

  async update(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined) return;
    const mine = ++this.asked;
    if (this.fault !== undefined) {
      this.show('Virga does not run', this.fault, vscode.LanguageStatusSeverity.Error, 'virga.showOutput', 'Show the Output');
      return;
    }
    if (!isTemplateLanguage(document.languageId)) {
      this.show('Not a template', `Virga leaves it alone because ${this.languages.reasonAgainst(document)}.`,
        vscode.LanguageStatusSeverity.Information, 'virga.recognizeNow', 'Treat as a Template');
      return;
    }
    const client = this.client();
    if (client === undefined || !client.isRunning()) return;
    try {
      const uri = client.code2ProtocolConverter.asUri(document.uri);
      const status: StatusResult = await client.sendRequest('virga/status', { textDocument: { uri } });
      if (mine !== this.asked) return;
      const problems = status.problems ?? [];
      const about = [`Because ${status.reason ?? 'its language is CloudFormation'}`];
      if (status.regions?.length) about.push(`regions: ${status.regions.join(', ')}`);
      if (status.configurationFiles?.length) about.push(`settings from ${status.configurationFiles.join(', ')}`);
      this.show(status.isTemplate === false ? 'Not a template' : 'CloudFormation template', [...problems, about.join('; ')].join('. '),
        problems.length > 0 ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information,
        'virga.showOutput', 'Show the Output');
    } catch {
      // The server is about to end or to start; what comes next updates the item.
    }
  }

  private show(text: string, detail: string, severity: vscode.LanguageStatusSeverity, command: string, title: string): void {
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = severity;
    this.item.command = { command, title };
  }
}
