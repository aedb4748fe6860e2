import { type Complaint, complaint, title } from "../resources/complaint.ts";
import type { Resource, Resources, Secret } from "../resources/resources.ts";

/** Manifests name a Secret; what it holds is an option of the lab's. */
export function passwordComplaints(resources: Resources, password: string | undefined): Complaint[] {
  const asked = resources.flatMap((each): { each: Resource; field: string; secret: Secret }[] => {
    if (each.kind === "BGPPeer" && each.spec.password)
      return [{ each, field: "spec.password", secret: each.spec.password }];
    return each.kind === "BGPConfiguration" && each.spec.nodeMeshPassword
      ? [{ each, field: "spec.nodeMeshPassword", secret: each.spec.nodeMeshPassword }]
      : [];
  });
  const [first, ...others] = asked;
  if (!first)
    return password === undefined
      ? []
      : [
          {
            message:
              "Option password of Calico is given, but none of its resources asks for a password. Leave it out, or name a Secret in the BGPPeers or in the BGPConfiguration.",
          },
        ];
  const keyOf = ({ secretKeyRef: { name, key } }: Secret) => `${name}/${key}`;
  return [
    ...(password === undefined
      ? [
          complaint(
            first.each,
            first.field,
            `${title(first.each)} asks for the password in the Secret ${keyOf(first.secret)}, which the lab has to know. Give it: { resources: "…", password: "…" }.`,
          ),
        ]
      : []),
    ...others
      .filter(({ secret }) => keyOf(secret) !== keyOf(first.secret))
      .map(({ each, field, secret }) =>
        complaint(
          each,
          field,
          `${title(each)} asks for the password ${keyOf(secret)}, and ${title(first.each)} for ${keyOf(first.secret)}; the embedded engine has one. Use the same Secret.`,
        ),
      ),
  ];
}
