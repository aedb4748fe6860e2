#!/bin/bash
# sweep.sh PROJECT LAB: removes the containers and networks that carry the labels of the project's lab but that the lab's Terraform
# state does not know: what a killed deploy made and never wrote down. Prints the ID of each.
#
# Terraform calls it while destroying, in the project's folder, so it needs nothing but the docker command.
set -euo pipefail
project=${1:?usage: sweep.sh PROJECT LAB}
lab=${2:?usage: sweep.sh PROJECT LAB}
state=terraform.$lab.tfstate
filter=(--filter "label=underlay.project=$project" --filter "label=underlay.lab=$lab" --quiet --no-trunc)

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
