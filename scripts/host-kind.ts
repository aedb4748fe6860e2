import { Option } from "commander";
import { hostKinds } from "../lib/model/host-kinds.ts";

/** `--host-kind KIND`, the same for every verb that has it. */
export const hostKindOption = (about: string): Option =>
  new Option("--host-kind <kind>", about).choices([...hostKinds]);
