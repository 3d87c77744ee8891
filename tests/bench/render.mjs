// A result of compare.mjs as Markdown and as a chart.

const NAMES = { virga: "Virga", "cloudformation-validate": "cloudformation-validate", "cfn-lint": "cfn-lint", samtranslator: "samtranslator" };
const BEGIN = "<!-- made by ./dev bench compare -->";
const END = "<!-- end -->";

function time(ms) {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

// Two digits are all that a measurement is good for.
function ratio(times, tool) {
  const value = times[tool] / times.virga;
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return `${value < 10 ? value.toFixed(1) : (Math.round(value / digits) * digits).toLocaleString("en-US")}×`;
}

export function table(result) {
  const tools = Object.keys(NAMES).filter((tool) => result.rows.some((row) => row.times[tool] !== undefined));
  const head = tools.map((tool) => `${NAMES[tool]} ${result.tools[tool] ?? ""}`.trim());
  const lines = [`| | ${head.join(" | ")} |`, `| --- |${" ---: |".repeat(tools.length)}`];
  for (const { name, times } of result.rows) {
    const cells = tools.map((tool) => {
      if (times[tool] === undefined) return "";
      return tool === "virga" ? time(times[tool]) : `${time(times[tool])} (${ratio(times, tool)})`;
    });
    lines.push(`| ${name} | ${cells.join(" | ")} |`);
  }
  return `${lines.join("\n")}\n\nProcessor time of all threads, on ${result.machine}; Node.js ${result.node}; load of the machine ${result.load}.\n`;
}

export function withTable(page, result) {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the page has no place for the table: ${BEGIN} … ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n${table(result)}${page.slice(end)}`;
}

// Bars on a logarithmic scale, from 1 ms, in colors that can be read on white and on black.
export function chart(result) {
  const colors = { virga: "#2f9e5b", "cloudformation-validate": "#d08400", "cfn-lint": "#7a7fd6", samtranslator: "#7a7fd6" };
  const bars = result.rows.flatMap(({ name, times }) => [{ title: name.replace(/`/g, "") },
    ...Object.keys(NAMES).filter((tool) => times[tool] !== undefined).map((tool) => ({ tool, ms: times[tool] }))]);
  const longest = Math.max(...bars.map((bar) => bar.ms ?? 1));
  const width = (ms) => 4 + (420 * Math.log10(Math.max(ms, 1))) / Math.log10(longest);
  let y = 8;
  const parts = bars.map((bar) => {
    if (bar.title) {
      y += 26;
      return `<text x="8" y="${y - 4}" class="title">${bar.title}</text>`;
    }
    y += 18;
    const end = 170 + width(bar.ms);
    return `<text x="162" y="${y - 4}" text-anchor="end">${NAMES[bar.tool]}</text>` +
      `<rect x="170" y="${y - 15}" width="${width(bar.ms).toFixed(1)}" height="13" rx="2" fill="${colors[bar.tool]}"/>` +
      `<text x="${(end + 6).toFixed(1)}" y="${y - 4}">${time(bar.ms)}</text>`;
  });
  const height = y + 34;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="680" height="${height}" viewBox="0 0 680 ${height}" role="img">
<title>Virga beside other tools: processor time, shorter is better, logarithmic scale</title>
<style>text { font: 12px system-ui, sans-serif; fill: #888 } .title { font-weight: 600 }</style>
${parts.join("\n")}
<text x="8" y="${height - 10}">Processor time on a logarithmic scale; shorter is better. ${result.machine}.</text>
</svg>
`;
}
