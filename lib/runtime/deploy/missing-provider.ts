import { offlineProvider } from "../../model/installation.ts";

/**
 * What is wrong when `init` finds no docker provider, and what mends it; undefined for a text of something else. A registry that
 * answered at set-up, which remembers it, may be out of reach now; what set-up built may have been removed.
 */
export function missingProvider(text: string): string | undefined {
  const [, error = ""] = text.split(/^Error: /m);
  const [, reason = ""] = error.split(/\n{2,}/);
  const said = reason.trim().replaceAll(/\s+/g, " ");
  if (said.includes(offlineProvider.source))
    return "The docker provider that set-up built is not there any more. Have it built again with: npx underlay setup";
  if (/provider|registry/i.test(said))
    return `The registry of Terraform providers answered when set-up asked it, and does not now. Have set-up ask it again with: npx underlay setup --refresh\nTerraform's reason: ${said}`;
  return undefined;
}
