#!/bin/bash
# sweep.sh LAB: removes the containers and networks that carry the lab's label but that the lab's Terraform
# state does not know: what a killed deploy made and never wrote down. Prints the ID of each.
#
# Terraform calls it while destroying, so it needs nothing but the docker command.
set -euo pipefail
lab=${1:?usage: sweep.sh LAB}
state=$(dirname "$0")/../terraform.$lab.tfstate
filter=(--filter "label=underlay.lab=$lab" --quiet --no-trunc)

unknown() {
	while read -r id; do
		grep -qs "$id" "$state" || echo "$id"
	done
}

docker ps --all "${filter[@]}" | unknown | while read -r container; do
	docker rm --force --volumes "$container"
done
docker network ls "${filter[@]}" | unknown | while read -r network; do
	docker network rm "$network"
done
