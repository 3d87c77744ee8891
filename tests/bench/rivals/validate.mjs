// validate.mjs PASSES FILE…: @aws/cloudformation-validate over these files, PASSES times in one process, with the faster
// of its two engines. Prints {passes: [milliseconds of processor time…], refused: files that it does not read}.
import { CelEngine, TemplateFile } from "@aws/cloudformation-validate";

const [passes, ...files] = process.argv.slice(2);
const engine = new CelEngine();
const times = [];
let refused = 0;
for (let pass = 0; pass < Number(passes); ++pass) {
  refused = 0;
  const start = process.cpuUsage();
  for (const file of files) {
    try {
      engine.validateStandard(new TemplateFile(file));
    } catch {
      ++refused;
    }
  }
  const { user, system } = process.cpuUsage(start);
  times.push((user + system) / 1000);
}
console.log(JSON.stringify({ passes: times, refused }));
