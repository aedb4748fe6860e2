/** A place in a text that a command writes, between two marks. */
export interface Marked {
  /** The text's file, from the project's folder on. */
  readonly file: string;
  readonly begin: string;
  readonly end: string;
}

export const markedBy = (file: string, what: string, command: string): Marked => ({
  file,
  begin: `<!-- ${what}: written by ${command} -->`,
  end: `<!-- /${what} -->`,
});

/** The text with what stands between its two marks replaced. Throws where it does not have each of them once, in their order. */
export function withMarked(text: string, { file, begin, end }: Marked, content: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < 0)
    throw new Error(`${file} has lost the marks of what stands there: ${begin} … ${end}`);
  const twice = [begin, end].find((mark) => text.indexOf(mark) !== text.lastIndexOf(mark));
  if (twice !== undefined)
    throw new Error(`${file} has the mark ${twice} more than once. Leave one, where the text is to stand.`);
  if (to < from + begin.length)
    throw new Error(`${file} has the mark ${end} before ${begin}. Put it behind that one.`);
  return `${text.slice(0, from)}${begin}\n${content}\n${text.slice(to)}`;
}
