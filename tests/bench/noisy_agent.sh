#!/bin/sh
# A scripted agent that prints a gigabyte before it answers.
cat >/dev/null
yes 'One more line of what an agent has to say, as long as such lines are on the whole.' | head -c 1073741824
echo
mkdir -p work && echo done >"work/${SPEC_TUI_TASK:-task}.txt" || exit 1
echo TASK_COMPLETE
