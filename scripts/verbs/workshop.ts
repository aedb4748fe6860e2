import { Command } from "commander";
import { downCommand } from "../workshop/down.ts";
import { resetCommand } from "../workshop/reset.ts";
import { serveCommand } from "../workshop/serve.ts";
import { statusCommand } from "../workshop/status.ts";
import { upCommand } from "../workshop/up.ts";

export function workshopCommand(): Command {
  return new Command("workshop")
    .addCommand(upCommand())
    .addCommand(statusCommand())
    .addCommand(serveCommand())
    .addCommand(resetCommand())
    .addCommand(downCommand())
    .addHelpText(
      "after",
      `
FILE is the workshop's: title, lab, seats and tasks (docs/workshops.md). A seat is a copy of its lab, by the name of which every
other verb takes it: underlay exec lab-vxlan-3 client -- ping -c 3 10.244.2.2

Exit codes of up, reset and down: 0 all seats are as asked, 3 some are and some are not (partial), 1 none is, 2 nothing was begun.

Examples:
  $ underlay workshop up workshop.yaml
  $ underlay workshop up workshop.yaml --seats 30    # six more, where 24 are up
  $ underlay workshop status workshop.yaml
  $ underlay workshop serve workshop.yaml --listen 192.0.2.1:8443 --tls-cert room.pem --tls-key room-key.pem
  $ underlay workshop reset workshop.yaml 7
  $ underlay workshop down workshop.yaml`,
    );
}
