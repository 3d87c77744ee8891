// A dependency graph as SVG: those that others need stand below, and no line of text is drawn twice.

export interface GraphNode {
  readonly id: string;
  readonly type?: string;
}
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly via?: readonly string[];
}
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly cycles?: readonly (readonly string[])[];
}

const WIDTH = 230;
const HEIGHT = 46;
const GAP_X = 28;
const GAP_Y = 64;
const MARGIN = 24;

/** The row of each node: 0 for those that nobody needs. Edges of circles that lead back do not count. */
export function layers(graph: Graph): Map<string, number> {
  const targets = new Map<string, string[]>(graph.nodes.map((node) => [node.id, []]));
  for (const edge of graph.edges) if (targets.has(edge.to)) targets.get(edge.from)?.push(edge.to);
  const state = new Map<string, 'open' | 'done'>();
  const order: string[] = [];
  const ignored = new Set<string>();
  for (const root of targets.keys()) {
    const stack: { id: string; next: number }[] = state.has(root) ? [] : [{ id: root, next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      state.set(top.id, state.get(top.id) ?? 'open');
      const target = targets.get(top.id)?.[top.next++];
      if (target === undefined) {
        state.set(top.id, 'done');
        order.push(top.id);
        stack.pop();
      } else if (!state.has(target)) {
        stack.push({ id: target, next: 0 });
      } else if (state.get(target) === 'open') {
        ignored.add(`${top.id}\n${target}`);
      }
    }
  }
  const rows = new Map<string, number>([...targets.keys()].map((id) => [id, 0]));
  for (const id of order.reverse()) {
    for (const target of targets.get(id) ?? []) {
      if (!ignored.has(`${id}\n${target}`)) rows.set(target, Math.max(rows.get(target) ?? 0, (rows.get(id) ?? 0) + 1));
    }
  }
  return rows;
}

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const shortened = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

export function drawGraph(graph: Graph): string {
  const rows: GraphNode[][] = [];
  const rowOf = layers(graph);
  for (const node of graph.nodes) (rows[rowOf.get(node.id) ?? 0] ??= []).push(node);
  const place = new Map<string, { x: number; y: number }>();
  const widest = Math.max(1, ...rows.map((row) => row?.length ?? 0));
  const full = widest * (WIDTH + GAP_X) - GAP_X;
  // Two sweeps: each row in the order of the middle of what it is connected with above it.
  rows.forEach((row, y) => {
    const middle = (node: GraphNode): number => {
      const above = graph.edges.filter((edge) => edge.to === node.id).map((edge) => place.get(edge.from)?.x).filter((x) => x !== undefined);
      return above.length === 0 ? Number.MAX_SAFE_INTEGER : above.reduce((sum, x) => sum + x, 0) / above.length;
    };
    const sorted = y === 0 ? row : [...row].sort((a, b) => middle(a) - middle(b));
    const left = (full - (sorted.length * (WIDTH + GAP_X) - GAP_X)) / 2;
    sorted.forEach((node, x) => place.set(node.id, { x: MARGIN + left + x * (WIDTH + GAP_X), y: MARGIN + y * (HEIGHT + GAP_Y) }));
  });
  const circle = new Set((graph.cycles ?? []).flat());
  const lines = graph.edges.map((edge) => {
    const [from, to] = [place.get(edge.from), place.get(edge.to)];
    if (from === undefined || to === undefined) return '';
    const down = to.y > from.y;
    const [x1, y1] = [from.x + WIDTH / 2, down ? from.y + HEIGHT : from.y];
    const [x2, y2] = [to.x + WIDTH / 2, down ? to.y : to.y + HEIGHT];
    const bend = Math.max(24, Math.abs(y2 - y1) / 2) * (down ? 1 : -1);
    const kind = circle.has(edge.from) && circle.has(edge.to) ? 'edge circle' : 'edge';
    return (
      `<path class="${kind}" marker-end="url(#arrow)" d="M${x1},${y1} C${x1},${y1 + bend} ${x2},${y2 - bend} ${x2},${y2}">` +
      `<title>${escapeXml(`${edge.from} needs ${edge.to}${edge.via?.length ? `: ${edge.via.join(', ')}` : ''}`)}</title></path>`
    );
  });
  const boxes = graph.nodes.map((node) => {
    const at = place.get(node.id) ?? { x: 0, y: 0 };
    return (
      `<g class="${circle.has(node.id) ? 'node circle' : 'node'}" data-id="${escapeXml(node.id)}" transform="translate(${at.x},${at.y})">` +
      `<title>${escapeXml(`${node.id}${node.type === undefined ? '' : `\n${node.type}`}`)}</title><rect width="${WIDTH}" height="${HEIGHT}" rx="6"/>` +
      `<text class="name" x="12" y="19">${escapeXml(shortened(node.id, 28))}</text>` +
      `<text class="type" x="12" y="36">${escapeXml(shortened(node.type ?? '', 34))}</text></g>`
    );
  });
  const height = Math.max(1, rows.length) * (HEIGHT + GAP_Y) - GAP_Y + 2 * MARGIN;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${full + 2 * MARGIN} ${height}" width="${full + 2 * MARGIN}" height="${height}">` +
    '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">' +
    `<path d="M0,0 L10,5 L0,10 z" class="head"/></marker></defs>${lines.join('')}${boxes.join('')}</svg>`
  );
}
