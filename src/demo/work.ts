// What the demo's tasks leave behind: real files of a small shell tool that pass its real tests.

export type Files = Readonly<Record<string, string>>;

/** The fields of one printed item, in order. Two tasks of the demo change this one line at the same time. */
export const FIELDS = ["number", "mark", "priority", "text", "due"] as const;

export function formatFile(fields: readonly string[]): string {
  const ordered = FIELDS.filter((field) => fields.includes(field));
  return `# Prints one item. LINE names its fields in order; each is a function of number, mark and text.
LINE="${ordered.join(" ")}"

item_line() {
  line=
  for field in $LINE; do
    part=$("field_$field" "$@")
    [ -z "$part" ] || line="$line\${line:+ }$part"
  done
  printf '%s\\n' "$line"
}

field_number() {
  printf '%s' "$1"
}

field_mark() {
  if [ "$2" = x ]; then printf '[x]'; else printf '[ ]'; fi
}

field_text() {
  printf '%s' "$3"
}
`;
}

/** Every field named by any \`LINE=\` of the text: also both sides of a conflict. */
export function fieldsIn(text: string): readonly string[] {
  const named = [...text.matchAll(/^LINE="([^"]*)"/gm)].flatMap((match) => match[1]?.split(" "));
  return FIELDS.filter((field) => named.includes(field));
}

export const STORE: Files = {
  "lib/store.sh": `# Keeps the list: one item per line, "- text" while open and "x text" once done.

items() {
  if [ -e "$TODO_FILE" ]; then cat "$TODO_FILE"; fi
}

item_count() {
  items | wc -l | tr -d ' '
}

append_item() {
  printf -- '- %s\\n' "$1" >>"$TODO_FILE"
}

# Puts standard input in the place of the list.
replace_items() {
  cat >"$TODO_FILE.new" && mv "$TODO_FILE.new" "$TODO_FILE"
}

# Ends the program unless $1 is the number of an item.
need_item() {
  case $1 in
  '' | *[!0-9]*)
    echo "todo: \\"$1\\" is not a number" >&2
    exit 2
    ;;
  esac
  if [ "$1" -lt 1 ] || [ "$1" -gt "$(item_count)" ]; then
    echo "todo: there is no item $1" >&2
    exit 2
  fi
}
`,
  "tests/store_test.sh": `. tests/expect.sh
. lib/store.sh

expect "an empty list" "$(item_count)" 0
append_item "Buy milk"
append_item "Call home"
expect "two items" "$(item_count)" 2
items | sed 1d | replace_items
expect "one is left" "$(items)" "- Call home"
expect_refused "number too big" need_item 2
expect_refused "not a number" need_item two
`,
};

export const ADD: Files = {
  "commands/add.sh": `# add WORDS...     adds an item
if [ $# -eq 0 ]; then
  echo "todo: add what?" >&2
  exit 2
fi
append_item "$*"
echo "Added: $*"
`,
  "tests/add_test.sh": `. tests/expect.sh

expect "it says what it added" "$(sh todo add Buy milk)" "Added: Buy milk"
expect "the item is kept" "$(cat "$TODO_FILE")" "- Buy milk"
expect_refused "nothing to add" sh todo add
`,
};

export const LIST: Files = {
  "lib/format.sh": formatFile(["number", "mark", "text"]),
  "commands/list.sh": `# list             shows all items
number=0
items | while read -r mark text; do
  number=$((number + 1))
  item_line "$number" "$mark" "$text"
done
`,
  "tests/list_test.sh": `. tests/expect.sh

expect "an empty list" "$(sh todo list)" ""
printf -- '- Buy milk\\nx Call home\\n' >"$TODO_FILE"
expect "both items" "$(sh todo list)" "1 [ ] Buy milk
2 [x] Call home"
`,
};

/** The first version counts from 0: its own test fails, and the next attempt mends it. */
export function doneFiles(mended: boolean): Files {
  return {
    "commands/done.sh": `# done NUMBER      marks an item as done
need_item "\${1:-}"
items | awk -v n="$1" 'NR${mended ? "" : " - 1"} == n { sub(/^-/, "x") } { print }' | replace_items
echo "Done: item $1"
`,
    "tests/done_test.sh": `. tests/expect.sh

printf -- '- Buy milk\\n- Call home\\n' >"$TODO_FILE"
expect "it says so" "$(sh todo done 1)" "Done: item 1"
expect "the first is done" "$(cat "$TODO_FILE")" "x Buy milk
- Call home"
expect_refused "no such item" sh todo done 3
`,
  };
}

export const REMOVE: Files = {
  "commands/remove.sh": `# remove NUMBER    takes an item off the list
need_item "\${1:-}"
items | awk -v n="$1" 'NR != n' | replace_items
echo "Removed: item $1"
`,
  "tests/remove_test.sh": `. tests/expect.sh

printf -- '- Buy milk\\n- Call home\\n' >"$TODO_FILE"
expect "it says so" "$(sh todo remove 1)" "Removed: item 1"
expect "the other stays" "$(cat "$TODO_FILE")" "- Call home"
expect_refused "no such item" sh todo remove 2
`,
};

export const SEARCH: Files = {
  "commands/search.sh": `# search WORDS...  shows the items that contain the words
number=0
items | while read -r mark text; do
  number=$((number + 1))
  case $text in
  *"$*"*) item_line "$number" "$mark" "$text" ;;
  esac
done
`,
  "tests/search_test.sh": `. tests/expect.sh

printf -- '- Buy milk\\n- Call home\\n- Buy a lamp\\n' >"$TODO_FILE"
expect "items keep their numbers" "$(sh todo search Buy)" "1 [ ] Buy milk
3 [ ] Buy a lamp"
expect "none" "$(sh todo search '*')" ""
`,
};

export const PRIORITY: Files = {
  "lib/priority.sh": `# The field "priority": an item says !high or !low.

field_priority() {
  case " $3 " in
  *' !high '*) printf '(A)' ;;
  *' !low '*) printf '(C)' ;;
  esac
}
`,
  "tests/priority_test.sh": `. tests/expect.sh

printf -- '- Call home !high\\n- Buy milk\\n' >"$TODO_FILE"
expect "the urgent one stands out" "$(sh todo list)" "1 [ ] (A) Call home !high
2 [ ] Buy milk"
`,
};

export const DUE: Files = {
  "lib/due.sh": `# The field "due": an item says due:DATE.

field_due() {
  printf '%s\\n' "$3" | tr ' ' '\\n' | sed -n 's/^due:\\(.*\\)$/<\\1>/p'
}
`,
  "tests/due_test.sh": `. tests/expect.sh

printf -- '- Pay rent due:2030-02-01\\n- Buy milk\\n' >"$TODO_FILE"
expect "the date is at the end" "$(sh todo list)" "1 [ ] Pay rent due:2030-02-01 <2030-02-01>
2 [ ] Buy milk"
`,
};

export const COUNT: Files = {
  "commands/count.sh": `# count            says how many items are left
open=$(items | grep -c '^- ' || true)
finished=$(items | grep -c '^x ' || true)
echo "$open open, $finished done"
`,
  "tests/count_test.sh": `. tests/expect.sh

expect "an empty list" "$(sh todo count)" "0 open, 0 done"
printf -- '- Buy milk\\nx Call home\\n- Pay rent\\n' >"$TODO_FILE"
expect "some of each" "$(sh todo count)" "2 open, 1 done"
`,
};

export const EXPORT: Files = {
  "commands/export.sh": `# export           prints the list as Markdown
LINE="mark priority text due"
items | while read -r mark text; do
  printf -- '- %s\\n' "$(item_line "" "$mark" "$text")"
done
`,
  "tests/export_test.sh": `. tests/expect.sh

printf -- '- Pay rent !high due:2030-02-01\\nx Call home\\n' >"$TODO_FILE"
expect "a list of boxes" "$(sh todo export)" "- [ ] (A) Pay rent !high due:2030-02-01 <2030-02-01>
- [x] Call home"
`,
};

export const ARCHIVE: Files = {
  "commands/archive.sh": `# archive          puts finished items away
before=$(item_count)
items | { grep '^x ' || true; } >>"$TODO_FILE.done"
items | { grep -v '^x ' || true; } | replace_items
echo "Put away: $((before - $(item_count)))"
`,
  "tests/archive_test.sh": `. tests/expect.sh

printf -- 'x Buy milk\\n- Call home\\nx Pay rent\\n' >"$TODO_FILE"
expect "it counts" "$(sh todo archive)" "Put away: 2"
expect "the open one stays" "$(cat "$TODO_FILE")" "- Call home"
expect "the others are kept" "$(cat "$TODO_FILE.done")" "x Buy milk
x Pay rent"
`,
};

export const GUIDE: Files = {
  "README.md": `# todo

A to-do list in a text file, in plain \`sh\`. The list is \`$TODO_FILE\`, else \`~/.todo.txt\`.

| command | does |
| --- | --- |
| \`todo add WORDS...\` | adds an item; \`!high\`, \`!low\` and \`due:DATE\` are understood |
| \`todo list\` | shows all items |
| \`todo done NUMBER\` | marks an item as done |
| \`todo remove NUMBER\` | takes an item off the list |
| \`todo search WORDS...\` | shows the items that contain the words |
| \`todo count\` | says how many items are left |
| \`todo export\` | prints the list as Markdown |
| \`todo archive\` | puts finished items away |

Run the tests with \`sh test.sh\`.
`,
  "tests/guide_test.sh": `. tests/expect.sh

for file in commands/*.sh; do
  name=$(basename "$file" .sh)
  expect "$name is explained" "$(grep -c "todo $name" README.md)" 1
done
`,
};
