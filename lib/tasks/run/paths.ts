import { machinesOf } from "../../model/lab-spec.ts";
import type { Bench } from "../../probes/bench.ts";
import { itself } from "../../probes/places.ts";
import { ask } from "./ask.ts";

/**
 * Has every machine and workload forget what it learned of paths: whoever sent a packet that did not fit remembers the path's MTU for ten
 * minutes (ip-sysctl: mtu_expires), also when it is another by then. A machine that does not answer remembers nothing when it is back.
 */
export async function forgetPaths(bench: Bench): Promise<void> {
  const { lab } = bench;
  await Promise.all(machinesOf(lab).map(({ name }) => ask(bench, itself(name), ["sh", "-c", forget])));
}

/** In the machine's own network namespace, and in that of each of its workloads. */
const forget = `for pid in 1 $(docker ps --quiet 2>/dev/null | xargs -r docker inspect --format '{{.State.Pid}}'); do
  nsenter --target "$pid" --net sh -c 'echo 1 >/proc/sys/net/ipv4/route/flush'
done`;
