import { z } from "zod";
import { isAddress, nth } from "../../model/cidr.ts";
import { optionsIn } from "../../model/options.ts";
import { shown } from "../../model/shown.ts";
import type { CalicoHost } from "./mode.ts";
import { largestAsNumber } from "./resources/peer-complaints.ts";
import { blockSizes, poolComplaints } from "./resources/pool-complaints.ts";
import type { IPPool } from "./resources/resources.ts";

/** Options of every mode. */
export interface AddressOptions {
  /**
   * The network of all workloads.
   * @default "10.244.0.0/16"
   */
  readonly pool?: string;
  /**
   * Prefix length of the blocks in which hosts get addresses.
   * @default 26 (Calico's)
   */
  readonly blockSize?: number;
}

/** Options of every mode that speaks BGP. */
export interface CalicoOptions extends AddressOptions {
  /**
   * The AS number of every host.
   * @default 64512 (Calico's, the first for private use, RFC 6996)
   */
  readonly asNumber?: number;
  /**
   * Password of every session: TCP MD5 signatures (RFC 2385).
   * @default none
   */
  readonly password?: string;
}

export interface ReflectorOptions extends CalicoOptions {
  /**
   * Names of one or two hosts that pass routes on (RFC 4456).
   * @default the first host
   */
  readonly reflectors?: readonly string[];
  /**
   * Tells reflectors of one cluster that a route went through it already; written like an address.
   * @default "244.0.0.1"
   */
  readonly clusterId?: string;
}

/** Where a pool's packets go in tunnels. @default "Never", both */
export type Tunnelling = Partial<Pick<IPPool["spec"], "ipipMode" | "vxlanMode">>;

export const defaults = {
  asNumber: 64512,
  pool: "10.244.0.0/16",
  blockSize: 26,
  clusterId: "244.0.0.1",
} as const;

/** Calico's own name of the pool that an installation begins with. */
const poolNamed = (
  cidr: string,
  blockSize: number,
  { ipipMode = "Never", vxlanMode = "Never" }: Tunnelling,
): IPPool => ({
  kind: "IPPool",
  metadata: { name: "default-ipv4-ippool" },
  spec: {
    cidr,
    blockSize,
    ipipMode,
    vxlanMode,
    natOutgoing: false,
    nodeSelector: "all()",
  },
});

/** The pool of a lab that names none. */
export const defaultPool = poolNamed(defaults.pool, defaults.blockSize, {});

/** As asked, right or wrong. */
const askedPool = ({
  pool = defaults.pool,
  blockSize = defaults.blockSize,
  ...tunnelling
}: AddressOptions & Tunnelling): IPPool => poolNamed(pool, blockSize, tunnelling);

/** As asked, or the default where no address could be counted from what was asked. */
export function poolOf(options: AddressOptions & Tunnelling): IPPool {
  const asked = askedPool(options);
  return poolComplaints([asked]).length === 0 ? asked : poolNamed(defaults.pool, defaults.blockSize, options);
}

/** Host k's block number `index`: blocks begin at the k-th /24 of the pool, or at the k-th block if blocks are larger. */
export function blockOf({ spec: { cidr, blockSize } }: IPPool, number: number, index = 0): string {
  const size = 2 ** (32 - blockSize);
  return `${nth(cidr, number * Math.max(256, size) + index * size)}/${blockSize}`;
}

/** Which host is known as reflector when the lab does not say. */
export const reflectorsOf = (
  { reflectors }: ReflectorOptions,
  hosts: readonly CalicoHost[],
): readonly string[] =>
  Array.isArray(reflectors) && reflectors.length > 0 ? reflectors : hosts.slice(0, 1).map(({ name }) => name);

/** What is wrong with options, beyond what their resources show: lab files run without a type check. */
export function optionComplaints(
  mode: string,
  { shape }: z.ZodObject,
  given: ReflectorOptions & Tunnelling & { readonly throughGateway?: boolean },
  asWritten: unknown,
): string[] {
  const { password, clusterId, throughGateway } = given;
  const known = Object.keys(shape);
  const option = (name: string, value: unknown) =>
    `Option ${name} of Calico's mode ${mode} is ${shown(value)}`;
  return [
    ...(optionsIn(asWritten) === asWritten
      ? []
      : [`The options of Calico's mode ${mode} are ${shown(asWritten)}. Use an object, or none.`]),
    ...poolComplaints([askedPool(given)]).map(({ message }) => message),
    ...Object.keys(given)
      .filter((name) => !known.includes(name))
      .map(
        (name) =>
          `Calico's mode ${mode} has no option ${name}. It has: ${known.join(", ")}. Remove the option, or choose a mode that has it.`,
      ),
    ...(["ipipMode", "vxlanMode"] as const).flatMap((field) =>
      given[field] === undefined || given[field] === "Always" || given[field] === "CrossSubnet"
        ? []
        : `${option(field, given[field])}. Use "Always" or "CrossSubnet".`,
    ),
    ...wrongPassword(mode, password),
    ...(clusterId !== undefined && !isAddress(clusterId)
      ? [
          `${option("clusterId", clusterId)}, which is not written like an IPv4 address. Use e.g. "${defaults.clusterId}".`,
        ]
      : []),
    // BIRD takes 0 for "my own router ID", which two reflectors do not share.
    ...(clusterId === "0.0.0.0"
      ? [`${option("clusterId", clusterId)}, which stands for none. Use e.g. "${defaults.clusterId}".`]
      : []),
    ...(throughGateway !== undefined && typeof throughGateway !== "boolean"
      ? [`${option("throughGateway", throughGateway)}. Use true or false.`]
      : []),
    ...wrongReflectors(mode, given),
  ];
}

/** BIRD reads it between double quotes; the kernel keeps 80 bytes (TCP_MD5SIG_MAXKEYLEN). */
function wrongPassword(mode: string, password: unknown): string[] {
  if (password === undefined) return [];
  if (typeof password !== "string")
    return [`The password of Calico's mode ${mode} is no text. Use text: put it in quotes.`];
  return /^[\x20\x21\x23-\x7e]{1,80}$/.test(password)
    ? []
    : [
        `The password of Calico's mode ${mode} cannot be used. Use 1 to 80 ASCII characters without double quotes.`,
      ];
}

function wrongReflectors(mode: string, { reflectors }: ReflectorOptions): string[] {
  if (reflectors === undefined) return [];
  if (!Array.isArray(reflectors))
    return [
      `Option reflectors of Calico's mode ${mode} is ${shown(reflectors)}. Use an array of one or two hosts' names, e.g. ["host1"].`,
    ];
  if (reflectors.length < 1 || reflectors.length > 2)
    return [`Calico's mode ${mode} has ${reflectors.length} reflectors. Name one or two hosts.`];
  return reflectors.length === 2 && reflectors[0] === reflectors[1]
    ? [
        `Calico's mode ${mode} has the reflector ${shown(reflectors[0])} twice. Name another host, or leave one out.`,
      ]
    : [];
}

export const asNumber = z.int().min(1).max(largestAsNumber);
export const tunnelling = z.enum(["Always", "CrossSubnet"]);

/** What options may be, by the groups that modes have them in. */
export const addressOptions = {
  pool: z.string(),
  blockSize: z.int().min(blockSizes.min).max(blockSizes.max),
};
export const commonOptions = { ...addressOptions, asNumber, password: z.string() };
export const reflectorOptions = {
  ...commonOptions,
  reflectors: z.array(z.string()).min(1).max(2),
  clusterId: z.string(),
};

/** A mode's options: none is required. */
export const optionsOf = (options: Readonly<Record<string, z.ZodType>>): z.ZodObject =>
  z.strictObject(options).partial();
