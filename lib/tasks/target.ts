import { z } from "zod";
import { isAddress, isNetwork } from "../model/cidr.ts";
import type { LabSpec } from "../model/lab-spec.ts";
import { unknownName } from "../model/names.ts";
import type { Complaint } from "./kind.ts";
import { complaintsOf, placeNamed, placeNames } from "./places.ts";

/** What is reached: a place of the lab, or an address. */
export const target = z
  .string()
  .describe("A workload, host or router of the lab, or an IPv4 address. A machine's is its first one.");

/** Options that are neither a place nor an address. */
export const targetComplaints = <Options extends object>(
  lab: LabSpec,
  options: Options,
  ...names: readonly (keyof Options & string)[]
): Complaint[] =>
  complaintsOf(options, names, (name) => {
    if (placeNamed(lab, name) || isAddress(name)) return null;
    const sentence = `"${name}" is no address, and ${lab.lab} has no host, router or workload of that name`;
    return unknownName(sentence, name, placeNames(lab));
  });

/** Options that are neither a network nor `default`: what tables of routes have. */
export const destinationComplaints = <Options extends object>(
  options: Options,
  ...names: readonly (keyof Options & string)[]
): Complaint[] =>
  complaintsOf(options, names, (to) =>
    to === "default" || isNetwork(to)
      ? null
      : `"${to}" is no network. Use one such as 10.244.2.0/24: its address, with nothing behind the prefix, and the prefix's length.`,
  );

/** A Linux device: at most 15 characters, none of them a slash or a space (IFNAMSIZ). */
export const deviceName = z.string().regex(/^[A-Za-z0-9_][\w.@-]{0,14}$/, {
  error: 'This is no name of a device. Use 1 to 15 letters, digits and "_.@-", e.g. flannel.1.',
});

/** Bytes: from what every IPv4 link must carry (RFC 791) to the largest packet that there is. */
export const mtu = z.int().min(68).max(65_535);
