import { parseJson } from "./json.ts";

/** Whose an engine object is: several projects may share an engine. */
export interface Project {
  /** Made once by set-up. Copies have one of their own. */
  readonly id: string;
  /** The project's folder, for people. */
  readonly folder: string;
  /** Who set it up first, for people. @default - it was set up before that was noted */
  readonly user?: string;
}

/** The labels by which engine objects say whose they are. */
export const ownerLabels = ({ id, folder, user }: Project): Record<string, string> => ({
  "underlay.project": id,
  "underlay.folder": folder,
  ...(user === undefined ? {} : { "underlay.user": user }),
});

/** Arguments that make `docker ps` and `docker network ls` list the objects of a project's lab, and no other's of that name. */
export const ownedBy = ({ id }: Project, lab: string): string[] => [
  ...["--filter", `label=underlay.project=${id}`],
  ...["--filter", `label=underlay.lab=${lab}`],
];

/** Arguments that make a container go with a lab, also one whose command was killed before it began. */
export const goesWith = ({ name }: { readonly name: string }): string[] => [
  "--label",
  `underlay.lab=${name}`,
];

/**
 * What set-up found or made on this machine, as plain data.
 *
 * Set-up writes it to `.underlay/setup.json` (git-ignored). Synthesis reads it as data, so that the
 * same lab and the same record give byte-equal output; nothing in it is looked up again at synthesis.
 */
export interface Installation {
  /** The record's own format. A record of another version counts as "not set up". */
  readonly version: 4;
  readonly project: Project;
  /** The engine's address as Docker writes it, e.g. `unix:///var/run/docker.sock` or `ssh://lab@host`. */
  readonly engineHost: string;
  /** What limits of the engine's containers depend on. */
  readonly controlGroups: {
    readonly version: 1 | 2;
    /** Whether swap can be limited; where not, an engine makes "no limit" of any that is asked for. */
    readonly swap: boolean;
  };
  /** The Terraform-compatible program: an absolute path. */
  readonly terraform: {
    readonly binary: string;
    readonly product: "terraform" | "opentofu";
    readonly version: string;
  };
  /** Which docker provider the synthesised labs name in `required_providers`. */
  readonly provider: {
    readonly choice: "registry" | "offline";
    readonly source: string;
    readonly version: string;
    /** Terraform's `h1:` checksum of the offline provider's folder; the registry's are in the registry. */
    readonly hash?: string;
  };
  /** Image references that carry their content hash as the tag, e.g. `underlay/host:3f2a9c01d4be`. */
  readonly images: {
    readonly host: string;
    readonly workload: string;
    readonly probe: string;
    readonly vm: string;
  };
  /** What executes a VM host's instructions: the machine's KVM where it can boot a guest, else QEMU's translator (TCG). */
  readonly accelerator: "kvm" | "tcg";
}

/** The provider that users with a registry get: the bindings in `package.json` were generated from it. */
export const registryProvider = {
  choice: "registry",
  source: "kreuzwerker/docker",
  version: "3.6.2",
} as const;

/** The provider built by set-up from `toolchain/terraform-provider-docker`. */
export const offlineProvider = {
  choice: "offline",
  source: "underlay.local/offline/docker",
  version: "3.6.2",
} as const;

/** What synthesis assumes before set-up has run: enough to validate and to read the output, not to deploy. */
export const assumedInstallation: Installation = {
  version: 4,
  project: { id: "unknown", folder: "unknown" },
  engineHost: "unix:///var/run/docker.sock",
  controlGroups: { version: 2, swap: true },
  terraform: { binary: "terraform", product: "terraform", version: "unknown" },
  provider: registryProvider,
  images: {
    host: "underlay/host:not-built",
    workload: "underlay/workload:not-built",
    probe: "underlay/probe:not-built",
    vm: "underlay/vm:not-built",
  },
  accelerator: "tcg",
};

/** The record from its file's text; undefined for a missing file, one that is cut off, or a record of another version: set-up has to run. */
export function parseInstallation(text: string | undefined): Installation | undefined {
  if (text === undefined) return undefined;
  const record: Partial<Installation> = Object(parseJson(text));
  return record.version === 4 ? (record as Installation) : undefined;
}
