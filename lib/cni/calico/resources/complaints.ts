import { nodeComplaints, peerComplaints, reflectorComplaints } from "./peer-complaints.ts";
import { poolComplaints } from "./pool-complaints.ts";
import type { Resources } from "./resources.ts";

/** What is wrong with resources, in whole sentences; empty when nothing is. */
export const complaints = (resources: Resources): string[] => [
  ...poolComplaints(resources),
  ...nodeComplaints(resources),
  ...peerComplaints(resources),
  ...reflectorComplaints(resources),
];
