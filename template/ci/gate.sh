#!/bin/sh
# Judges labs against themselves as they are at another commit: ci/gate.sh origin/main lab-first lab-second
# Ends with 1 if one of them has become worse, 3 if it is not sure of one, 2 if one could not be measured, 0 if all pass.
set -u
base=$1
shift
npx underlay setup || exit 2
mkdir -p results
worst=0
for lab in "$@"; do
  npx underlay gate "$lab" --against "$base" --junit "results/gate-$lab.xml" --markdown "results/gate-$lab.md"
  status=$?
  case $status in
    1) worst=1 ;;
    0) ;;
    *) [ "$worst" -eq 1 ] || worst=$status ;;
  esac
done
exit "$worst"
