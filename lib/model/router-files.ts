import { impairedInterfaces } from "./impairment.ts";
import { json } from "./json.ts";
import type { LabSpec, RouterSpec, Routing } from "./lab-spec.ts";
import type { CniMode, MachineFiles } from "./mode.ts";
import { isOn } from "./routing.ts";

/** The files that turn the host image into one particular router: what its init reads, and BIRD's configuration. */
export function routerFiles(lab: LabSpec, router: RouterSpec, mode: CniMode): MachineFiles {
  const given = {
    "/etc/underlay/host.json": json({
      lab: lab.name,
      host: router.name,
      interfaces: impairedInterfaces(lab, router),
      // BIRD makes them; the gate waits until each is there.
      reaches: router.routes.map(({ destination }) => destination),
      gates: ["underlay"],
    }),
    "/etc/underlay/bird.conf": `${birdConfiguration(lab, router)}${mode.routerProtocols(router.name, lab)}`,
  };
  return { made: {}, given };
}

/** How a router gets its routes; everything else is the same for both. */
const protocols: { readonly [Kind in Routing]: (lab: LabSpec, router: RouterSpec) => string } = {
  computed: (_, { routes }) => `protocol static {
  ipv4;
${routes.map(({ destination, via }) => `  route ${destination}${via.map((address) => ` via ${address}`).join("")};\n`).join("")}}
`,
  ospf: (lab, router) => `protocol ospf v2 {
  ipv4;
  area 0 {
${router.interfaces.map(({ segment }) => ospfInterface(lab, segment)).join("")}  };
}
`,
};

function birdConfiguration(lab: LabSpec, router: RouterSpec): string {
  return `# BIRD 2, see https://bird.network.cz
log stderr all;
router id ${router.interfaces[0]?.address};
protocol device { scan time 5; }
# Segments that the router is on: what BIRD learns of them from others is no better.
protocol direct { ipv4; }
protocol kernel {
  # Equally good next hops become one multipath route.
  merge paths on;
  ipv4 { import none; export where source != RTS_DEVICE; };
}
${protocols[lab.routing](lab, router)}`;
}

/**
 * Timers are short, because a lab is watched: a neighbour that is silent for 4 s counts as gone (RFC 2328's
 * samples say 40 s). Between two routers alone no designated router is elected, which would cost another 4 s.
 */
function ospfInterface({ segments, hosts, routers }: LabSpec, segment: string): string {
  const cidr = segments.find(({ name }) => name === segment)?.cidr;
  const on = (machines: readonly Pick<RouterSpec, "interfaces">[]) =>
    machines.filter((machine) => isOn(machine, segment)).length;
  if (on(routers) === 1) return `    interface ${cidr} { stub yes; };\n`;
  const type = on(routers) === 2 && on(hosts) === 0 ? "ptp" : "broadcast";
  return `    interface ${cidr} { type ${type}; hello 1; dead 4; wait 4; };\n`;
}
