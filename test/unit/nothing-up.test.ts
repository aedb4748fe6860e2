import { rmSync, writeFileSync } from "node:fs";
import { afterAll, expect, it, vi } from "vitest";
import { stateFile } from "../../lib/runtime/labs/labs.ts";
import { refuseWhileLabsAreUp } from "../../scripts/checks/nothing-up.ts";
import { projectDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));

afterAll(() => rmSync(projectDir, { recursive: true }));

const holding = (...resources: readonly object[]) => JSON.stringify({ resources });
const deployed = {
  ...{ type: "terraform_data", name: "preflight" },
  instances: [
    { attributes: { input: { value: Buffer.from('{"hosts":[],"routers":[]}').toString("base64") } } },
  ],
};

it("the tests do not begin while labs are up that they would remove, and name them", async () => {
  await refuseWhileLabsAreUp();
  writeFileSync(stateFile("lab-gone"), holding());
  writeFileSync(stateFile("lab-cut-off"), holding({ type: "docker_network", name: "underlay" }));
  await refuseWhileLabsAreUp();
  for (const lab of ["lab-b", "lab-a"]) writeFileSync(stateFile(lab), holding(deployed));
  await expect(refuseWhileLabsAreUp()).rejects.toThrow(
    "the tests would remove what is up: lab-a, lab-b. Remove it yourself first: npx underlay destroy lab-a lab-b",
  );
});
