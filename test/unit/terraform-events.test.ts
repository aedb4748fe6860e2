import { describe, expect, it } from "vitest";
import { changesInWords } from "../../lib/runtime/deploy/deploy.ts";
import { errorsOf, parseEvent, type TerraformEvent } from "../../lib/runtime/deploy/terraform.ts";

describe("a line of Terraform's output", () => {
  it("is an event when it is an object with a type", () => {
    const line =
      '{"@level":"info","@message":"host1: Creating...","type":"apply_start","hook":{"resource":{"resource_type":"docker_container","resource_name":"host1"},"action":"create"}}';
    expect(parseEvent(line)).toMatchObject({ type: "apply_start", hook: { action: "create" } });
  });

  it.each([
    "",
    " ",
    "text",
    "{",
    '{"type":',
    '{"hook":{}}',
    '{"type":1}',
    "[]",
    "null",
    '"type"',
    "\u001b[0m{}",
  ])("is none when it is %j", (line) => {
    expect(parseEvent(line)).toBeUndefined();
  });
});

const diagnostic = (severity: string, summary: string, detail?: string): TerraformEvent => ({
  type: "diagnostic",
  diagnostic: { severity, summary, ...(detail === undefined ? {} : { detail }) },
});

describe("errors", () => {
  it("are told in Terraform's words, each once, without warnings", () => {
    const events = [
      diagnostic("warning", "Old"),
      diagnostic("error", "No room", "The disk is full.\n"),
      diagnostic("error", "No room", "The disk is full.\n"),
      diagnostic("error", "Failed"),
      { type: "apply_start" },
    ];
    expect(errorsOf(events)).toEqual(["No room\nThe disk is full.", "Failed"]);
  });

  it("are none where there is none", () => {
    expect(errorsOf([])).toEqual([]);
  });

  it("have advice where Terraform does not say what to do", () => {
    expect(errorsOf([diagnostic("error", "Saved plan is stale", "It is.")])).toEqual([
      "Saved plan is stale\nIt is.\nSomeone else, e.g. npx cdktf, changed the lab while this deploy was planned. Nothing was done: run it again.",
    ]);
  });
});

describe("a plan in words", () => {
  const change = (action: string, kind: string, name: string): TerraformEvent => ({
    type: "planned_change",
    change: { action, resource: { resource_type: kind, resource_name: name } },
  });

  it("tells machines and segments, and not the steps of a deploy", () => {
    const plan = [
      change("create", "docker_container", "host1"),
      change("delete", "docker_container", "host2"),
      change("replace", "docker_container", "router1"),
      change("update", "docker_network", "left"),
      change("replace", "terraform_data", "preflight"),
      { type: "change_summary" },
    ];
    expect(changesInWords(plan)).toEqual([
      "host1 will be made",
      "host2 will be removed",
      "router1 will be replaced",
      "segment left will be updated",
    ]);
  });

  it("keeps Terraform's word for what it does not know", () => {
    expect(changesInWords([change("import", "docker_container", "host1")])).toEqual(["host1 import"]);
  });
});
