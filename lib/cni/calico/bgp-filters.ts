import { createHash } from "node:crypto";
import { prefixLengthOf } from "../../model/cidr.ts";
import { type BGPFilter, type FilterRule, ofKind, type Resources } from "./resources/resources.ts";
import type { Session } from "./sessions.ts";

/** Which way routes go: a filter has rules for each. */
const directions = ["import", "export"] as const;
type Direction = (typeof directions)[number];

const rulesOf = ({ spec }: BGPFilter, direction: Direction): readonly FilterRule[] =>
  spec[`${direction}V4`] ?? [];

/**
 * The BGPFilters of a node's sessions as functions of BIRD's, in the words of Calico's own templates: the first rule that
 * matches a route decides, and where none does the function returns to the filter that called it.
 */
export function filterFunctions(resources: Resources, sessions: readonly Session[]): string {
  const used = ofKind(resources, "BGPFilter").filter(({ metadata }) =>
    sessions.some(({ filters }) => filters.includes(metadata.name)),
  );
  return used
    .map((filter) => ({
      name: filter.metadata.name,
      text: directions.map((each) => functionOf(filter, each)).join(""),
    }))
    .map(({ name, text }) => (text === "" ? "" : `# BGPFilter ${name}\n${text}\n`))
    .join("");
}

/** The calls of a session's filters, in the order of its BGPPeer. */
export const filterCalls = (resources: Resources, { filters }: Session, direction: Direction): string[] =>
  filters.flatMap((name) => {
    const filter = ofKind(resources, "BGPFilter").find(({ metadata }) => metadata.name === name);
    return filter && rulesOf(filter, direction).length > 0 ? [`${functionName(name, direction)}();`] : [];
  });

function functionOf(filter: BGPFilter, direction: Direction): string {
  const rules = rulesOf(filter, direction);
  if (rules.length === 0) return "";
  const lines = rules.map((rule) => `  ${ruleText(rule)}\n`).join("");
  return `function ${functionName(filter.metadata.name, direction)}() {\n${lines}}\n`;
}

/** A symbol of BIRD's has 64 characters at most, of which Calico's name of the function leaves this many. */
const longestName = 45;

/** Calico's name of it. A longer one is cut, and told from others that begin like it. */
function functionName(name: string, direction: Direction): string {
  const short =
    name.length <= longestName
      ? name
      : `${name.slice(0, longestName - 9)}-${createHash("sha1").update(name).digest("hex").slice(0, 8)}`;
  return `'bgp_${short}_${direction}FilterV4'`;
}

const operators = { Equal: "=", NotEqual: "!=", In: "~", NotIn: "!~" } as const;

/** `if ((net ~ 10.0.0.0/8)&&…) then { reject; }`; a rule without conditions matches every route. */
function ruleText(rule: FilterRule): string {
  const { action, cidr, matchOperator, source, interface: device } = rule;
  const conditions = [
    ...(cidr === undefined || matchOperator === undefined
      ? []
      : [`(net ${operators[matchOperator]} ${networksOf(cidr, rule.prefixLength)})`]),
    ...(source === undefined ? [] : ["((defined(source))&&(source ~ [ RTS_BGP ]))"]),
    ...(device === undefined ? [] : [`((defined(ifname))&&(ifname ~ "${device}"))`]),
  ];
  const verdict = `${action.toLowerCase()};`;
  return conditions.length === 0 ? verdict : `if (${conditions.join("&&")}) then { ${verdict} }`;
}

/** A network, or those inside of it that have one of these prefix lengths. */
function networksOf(cidr: string, lengths: FilterRule["prefixLength"]): string {
  if (lengths === undefined) return cidr;
  const own = prefixLengthOf(cidr);
  return `[ ${cidr}{${Math.max(own, lengths.min ?? own)},${lengths.max ?? 32}} ]`;
}
