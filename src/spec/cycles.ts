// Cycles among the tasks' needs: the shortest one through the first task of each knot, always told alike.
import type { TaskId } from "./spec.ts";

export interface Node {
  readonly id: TaskId;
  readonly needs: readonly TaskId[];
}

/** One cycle per knot, as the ids along it, first task first. A task that needs itself is not one. */
export function findCycles(nodes: readonly Node[]): readonly (readonly TaskId[])[] {
  const indexOf = new Map<TaskId, number>();
  nodes.forEach((node, index) => {
    if (!indexOf.has(node.id)) indexOf.set(node.id, index);
  });
  const edges = nodes.map((node, index) =>
    node.needs.flatMap((id) => {
      const to = indexOf.get(id);
      return to === undefined || to === index ? [] : [to];
    })
  );
  return knots(edges)
    .filter((knot) => knot.length > 1)
    .map((knot) => shortestCycle(edges, new Set(knot), least(knot)))
    .sort((left, right) => (left[0] ?? 0) - (right[0] ?? 0))
    .map((cycle) => cycle.map((index) => nodes[index]?.id ?? ""));
}

/** Strongly connected components (Tarjan), without recursion: a chain may be 10,000 tasks long. */
function knots(edges: readonly (readonly number[])[]): number[][] {
  const found: number[][] = [];
  const order = new Int32Array(edges.length).fill(-1);
  const low = new Int32Array(edges.length);
  const onStack = new Uint8Array(edges.length);
  const stack: number[] = [];
  let count = 0;
  for (let root = 0; root < edges.length; root++) {
    if (order[root] !== -1) continue;
    const path: { readonly node: number; next: number }[] = [];
    const enter = (node: number) => {
      order[node] = low[node] = count++;
      stack.push(node);
      onStack[node] = 1;
      path.push({ node, next: 0 });
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { node } = top;
      const to = edges[node]?.[top.next++];
      if (to !== undefined) {
        if (order[to] === -1) enter(to);
        else if (onStack[to] === 1) low[node] = Math.min(low[node] ?? 0, order[to] ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) {
        low[parent.node] = Math.min(low[parent.node] ?? 0, low[node] ?? 0);
      }
      if (low[node] === order[node]) {
        const knot = stack.splice(stack.lastIndexOf(node));
        for (const member of knot) onStack[member] = 0;
        found.push(knot);
      }
    }
  }
  return found;
}

/** `Math.min(...numbers)` takes them on the stack, where a ring of a hundred thousand has no room. */
function least(numbers: readonly number[]): number {
  return numbers.reduce((least, number) => Math.min(least, number));
}

function shortestCycle(
  edges: readonly (readonly number[])[],
  knot: ReadonlySet<number>,
  start: number,
): number[] {
  const from = new Map<number, number>();
  const queue = [start];
  for (const node of queue) {
    for (const to of edges[node] ?? []) {
      if (to === start) return pathTo(from, start, node);
      if (!knot.has(to) || from.has(to)) continue;
      from.set(to, node);
      queue.push(to);
    }
  }
  return [start];
}

function pathTo(from: ReadonlyMap<number, number>, start: number, last: number): number[] {
  const path = [last];
  for (let node = last; node !== start;) {
    node = from.get(node) ?? start;
    path.push(node);
  }
  return path.reverse();
}
