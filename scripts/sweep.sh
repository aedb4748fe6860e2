#!/bin/bash
# sweep.sh LAB: removes the containers and networks that carry the lab's label, whether or not any state
# knows them. Terraform calls it while destroying, so it needs nothing but the docker command.
set -euo pipefail
lab=${1:?usage: sweep.sh LAB}
docker ps --all --quiet --filter "label=underlay.lab=$lab" | xargs -r docker rm --force --volumes >/dev/null
docker network ls --quiet --filter "label=underlay.lab=$lab" | while read -r network; do
	# In use: Terraform has still to remove what it knows on it, and the network with it.
	docker network rm "$network" >/dev/null 2>&1 || true
done
