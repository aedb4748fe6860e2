import { resolve } from "node:path";
import { Command } from "commander";
import type { ServingOptions } from "./serving.ts";

export function serveCommand(): Command {
  return new Command("serve")
    .description("a page for every seat, and one for the trainer, until it is ended")
    .argument("<file>")
    .option("--listen <address:port>", "where it listens", "127.0.0.1:7080")
    .option("--url <url>", "by what participants call it, where that is not the address it listens on")
    .option("--tls-cert <file>", "its certificate and those above it, PEM; with --tls-key")
    .option("--tls-key <file>", "the certificate's key, PEM")
    .option("--json", "the links as JSON")
    .addHelpText(
      "after",
      `
Prints the link of each page; whoever has a link is at that seat. The trainer's page has hand-outs to print. What was solved and said
is kept, and links stay as they are, so it can be ended and started again; terminals come back as new shells. It ends by itself when
the workshop is taken down.

Other machines reach it by an address of this one, and everything goes in clear without a certificate: see docs/security.md.`,
    )
    .action(async (file: string, options: ServingOptions) => {
      // No other verb needs what pages are made with.
      const { serving } = await import("./serving.ts");
      await serving(resolve(file), file, options);
    });
}
