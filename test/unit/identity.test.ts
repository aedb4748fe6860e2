import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { ownProject } from "../../lib/runtime/setup/identity.ts";
import { projectDir, stateDir } from "../fixtures/project-folder.ts";

vi.mock("../../lib/runtime/project.ts", () => import("../fixtures/project-folder.ts"));

const file = join(stateDir, "project.json");
const { username: user } = userInfo();
const record = (project: object) => writeFileSync(file, JSON.stringify(project));
const recorded = () => JSON.parse(readFileSync(file, "utf8"));

beforeEach(() => {
  mkdirSync(stateDir, { recursive: true });
  rmSync(file, { force: true });
});
afterAll(() => rmSync(projectDir, { recursive: true }));

it("a project notes who set it up first, and stays who it is", () => {
  const made = ownProject();
  expect(made).toEqual({ id: expect.stringMatching(/^[0-9a-f]{12}$/), folder: projectDir, user });
  record({ ...made, user: "ana" });
  expect(ownProject()).toEqual({ ...made, user: "ana" });
});

it("one that was set up before users were noted stays who it is, with its labs", () => {
  record({ id: "a1", folder: projectDir });
  writeFileSync(join(projectDir, "terraform.lab-a.tfstate"), "{}");
  expect(ownProject()).toEqual({ id: "a1", folder: projectDir, user });
  expect(recorded()).toEqual({ id: "a1", folder: projectDir, user });
  expect(readFileSync(join(projectDir, "terraform.lab-a.tfstate"), "utf8")).toBe("{}");
});

it("one whose folder was moved keeps its user", () => {
  record({ id: "a1", folder: "/no/longer/there", user: "ana" });
  expect(ownProject()).toEqual({ id: "a1", folder: projectDir, user: "ana" });
});

it("one that cannot be told from what is left of its record is made no other, which would own none of its labs", () => {
  writeFileSync(file, '{"id": "a1", "fol');
  expect(() => ownProject()).toThrow(
    `${file} is cut off, or no JSON at all. It says whose the labs on the engine are. Write into it what "project" is in setup.json`,
  );
  expect(readFileSync(file, "utf8")).toBe('{"id": "a1", "fol');
});
