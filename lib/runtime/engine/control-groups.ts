import type { Problem } from "../../model/errors.ts";
import type { Installation } from "../../model/installation.ts";
import type { Engine } from "./engine.ts";

type ControlGroups = Installation["controlGroups"];

/** What an engine says of its machine's control groups. */
export async function controlGroupsOf(engine: Engine): Promise<ControlGroups> {
  const said = await engine.run(["info", "--format", "{{.CgroupVersion}} {{.SwapLimit}}"]);
  const [version, swap] = said.trim().split(" ");
  return { version: version === "2" ? 2 : 1, swap: swap === "true" };
}

/** A machine may come up with others than set-up found; a host's rights depend on them. */
export async function otherControlGroups(
  engine: Engine,
  lab: string,
  { controlGroups }: Pick<Installation, "controlGroups">,
): Promise<Problem[]> {
  const found = await controlGroupsOf(engine);
  if (found.version === controlGroups.version && found.swap === controlGroups.swap) return [];
  const inWords = ({ version, swap }: ControlGroups) =>
    `version ${version}, ${swap ? "with" : "without"} limits of swap`;
  return [
    {
      path: lab,
      message: `The engine's machine has other control groups (${inWords(found)}) than set-up found (${inWords(controlGroups)}). Run "npx underlay setup".`,
    },
  ];
}
