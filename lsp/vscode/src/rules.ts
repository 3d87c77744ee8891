// The card of a rule, as a Markdown preview.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';

const RULE_SCHEME = 'virga-rule';
const RULE = /^[A-Z]\d{4}$/;

export class RuleCards implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(RULE_SCHEME, this);

  constructor(private readonly program: () => string | undefined) {}

  dispose(): void {
    this.registration.dispose();
  }

  /** `asked` is a rule's id; without one, those of the findings at the cursor are offered. */
  async explain(asked: unknown): Promise<void> {
    const rule = typeof asked === 'string' && RULE.test(asked) ? asked : await pick();
    if (rule === undefined) return;
    await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.from({ scheme: RULE_SCHEME, path: `/${rule}.md` }));
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const rule = /([A-Z]\d{4})\.md$/.exec(uri.path)?.[1];
    const program = this.program();
    if (rule === undefined || program === undefined) return 'Virga does not run.';
    try {
      const { stdout } = await promisify(execFile)(program, ['explain', '--markdown', rule], { timeout: 10_000 });
      return stdout;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

async function pick(): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const found = new Map<string, string>();
  if (editor !== undefined) {
    for (const diagnostic of vscode.languages.getDiagnostics(editor.document.uri)) {
      const code = typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code;
      if (typeof code !== 'string' || !RULE.test(code)) continue;
      if (diagnostic.range.contains(editor.selection.active)) return code;
      found.set(code, diagnostic.message);
    }
  }
  if (found.size > 0) {
    const chosen = await vscode.window.showQuickPick([...found].map(([label, detail]) => ({ label, detail })), { title: 'Which rule?' });
    return chosen?.label;
  }
  return vscode.window.showInputBox({
    title: 'Which rule?',
    prompt: 'The id of a rule, as E3012',
    validateInput: (text) => (RULE.test(text) ? undefined : 'A letter and four digits, as E3012'),
  });
}
