import { count } from "../../lib/figures/format.ts";
import { addressOf, type LabSpec } from "../../lib/model/lab-spec.ts";
import { Engine, lastLines } from "../../lib/runtime/engine/engine.ts";

/** What a participant does who means ill: each ends by itself after some seconds. */
export interface Attack {
  readonly name: string;
  /** As root in the first host of the seat. */
  readonly command: (address: string) => readonly string[];
}

const perl = (script: string) => ["perl", "-e", script];
const shell = (script: string, ...args: readonly string[]) => ["sh", "-c", script, "sh", ...args];

/** Never as much as would fill the machine: few storage drivers limit a container's disk (docs/security.md). */
const writes = `dd if=/dev/zero of=/dev/shm/full bs=1M 2>/dev/null
dd if=/dev/zero of=/root/much bs=1M count=300 conv=fsync
rm -f /dev/shm/full /root/much`;

const flood = `perl -MSocket -e 'my $end = time + 6; socket(my $out, AF_INET, SOCK_DGRAM, 0);
setsockopt($out, SOL_SOCKET, SO_BROADCAST, 1); setsockopt($out, SOL_SOCKET, 25, "$ARGV[0]\\0"); # SO_BINDTODEVICE
while (time < $end) { send($out, "x" x 1400, 0, sockaddr_in(9, INADDR_BROADCAST)) for 1 .. 1000 }' "$(underlay-device "$1")"`;

/** Asks for the MAC addresses of machines that there are not, on a network that ends at the seat's own segment. */
const neighbours = `device=$(underlay-device "$1") && ip address add 198.18.0.1/16 dev "$device" || exit 126
perl -MSocket -e 'my $end = time + 6;
for (my $host = 2; time < $end; $host = 2 + ($host - 1) % 65000) {
  socket(my $out, AF_INET, SOCK_DGRAM, 0); # What waits for an answer fills a socket: each gets its own.
  send($out, "x", 0, sockaddr_in(9, pack("N", 0xc6120000 + $host)));
}'
status=$?
ip address del 198.18.0.1/16 dev "$device"
exit $status`;

/** `entries` is what the kernel's neighbour table holds, which is one for all seats. */
export const attacks = (entries: number): readonly Attack[] => [
  { name: "nobody (to compare with)", command: () => ["sleep", "6"] },
  {
    name: "processes without end",
    command: () => perl("my $end = time + 6; while (time < $end) { fork }"),
  },
  {
    name: "all memory that it may have",
    command: () => perl('my @all; for (1 .. 64) { push @all, "x" x (64 << 20) }'),
  },
  { name: "a file system in memory full, and 300 MB to the disk", command: () => shell(writes) },
  { name: "its segment full of broadcasts", command: (address) => shell(flood, address) },
  {
    name: `a neighbour table of ${count(entries)} entries full`,
    command: (address) => shell(neighbours, address),
  },
];

/** With these a shell ends that could not begin its command, and a script of ours. */
const notBegun = [126, 127];

/**
 * Has a seat's participant do it; resolves when it has ended. How it ends is no matter, as it may be killed for it, but that it began is: what
 * never happened disturbs nobody.
 */
export async function attack(engine: Engine, lab: LabSpec, { name, command }: Attack): Promise<void> {
  const [host] = lab.hosts;
  if (!host) throw new Error(`${lab.name} has no host`);
  const output = await engine.start(Engine.inside(host.container, command(addressOf(host))), { limit: 20 });
  if (notBegun.includes(output.exitCode ?? 0))
    throw new Error(`"${name}" could not begin in ${lab.name}: ${lastLines(output.stderr)}`);
}
