#!/bin/sh
# Stands in for git, the agent and the check while a run is recorded: each call is written down as lines of
# shell that make it again (folder, variables, words, input), then made. `git_calls.ts` joins them to a script.
# usage: record.sh git|step PROGRAM [WORD…], with BENCH_RECORD naming the folder.
kind=$1
shift
call=$BENCH_RECORD/$(date +%s%N)-$$
quote() {
  case $1 in
  *"'"*) printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")" ;;
  *) printf "'%s'" "$1" ;;
  esac
}
if [ "$kind" = git ] && { [ -p /dev/stdin ] || [ -S /dev/stdin ]; }; then
  input=$call.input
  cat >"$input"
else
  input=/dev/null
fi
{
  printf 'cd '
  quote "$PWD"
  printf ' &&'
  for name in $(env | sed -n 's/^\(GIT_[A-Z0-9_]*\)=.*/\1/p; s/^\(SPEC_TUI_[A-Z0-9_]*\)=.*/\1/p'); do
    eval "value=\$$name"
    # An assignment, not `env`: that would cost the script one more program a call.
    printf ' %s=' "$name"
    quote "$value"
  done
  for word in "$@"; do
    printf ' '
    quote "$word"
  done
  printf ' <'
  quote "$input"
  printf ' >/dev/null 2>&1\n'
} >"$call.call"
exec "$@" <"$input"
