#!/bin/sh
# A scripted agent that takes one second.
sleep 1
exec sh "$(dirname "$0")/../fixtures/agents/fast_agent.sh"
