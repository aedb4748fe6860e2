import type { Installation } from "../../model/installation.ts";
import { Refusal } from "../terminal.ts";
import { readInstallation } from "./record.ts";

/** What set-up recorded; refused with the fix where set-up has not run. */
export function requireInstallation(): Installation {
  const installation = readInstallation();
  if (!installation)
    throw new Refusal('this project is not set up on this machine. Run "npx underlay setup".');
  return installation;
}
