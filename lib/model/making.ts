import type { HostKind } from "./host-kinds.ts";

/** What a deploy is told of hosts, where their lab's file leaves it open. */
export interface Making {
  /** Null for what the file says. */
  readonly hostKind: HostKind | null;
  /** False where none may have a user namespace. */
  readonly userNamespace: boolean;
}

/** A deploy that is told nothing. */
export const asFileSays: Making = { hostKind: null, userNamespace: true };

/** As arguments of `underlay deploy`, which `workshop up` has as well. */
export const makingFlags = ({ hostKind, userNamespace }: Making): string[] => [
  ...(hostKind === null ? [] : ["--host-kind", hostKind]),
  ...(userNamespace ? [] : ["--no-user-namespace"]),
];

/** As options of a synthesis or a deploy. */
export const makingOptions = ({
  hostKind,
  userNamespace,
}: Making): { readonly hostKind: HostKind | undefined; readonly userNamespace: boolean } => ({
  hostKind: hostKind ?? undefined,
  userNamespace,
});
