import { expect, it } from "vitest";
import { Engine } from "../../lib/runtime/engine.ts";

it("runs a command in a container of its own that may do nothing unless it is named", () => {
  expect(Engine.once("probe:1", ["cat", "/proc/meminfo"]).join(" ")).toBe(
    "run --rm --network none --cap-drop ALL probe:1 cat /proc/meminfo",
  );
  const rights = { network: "host", add: ["NET_ADMIN", "SYS_ADMIN"], flags: ["--device", "/dev/kvm"] };
  expect(Engine.once("probe:1", ["id"], rights).join(" ")).toBe(
    "run --rm --network host --cap-drop ALL --cap-add NET_ADMIN --cap-add SYS_ADMIN --device /dev/kvm probe:1 id",
  );
});
