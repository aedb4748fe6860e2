import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { removeStages } from "../../lib/runtime/setup/images.ts";
import type { SetupContext } from "../../lib/runtime/setup/part.ts";
import { Programs } from "../fixtures/programs.ts";
import { projectDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));

const programs = new Programs(join(projectDir, "bin"));
vi.stubEnv("PATH", programs.path);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(projectDir, { recursive: true });
});

it("removes the stages of its own build, and none of another project's that is under way", async () => {
  const [stage, others, step] = ["0a1b2c3d4e5f", "999999999999", "111111111111"];
  programs.make("docker", `[ "$1" = images ] && printf '%s\\n' ${others} ${stage}; exit 0`);
  const said = `Step 1/3 : FROM base AS build\n ---> ${step}\nStep 2/3 : LABEL x\n ---> Using cache\n ---> ${stage}\n`;
  const context = { engineHost: "unix:///nowhere" } as SetupContext;
  await removeStages(context, "workload-image", `${said}Successfully built ${others}\n`);
  expect(programs.calls("docker").filter((call) => call.startsWith("rmi"))).toEqual([`rmi ${stage}`]);
});
