#!/bin/sh
# Judges labs against themselves as they are at another commit: ci/gate.sh origin/main lab-first lab-second
# Ends with 1 if one of them has become worse, 2 if one could not be measured, 3 if it is not sure of one, 0 if all pass.
set -u
if [ $# -lt 2 ]; then
  echo "Name a commit and labs: ci/gate.sh origin/main lab-first lab-second" >&2
  exit 2
fi
base=$1
shift
npx underlay setup || exit 2
mkdir -p results
worst=0
for lab in "$@"; do
  npx underlay gate "$lab" --against "$base" --junit "results/gate-$lab.xml" --markdown "results/gate-$lab.md"
  case $? in
    0) ;;
    1) worst=1 ;;
    3) [ "$worst" -ne 0 ] || worst=3 ;;
    *) [ "$worst" -eq 1 ] || worst=2 ;;
  esac
done
exit "$worst"
