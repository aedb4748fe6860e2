import type { Complaint } from "./complaint.ts";
import { nodeComplaints, peerComplaints, reflectorComplaints } from "./peer-complaints.ts";
import { poolComplaints } from "./pool-complaints.ts";
import type { Resources } from "./resources.ts";

/** All that is wrong with resources; empty when nothing is. */
export const complaints = (resources: Resources): Complaint[] => [
  ...poolComplaints(resources),
  ...nodeComplaints(resources),
  ...peerComplaints(resources),
  ...reflectorComplaints(resources),
];
