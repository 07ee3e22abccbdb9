// The tasks of a spec by their ids: a map of places that specs share whose tasks differ in no id.
import type { Task, TaskId } from "./spec.ts";

export class TaskIndex implements ReadonlyMap<TaskId, Task> {
  /** Of each id the place of its first task. */
  readonly places: ReadonlyMap<TaskId, number>;
  /** The prefixes of the ids that are tasks' in this file. */
  readonly prefixes: ReadonlySet<string>;
  readonly #tasks: readonly Task[];

  constructor(
    places: ReadonlyMap<TaskId, number>,
    prefixes: ReadonlySet<string>,
    tasks: readonly Task[],
  ) {
    this.places = places;
    this.prefixes = prefixes;
    this.#tasks = tasks;
  }

  get size(): number {
    return this.places.size;
  }

  has(id: TaskId): boolean {
    return this.places.has(id);
  }

  get(id: TaskId): Task | undefined {
    const place = this.places.get(id);
    return place === undefined ? undefined : this.#tasks[place];
  }

  *entries(): MapIterator<[TaskId, Task]> {
    for (const task of this.values()) yield [task.id, task];
  }

  keys(): MapIterator<TaskId> {
    return this.places.keys();
  }

  *values(): MapIterator<Task> {
    for (const place of this.places.values()) {
      const task = this.#tasks[place];
      if (task !== undefined) yield task;
    }
  }

  [Symbol.iterator](): MapIterator<[TaskId, Task]> {
    return this.entries();
  }

  forEach(
    callback: (task: Task, id: TaskId, map: ReadonlyMap<TaskId, Task>) => void,
    self?: unknown,
  ): void {
    for (const task of this.values()) callback.call(self, task, task.id, this);
  }
}
