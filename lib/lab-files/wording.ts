/** The fixes that complaints about a lab give in TypeScript, and the same in YAML. */
const fixes: readonly (readonly [inCode: RegExp, inYaml: string])[] = [
  [/new Flannel\(lab, "flannel", \{ backend: vxlan\(\) \}\)/g, "cni: { flannel: vxlan }"],
  [/lab\.hosts\(3, \{ on: segment \}\)/g, "hosts: { host1: { on: underlay } }"],
  [/lab\.router\("router1", (\{[^}]*\})\)/g, "routers: { router1: $1 }"],
  [
    /lab\.probe\(ping\(\{ from, to, (expect): "(silence)" \}\)\)/g,
    "ping: { from: client, to: server, $1: $2 }",
  ],
  [/\{ on: lab\.segment\("underlay"\) \}/g, "on: underlay"],
  [
    /Give \{ on \} what lab\.segment\("underlay"\) returns, or \{ segment, address \}/g,
    "Give a segment's name, or { segment: underlay, address: 100.64.4.7 }",
  ],
  [/host\.workload\("client"\)/g, "client"],
];

/** A complaint about a lab as it is told of one in YAML. */
export const inYaml = (message: string): string =>
  fixes.reduce((text, [inCode, yaml]) => text.replace(inCode, yaml), message);
