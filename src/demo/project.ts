// The sample project of the demo, as data: a to-do list in plain `sh`, its spec and its config. It needs
// nothing but a POSIX shell, and its tests are real.
import { DEMO_TASKS, type DemoTask } from "./tasks.ts";
import type { Files } from "./work.ts";

export const DEMO_CONFIG =
  `# The sample project of \`spec-tui demo\`. Its agent is scripted: it costs nothing.
agent: demo
jobs: 3
max_retries: 3
retry_delay_seconds: 0
task_timeout_minutes: 2
main_branch: main
budget_usd: 5
commands:
  test: sh test.sh
  lint: ""
hooks:
  post_done:
    run_review: false
`;

/** All files of the project's first commit. */
export function demoFiles(): Files {
  return {
    ...PROGRAM,
    "spec-tui.config.yaml": DEMO_CONFIG,
    "spec/requirements.md": REQUIREMENTS,
    "spec/design.md": DESIGN,
    "spec/tasks.md": tasksText(),
  };
}

function tasksText(): string {
  let milestone = "";
  const sections = DEMO_TASKS.map((task) => {
    const heading = task.milestone === milestone ? "" : `## Milestone ${task.milestone}\n\n`;
    milestone = task.milestone;
    return heading + taskText(task);
  });
  return `# Tasks: todo\n\n> A to-do list in a text file, in plain \`sh\`\n\n${
    sections.join("\n")
  }`;
}

function taskText(task: DemoTask): string {
  const list = (items: readonly string[]) => items.map((item) => `- [ ] ${item}\n`).join("");
  const ids = (values: readonly string[]) => values.map((value) => `[${value}]`).join(", ");
  const blocks = DEMO_TASKS.filter((other) => other.needs.includes(task.id)).map(({ id }) => id);
  return `### ${task.id}: ${task.name}
${
    { P0: "🔴", P1: "🟠", P2: "🟡" }[task.priority]
  } ${task.priority} | ⬜ TODO | Est: ${task.estimate}

**Description:**
${task.description}

**Checklist:**
${list(task.items)}
**Tests (Definition of Done):**
${list(task.tests)}
**Traces to:** ${ids(task.traces)}
**Depends on:** ${ids(task.needs) || "—"}
**Blocks:** ${ids(blocks) || "—"}
`;
}

const PROGRAM: Files = {
  "README.md":
    "# todo\n\nA to-do list in a text file, in plain `sh`. Run the tests with `sh test.sh`.\n",
  "todo": `#!/bin/sh
# A to-do list in a text file. Each command is a file in commands/; what they share is in lib/.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
TODO_FILE=\${TODO_FILE:-$HOME/.todo.txt}
for part in "$here"/lib/*.sh; do
  if [ -e "$part" ]; then . "$part"; fi
done
command=\${1:-help}
if [ $# -gt 0 ]; then shift; fi
case $command in
help)
  echo "usage: todo COMMAND [WORDS...]"
  for file in "$here"/commands/*.sh; do
    if [ -e "$file" ]; then sed -n '1s/^# /  /p' "$file"; fi
  done
  exit 0
  ;;
*[!a-z]*) file= ;;
*) file=$here/commands/$command.sh ;;
esac
if [ ! -e "$file" ]; then
  echo "todo: there is no command \\"$command\\"" >&2
  exit 2
fi
. "$file"
`,
  "test.sh": `#!/bin/sh
# Runs every tests/*_test.sh with an empty list of its own, and prints the outcome as TAP.
cd "$(dirname "$0")" || exit 2
number=0
failed=0
for file in tests/*_test.sh; do
  number=$((number + 1))
  folder=$(mktemp -d) || exit 2
  if output=$(TODO_FILE=$folder/list.txt sh -eu "$file" 2>&1); then
    echo "ok $number - $file"
  else
    failed=$((failed + 1))
    echo "not ok $number - $file"
    printf '%s\\n' "$output" | sed 's/^/    /'
  fi
  rm -rf "$folder"
done
echo "1..$number"
echo "# $((number - failed)) passed, $failed failed"
[ "$failed" -eq 0 ]
`,
  "tests/expect.sh": `# expect WHAT FOUND EXPECTED
expect() {
  if [ "$2" != "$3" ]; then
    echo "$1: expected \\"$3\\", found \\"$2\\""
    exit 1
  fi
}

# expect_refused WHAT COMMAND...
expect_refused() {
  what=$1
  shift
  if ("$@") >/dev/null 2>&1; then
    echo "$what: expected a refusal"
    exit 1
  fi
}
`,
  "tests/help_test.sh": `. tests/expect.sh

expect "help is the default" "$(sh todo | head -n 1)" "usage: todo COMMAND [WORDS...]"
expect_refused "an unknown command" sh todo fly
expect_refused "a path is no command" sh todo ../test
`,
};

const REQUIREMENTS = `# Requirements: todo

A to-do list for people who live in a terminal: one text file, one command, no installation.

#### REQ-001: One plain file
The list is a text file that other tools can read. A wrong item number never changes it.

#### REQ-002: Add and list
Items are added in plain words and listed with their numbers.

#### REQ-003: Finish and tidy up
Items are marked as done, removed, or put away. Nothing is lost unasked.

#### REQ-004: Find and count
Items are found by their words. The number of open items is one command away.

#### REQ-005: Priorities and dates
Urgent items and due dates stand out in every listing.

#### REQ-006: Share
The list can be handed on as Markdown.

#### REQ-007: A guide
Every command is explained in the README.
`;

const DESIGN = `# Design: todo

### DESIGN-001: A command is a file
\`todo NAME\` runs \`commands/NAME.sh\`; its first line is its help. A new command touches no other file.

### DESIGN-002: One store
Commands change the list through \`lib/store.sh\` only, by writing a new file and renaming it.

### DESIGN-003: One line, one place
\`lib/format.sh\` names the fields of a printed line in order (\`LINE\`). A new field is a function of its own
file, and one word in that line.

### DESIGN-004: Tests
\`sh test.sh\` runs every \`tests/*_test.sh\`, each with a list of its own.
`;
