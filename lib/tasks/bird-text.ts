/** BIRD's configuration as text: its BGP sessions one by one, each a block that ends with a brace at a line's beginning. */

const blocks = /^protocol bgp (\S+)[^{\n]*\{\n[\s\S]*?^\}\n/gm;

export interface SessionBlock {
  /** BIRD's name of it. */
  readonly protocol: string;
  readonly text: string;
}

/** The session with one of these addresses. One that waits for neighbours of a network is with nobody. */
export const sessionWith = (configuration: string, addresses: readonly string[]): SessionBlock | undefined =>
  blocksIn(configuration).find(({ text }) => addresses.includes(/^ *neighbor (\S+) /m.exec(text)?.[1] ?? ""));

/** The session of this name. */
export const sessionNamed = (configuration: string, protocol: string): SessionBlock | undefined =>
  blocksIn(configuration).find((block) => block.protocol === protocol);

/** The configuration with another text in a block's place. */
export const replaced = (configuration: string, { text }: SessionBlock, by: string): string =>
  configuration.replace(text, () => by);

/** A session with a line more, behind that of its neighbour. */
export const withLine = (block: string, line: string): string =>
  block.replace(/^( *)neighbor .*\n/m, (neighbor: string, indent: string) => `${neighbor}${indent}${line}\n`);

/** A session without the lines that begin with a word. */
export const withoutLines = (block: string, word: string): string =>
  block
    .split("\n")
    .filter((line) => !line.trimStart().startsWith(`${word} `))
    .join("\n");

/** A session whose neighbour has another AS number. */
export const withPeerAs = (block: string, as: number): string =>
  block.replace(/^( *neighbor \S+(?: port \d+)? as )\d+/m, (_, before: string) => `${before}${as}`);

const blocksIn = (configuration: string): SessionBlock[] =>
  [...configuration.matchAll(blocks)].map(([text, protocol = ""]) => ({ protocol, text }));
